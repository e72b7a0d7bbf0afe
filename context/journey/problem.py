"""What is open of a matter, with what it is about: what policies and routing ask."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from context.journey.model import Attempt, Matter
from graph.model import CaseView, OrderView


@dataclass(slots=True)
class Problem:
    """The open part of one matter."""

    attempts: list[Attempt] = field(default_factory=list)
    cases: list[CaseView] = field(default_factory=list)
    orders: list[OrderView] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    matter: Matter | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """Return all that it refers to, each once, orders first."""
        named = [f"order {one.id}" for one in self.orders]
        named += [about for one in self.attempts for about in one.about]
        named += [about for one in self.cases for about in one.about]
        named += [f"case {one.id}" for one in self.cases]
        if self.matter is not None:
            named += self.matter.about
        return orders_first(named)

    @property
    def times(self) -> list[int]:
        times = [one.at_ms for one in self.attempts] + [one.opened_at_ms for one in self.cases]
        return times or ([self.matter.opened_at_ms] if self.matter else [])


def orders_first(named: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(named), key=lambda one: not one.startswith("order ")))
