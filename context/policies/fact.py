"""What is a fact: something on file that a condition may ask and a text may say?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from context.journey.model import Attempt
from context.journey.problem import Problem
from context.journey.wording import duration, how_many, listing
from graph.model import AssetView, CaseView, ContractView, CustomerView, OrderView

MOST_ALIKE: Final = 4
ALWAYS: Final = ("customer", "contact", "matter")  # facts of these are there for every subject

Money = Mapping[str, Decimal]  # amounts by currency
Value = bool | int | str | Sequence[str] | Money


class Kind(StrEnum):
    """What a fact is made of; conditions and texts depend on it."""

    TEXT = "text"
    TEXTS = "texts"
    COUNT = "count"
    SPAN = "days"  # milliseconds inside; asked in days and told in whole units
    MONEY = "money"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Subject:
    """What facts are read from: a customer, one problem, and the one thing in it that is asked."""

    customer: CustomerView
    now_ms: int
    problem: Problem
    channel: str | None = None  # of the present contact, where it is known
    is_here: bool = False  # the customer waits with us at this moment
    said_now: str | None = None  # in the present contact
    order: OrderView | None = None
    attempt: Attempt | None = None
    case: CaseView | None = None
    asset: AssetView | None = None
    contract: ContractView | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    name: str  # "order.days_since_delivery": what it is of, and what
    kind: Kind
    what: str  # in words, for whoever writes a policy
    read: Callable[[Subject], Value | None]  # None: not on file
    noun: str = "thing"  # of a count
    of: str = field(init=False)  # "order": the part of the name before the dot

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", self.name.partition(".")[0])


def like(name: object, facts: Iterable[str]) -> str:
    """Return which facts there are, those first whose names are most like this one."""
    close = get_close_matches(str(name), list(facts), n=MOST_ALIKE, cutoff=0.0)
    return f"a fact like {', '.join(close)} (`tellonce policies --facts` lists all)"


class Known:
    """The facts of one subject, each read once; those of the whole problem once for all of it."""

    def __init__(self, subject: Subject, whole: "Known | None" = None) -> None:
        self.subject = subject
        self._whole = whole
        self._values: dict[str, Value | None] = {}

    def __getitem__(self, fact: Fact) -> Value | None:
        if self._whole is not None and fact.of in ALWAYS:
            return self._whole[fact]
        if fact.name not in self._values:
            self._values[fact.name] = fact.read(self.subject)
        return self._values[fact.name]


def told(fact: Fact, value: Value) -> str:
    """Return how the value stands in a sentence: `3 days`, `two attempts`, `red and blue`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return duration(value / 1000) if fact.kind is Kind.SPAN else how_many(value, fact.noun)
    if isinstance(value, Mapping):
        return money(value)
    return listing(value)


def money(amounts: Money) -> str:
    """Return `250.00 USD and 230.00 EUR`."""
    return listing([f"{amount:.2f} {currency}" for currency, amount in amounts.items()])
