"""The words of insights: causes of complaints, patterns over the graph, notices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from graph.model import CustomerId


class Kind(StrEnum):
    """What a pattern looks for."""

    PRICE_RISE = "price_rise"  # contracts whose price went up
    PLACE_CLOSING = "place_closing"  # who buys at a shop that closes
    PART_ENDED = "part_ended"  # owners of a thing whose spare part cannot be had any more
    BATCH = "batch"  # owners of things of one batch
    FORMER_COMPANY = "former_company"  # contracts that were made with somebody else


# What a notice's text may name, by the kind of its pattern; `name` is the customer's.
FACTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.PRICE_RISE: ("name", "contract", "number", "old_price", "new_price", "since"),
    Kind.PLACE_CLOSING: ("name", "place", "city", "closes_on"),
    Kind.PART_ENDED: ("name", "asset", "part", "ended_on"),
    Kind.BATCH: ("name", "asset", "serial", "batch"),
    Kind.FORMER_COMPANY: ("name", "contract", "number", "company"),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way in which customers say it; `pattern` finds it in plain words."""

    language: str
    text: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why customers complain."""

    name: str
    title: str
    phrases: tuple[Phrase, ...]
    pattern: str | None = None  # whom else it concerns


@dataclass(frozen=True, slots=True)
class Pattern:
    """Whom something concerns, as the graph knows: a kind, and its parameters."""

    name: str
    title: str
    kind: Kind
    only: tuple[str, ...] = ()  # names of contracts, places, parts, batches or companies; (): all
    within_days: int = 365  # of what happened, or of a closure also ahead
    least_percent: Decimal = Decimal(0)  # of a price's rise


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """What those whom a pattern finds are told, and how."""

    name: str
    title: str
    pattern: str
    texts: Mapping[str, tuple[str, ...]]  # by language: the first counts whose facts are known
    purpose: str = "service"  # as consents have it
    needs_consent: bool = False  # False: whoever has not refused may be told
    channels: tuple[str, ...] = ("email", "sms", "letter")  # the first that can be used, unless
    per_day: int = 500  # told in 24 hours
    not_again_days: int = 30  # no second notice, of whichever kind
    hold_out_percent: Decimal = Decimal(10)  # who are not told, so that the others' gain is known
    measure_days: int = 28  # after each one's turn, for that gain


@dataclass(frozen=True, slots=True)
class InsightRules:
    causes: tuple[Cause, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    notices: tuple[NoticeForm, ...] = ()

    def cause(self, name: str) -> Cause | None:
        return next((one for one in self.causes if one.name == name), None)

    def pattern(self, name: str) -> Pattern | None:
        return next((one for one in self.patterns if one.name == name), None)

    def notice(self, name: str) -> NoticeForm | None:
        return next((one for one in self.notices if one.name == name), None)

    def causes_of(self, pattern: str) -> tuple[str, ...]:
        """Return the names of the causes that are this pattern's."""
        return tuple(one.name for one in self.causes if one.pattern == pattern)


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing because of which a pattern fits: a contract, a place, a product, an asset."""

    type: str
    source: str
    id: str
    key: str  # of its node

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


@dataclass(frozen=True, slots=True)
class Fit:
    """A customer whom a pattern finds, and why."""

    customer_id: CustomerId
    record_key: str  # of the account that the thing hangs on
    subject: Subject
    why: str
    since_ms: int  # from when on a notice about it counts as one about this
    facts: Mapping[str, str] = field(default_factory=dict)
    value: Decimal | None = None  # what it is worth to us, where the kind says so
    currency: str | None = None
