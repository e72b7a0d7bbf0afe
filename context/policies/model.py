"""A policy: when something holds, this is to be done, within these limits, by somebody who may."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from context.policies.condition import Condition
from context.policies.template import Template


class Stock(StrEnum):
    """What must be in stock, for certain, before a policy applies."""

    SAME = "same"  # the variant that was ordered
    VARIANTS = "variants"  # some variant of the model that was ordered
    FORMER = "former"  # some variant of the model that came before it


class Counted(StrEnum):
    """What a customer may have had only so often."""

    RETURNS = "returns"
    CASES = "cases"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class Limit:
    amounts: Mapping[str, Decimal]  # by currency, of what the goods cost; empty: any amount
    times: int | None = None  # at most so often …
    days: int | None = None  # … in so many days …
    counted: Counted | None = None  # … of these


@dataclass(frozen=True, slots=True)
class Policy:
    name: str
    over: str  # what it is asked of: "matter", "order", "attempt", "case", "asset", "contract"
    when: Condition
    action: str  # a name for programs: "exchange", "call_back", "answer"…
    text: Template
    why: Template
    priority: int = 50  # higher comes first; of one thing, each action is taken once
    authority: str | None = None  # what whoever does it must be allowed to
    limit: Limit | None = None
    stock: Stock | None = None
    terms: tuple[str, ...] = ()  # "no_card", "no_return"
    owner: str | None = None  # who answers for it being done
    within_hours: int | None = None  # of the attempt, or of when the problem began
