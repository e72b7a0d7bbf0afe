"""The nodes of the graph as the rooms above see them. Instants are epoch milliseconds (`…_ms`)."""

from dataclasses import dataclass, field
from typing import Final, NewType

from graph.standing import (
    ConsentView,
    FailureView,
    HouseholdView,
    OrganisationView,
    PreferredChannel,
    PriceView,
    Standing,
    ValueView,
    VisitView,
)

CustomerId = NewType("CustomerId", str)
RecordKey = NewType("RecordKey", str)

# Every node label with the property that makes it unique. Each needs its constraint.
UNIQUE: Final[dict[str, str]] = {
    "SourceRecord": "key",
    "Identifier": "key",
    "BlockingKey": "key",
    "Customer": "id",
    "Interaction": "key",
    "Order": "key",
    "Return": "key",
    "Shipment": "key",
    "Cart": "key",
    "Case": "key",
    "Product": "key",
    "Asset": "key",
    "Contract": "key",
    "Agent": "key",
    "Queue": "key",
    "Matter": "id",
    "Watermark": "name",
    "RouteDecision": "key",
    "Promise": "id",
    "PendingPromise": "id",
    "Mention": "key",
    "PendingMention": "key",
    "Firestorm": "id",
    "Recording": "key",
    "DesktopEvent": "key",
    "Survey": "key",
    "SurveyRequest": "key",
    "Scorecard": "key",
    "QualityForm": "key",
    "Household": "id",
    "Organisation": "id",
    "Decision": "id",
    "ReviewTask": "id",
    "Calibration": "name",
    "Delivery": "key",
    "PendingDelivery": "key",
    "PendingErasure": "id",
    "Suppression": "key",
    "Sequence": "name",
    "Lease": "name",
    "Checkpoint": "key",
    "SyncState": "source",
    "Event": "number",
    "ApiKey": "id",
    "Deployment": "name",
    "NumberPattern": "key",
    "ReplyKey": "key",
    "BulkLoad": "name",
    "Book": "name",
    "BookEntry": "key",
    "BookBatch": "id",
    "Place": "key",
    "Cause": "id",
    "Notice": "id",
    "Recipient": "key",
}


@dataclass(frozen=True, slots=True)
class IdentifierView:
    kind: str  # "phone", "email", "x" (a handle's network is its kind), "order", "loyalty", …
    value: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class InteractionView:
    id: str
    source: str
    channel: str
    kind: str
    direction: str
    started_at_ms: int
    ended_at_ms: int | None = None
    status: str | None = None
    text: str | None = None
    public: bool = False
    reach: int | None = None
    queue: str | None = None
    agent: str | None = None
    waited_seconds: int | None = None
    transfers: int | None = None
    answered_at_ms: int | None = None  # first of ours that answers this one, a canned one last
    answer_text: str | None = None
    answer_canned: bool = False
    about: tuple[str, ...] = ()  # "order 1001", "case 7"
    in_reply_to: str | None = None  # id of the interaction that this one answers
    canned: bool = False  # one of ours that anybody could have got
    route: "RouteView | None" = None  # where it was decided to go, and what came of that


@dataclass(frozen=True, slots=True)
class RouteView:
    """Where a contact was to go, as it was decided when the contact came."""

    at_ms: int
    desk: str
    why: str
    candidates: str  # JSON, as context writes it; so are `placement` and `offers`
    placement: str
    offers: str = "[]"
    margin: int | None = None
    ask: str | None = None
    at_risk: int = 0  # points
    at_risk_why: str = ""
    skills: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    rules: str = ""  # fingerprint of the file that decided
    channel: str = ""
    status: str | None = None  # of the contact when it was decided, as are the next two
    queue: str | None = None
    transfers: int = 0
    wrong: bool | None = None  # None: not known yet
    wrong_why: str | None = None
    went_to: str | None = None  # the desk that it ended at


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A decision about the interaction with this source and id."""

    source: str
    source_id: str
    route: RouteView


@dataclass(frozen=True, slots=True)
class AgentView:
    id: str
    name: str
    skills: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    presence: str | None = None


@dataclass(frozen=True, slots=True)
class QueueView:
    id: str
    name: str
    waiting: int | None = None
    longest_wait_seconds: int | None = None
    opening_hours: str | None = None  # OpenStreetMap's notation


@dataclass(frozen=True, slots=True)
class LineView:
    sku: str | None = None
    name: str | None = None
    variant: str | None = None
    quantity: str = "1"
    price: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnView:
    id: str
    status: str | None = None
    reason: str | None = None
    opened_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ShipmentView:
    id: str
    status: str | None = None
    carrier: str | None = None
    shipped_at_ms: int | None = None
    delivered_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class OrderView:
    id: str
    source: str
    placed_at_ms: int
    status: str | None = None
    currency: str | None = None
    total: str | None = None
    lines: tuple[LineView, ...] = ()
    returns: tuple[ReturnView, ...] = ()
    shipments: tuple[ShipmentView, ...] = ()


@dataclass(frozen=True, slots=True)
class CartView:
    id: str
    source: str
    created_at_ms: int
    status: str | None = None
    currency: str | None = None
    total: str | None = None
    lines: tuple[LineView, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseView:
    id: str
    source: str
    opened_at_ms: int
    closed_at_ms: int | None = None
    status: str | None = None
    subject: str | None = None
    priority: str | None = None
    about: tuple[str, ...] = ()  # "order 1001", "asset 5"


@dataclass(frozen=True, slots=True)
class AssetView:
    id: str
    source: str
    name: str
    serial: str | None = None
    batch: str | None = None
    since_ms: int | None = None
    status: str | None = None
    visits: tuple[VisitView, ...] = ()  # the last interactions about it, oldest first
    failures: tuple[FailureView, ...] = ()  # faults reported in those, oldest first


@dataclass(frozen=True, slots=True)
class ContractView:
    id: str
    source: str
    name: str
    status: str | None = None
    starts_at_ms: int | None = None
    ends_at_ms: int | None = None
    currency: str | None = None
    price: str | None = None
    interval: str | None = None
    former_company: str | None = None
    former_numbers: tuple[str, ...] = ()
    price_history: tuple[PriceView, ...] = ()  # oldest first, the price of today last


@dataclass(frozen=True, slots=True)
class ProductView:
    """A variant of a model that the customer ordered, or of the one that came before it."""

    id: str
    source: str
    name: str
    variant: str | None = None
    stock: int | None = None
    replaces: str | None = None  # id of the product that it came in the place of


@dataclass(frozen=True, slots=True)
class KeptMatter:
    """A problem as it was derived and stored when its evidence arrived."""

    id: str
    story: str  # JSON, as context writes it


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise as it is stored: what the clock, a person or evidence has made of it so far."""

    id: str
    kind: str  # "call_back", "reply", "refund", "replacement", "visit", "other"
    text: str
    made_at_ms: int
    made_how: str  # "desktop" or "text"
    made_by: str | None
    due_ms: int
    due_assumed: bool
    status: str  # "open", "kept", "broken", "withdrawn"
    kept_at_ms: int | None = None
    kept_by: str | None = None
    broken_at_ms: int | None = None
    escalated_at_ms: int | None = None
    owner: str | None = None
    why: str | None = None  # it was withdrawn
    kept_how: str | None = None  # "hand" or "evidence"
    about: tuple[str, ...] = ()  # "order 1001"
    interaction_id: str | None = None  # in which it was made
    interaction_source: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer with its golden record and everything that hangs on its source records."""

    id: CustomerId
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    city: str | None = None
    country: str | None = None
    since_ms: int | None = None
    sources: tuple[str, ...] = ()
    identifiers: tuple[IdentifierView, ...] = ()
    interactions: tuple[InteractionView, ...] = ()
    orders: tuple[OrderView, ...] = ()
    carts: tuple[CartView, ...] = ()
    cases: tuple[CaseView, ...] = ()
    assets: tuple[AssetView, ...] = ()
    contracts: tuple[ContractView, ...] = ()
    products: tuple[ProductView, ...] = ()  # what could be sent in exchange, with its stock
    promises: tuple[PromiseView, ...] = ()  # those that are not over first, the latest due first
    matched: tuple[str, ...] = field(default=())  # kinds of the identifiers it was found by
    matters: tuple[KeptMatter, ...] = ()  # open ones first, the latest first
    many_interactions: bool = False  # so many that a pop reads only those kept as its newest
    behind: int | None = None  # events that came since, if what is stored may be out of date
    queues: tuple[QueueView, ...] = ()  # where contacts wait, beside every customer
    known_as: str | None = None  # "account", "profile" (a public one only) or "contact"
    matched_shared: tuple[str, ...] = ()  # kinds by which it was found, but others may be as well
    standing: Standing = field(default_factory=Standing)
    household: HouseholdView | None = None
    organisations: tuple[OrganisationView, ...] = ()
    value: ValueView = field(default_factory=ValueView)  # this and the next are worked out
    language: str | None = None  # BCP 47; by context, from `standing`
    preferred_channel: PreferredChannel | None = None  # by context, from `standing`
    consents: tuple[ConsentView, ...] = ()
