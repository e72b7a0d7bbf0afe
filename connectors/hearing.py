"""What a source says by itself, over a connection that is held open: heard, and taken in at once.

It is only ever ahead of what is asked for: whatever is missed while nobody listens comes with the
next round of reading, and what comes both ways has one effect.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from connectors.pull import Payload
from connectors.purse import Purse


class Ear(Protocol):
    """What a listening connector is given."""

    @property
    def source(self) -> str: ...

    @property
    def values(self) -> Mapping[str, str]: ...

    @property
    def money_a_month(self) -> Decimal | None: ...

    @property
    def purse(self) -> Purse: ...

    async def take(self, stream: str, items: Sequence[Payload]) -> None:
        """Take these in as items of that list. Returns when they are in, however long it takes."""
        ...


Hears = Callable[[Ear], Awaitable[None]]  # until the connection ends; raises a ConnectorError
