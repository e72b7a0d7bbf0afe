"""Which screen pops were served from a customer that should never have been one?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ServedPop:
    """One look at a customer: each may have shown one person's data to another."""

    at_ms: int
    actor: str  # whose key asked
    customer_id: str


class PopAudit(Protocol):
    """Whatever remembers who was shown which customer."""

    async def pops_served(
        self, customers: Collection[str], *, since_ms: int, until_ms: int
    ) -> Sequence[ServedPop]:
        """Return the pops of these customers in that time, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class PopsServed:
    """Pops from a wrong merge. `audited` is False where no audit is kept: nobody knows then."""

    audited: bool
    pops: tuple[ServedPop, ...] = ()


NOT_AUDITED = PopsServed(audited=False)
