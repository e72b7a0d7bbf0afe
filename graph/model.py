"""The nodes of the graph as the rooms above see them. Instants are epoch milliseconds (`…_ms`)."""

from dataclasses import dataclass, field
from typing import Final, NewType

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
    "Event": "number",
    "ApiKey": "id",
    "Deployment": "name",
    "NumberPattern": "key",
    "ReplyKey": "key",
    "BulkLoad": "name",
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
    matched: tuple[str, ...] = field(default=())  # kinds of the identifiers it was found by
    known_as: str | None = None  # "account", "profile" (a public one only) or "contact"
    matched_shared: tuple[str, ...] = ()  # kinds by which it was found, but others may be as well
