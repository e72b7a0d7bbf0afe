"""What a contact is asked by, and what an agent's screen shows of whoever it is."""

from dataclasses import dataclass
from enum import StrEnum

from context.books.model import Migrating
from context.journey.model import Attempt, Effort, Matter, NextAction
from context.promises.model import Promise
from context.routing.model import Route
from graph.model import (
    AssetView,
    CartView,
    CaseView,
    ContractView,
    CustomerId,
    CustomerView,
    InteractionView,
    OrderView,
)
from identity.explanation import Explanation
from identity.why import RecordWhy


class Resolution(StrEnum):
    ONE = "ONE"
    SEVERAL = "SEVERAL"
    NONE = "NONE"
    MIGRATING = "MIGRATING"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison over what was asked and what a customer's records say."""

    comparison: str  # "name", "city", "phone", …
    level: str  # "exact", "nickname_last", …
    weight: float  # bits, term frequency included
    ours: str | None  # what the lookup said
    theirs: str | None  # what the customer's records say
    words: str  # "nickname and last name equal"


@dataclass(frozen=True, slots=True)
class Candidate:
    customer_id: CustomerId
    name: str | None
    city: str | None
    weight: float  # bits, prior included
    probability: float  # over all candidates and "somebody else"
    evidence: tuple[Evidence, ...]
    namesakes: int  # customers with that name in that city, this one included
    explanation: Explanation | None = None  # only when the pop was asked why


@dataclass(frozen=True, slots=True)
class Question:
    """The one question that separates the candidates best."""

    field: str  # "email", "phone", "order", "postcode", …
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ScreenPop:
    resolution: Resolution
    acknowledgement: str
    route: Route
    effort: Effort
    customer: CustomerView | None = None
    candidates: tuple[Candidate, ...] = ()
    question: Question | None = None
    attempts: tuple[Attempt, ...] = ()
    matters: tuple[Matter, ...] = ()
    closed_matters: tuple[Matter, ...] = ()  # the latest first
    promises: tuple[Promise, ...] = ()  # broken ones first, then open ones
    interactions: tuple[InteractionView, ...] = ()
    orders: tuple[OrderView, ...] = ()
    carts: tuple[CartView, ...] = ()
    cases: tuple[CaseView, ...] = ()
    assets: tuple[AssetView, ...] = ()
    contracts: tuple[ContractView, ...] = ()
    next_actions: tuple[NextAction, ...] = ()
    migrating: Migrating | None = None  # the book that this contact is in; see context.books
    why: tuple[RecordWhy, ...] = ()  # why the customer's records are one; only when asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What is known of a contact; any part may be missing."""

    channel: str | None = None
    phone: str | None = None
    email: str | None = None
    handle: tuple[str, str] | None = None  # (network, handle)
    order_number: str | None = None
    case_number: str | None = None
    account_number: str | None = None
    interaction: str | None = None  # source_id of an interaction that was recorded already
    name: str | None = None
    city: str | None = None
    text: str | None = None
