"""Who is contacting us, and what should the agent know: the screen pop."""

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Question:
    """The one question that separates the candidates best."""

    field: str  # "email", "phone", "order", "postcode", …
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An interaction that tried to get something solved, and did not."""

    interaction_id: str
    channel: str
    at_ms: int
    outcome: str  # "abandoned", "unanswered", "not_solved", "waiting"
    waited_seconds: int | None
    words: str  # "Called, waited 14 minutes, nobody answered"


@dataclass(frozen=True, slots=True)
class Matter:
    """Open attempts, cases and orders that are one problem."""

    id: str
    subject: str
    opened_at_ms: int
    attempts: int
    channels: tuple[str, ...]
    about: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Effort:
    attempts: int
    channels: int
    waited_seconds: int  # live, on the line or in the queue
    transfers: int


@dataclass(frozen=True, slots=True)
class NextAction:
    action: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Route:
    desk: str
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
    interactions: tuple[InteractionView, ...] = ()
    orders: tuple[OrderView, ...] = ()
    carts: tuple[CartView, ...] = ()
    cases: tuple[CaseView, ...] = ()
    assets: tuple[AssetView, ...] = ()
    contracts: tuple[ContractView, ...] = ()
    next_actions: tuple[NextAction, ...] = ()


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
