"""What a connector is: a name, how its webhook is checked and understood, and what it pulls.

A connector's folder holds `parse.py` (pure: payload in, records out), `connector.py` (the parts put
together) and `README.md` (what to send, what to set). Being in `CONNECTORS` is all that makes it
one; `tests/contracts` then holds it to what every connector promises.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from connectors.hearing import Hears
from connectors.own_client import Opens
from connectors.pull import Pull
from connectors.schemes import Scheme
from context.records import Record

Payload = Mapping[str, Any]
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Webhook(Generic[E]):
    """How deliveries of one kind of sender become records; all three functions are pure.

    What one delivery says may only make sense together with others, which come late, twice, in any
    order or never. So all deliveries about one subject are worked together: `fold` gives the same
    records for the same set of events in whatever order, however often each is repeated.
    """

    scheme: Scheme
    subject: Callable[[Payload], str | None]  # what it is about; None: it stands alone
    read: Callable[[str, Payload], E]  # (source, payload) → event; raises BadRecordError
    fold: Callable[[str, Sequence[E]], tuple[Record, ...]]  # (source, events) → records
    whole: bool = False  # each delivery says all there is to say: older ones are not needed


@dataclass(frozen=True, slots=True)
class Connector:
    name: str  # in addresses, settings and sources: lower-case letters and digits
    webhook: Webhook[Any]
    pull: Pull | None = None
    opens: Opens | None = None  # a client of its own, by which it is asked
    hears: Hears | None = None  # what it says by itself, over a connection that is held open

    def source(self, instance: str) -> str:
        """Return the name under which the records of this instance stand in the graph."""
        return f"{self.name}:{instance}"
