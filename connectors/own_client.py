"""A source that is asked through a client of its own, where `Asking` is not enough."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from connectors.asking import Patience
from connectors.pull import Answer, Ask
from graph.access import Graph
from graph.keys import Keys


class Asks(Protocol):
    """Asks one source, for one round of reading."""

    requests: int

    async def get(self, ask: Ask) -> Answer:
        """Return a whole answer. Raises what `Asking.get` raises."""
        ...

    async def close(self) -> None: ...

    async def spent(self) -> int | None:
        """Return what the source cost in this month, in millionths; None: others count that."""
        ...

    def not_read(self) -> str:
        """Return what this round left out and why, for a person; "" when that is nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Opening:
    """What a client is made of."""

    source: str
    values: Mapping[str, str] = field(repr=False)
    spend: Callable[[], Awaitable[None]]  # called before each request; it may refuse it
    patience: Patience
    requests_a_minute: int
    now: Callable[[], datetime]
    money_a_month: Decimal | None = None
    graph: Graph | None = None  # None: only whether we are let in is tried
    keys: Keys | None = None


Opens = Callable[[Opening], Asks]
