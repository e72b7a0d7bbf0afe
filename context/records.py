"""What happened: the canonical records of activities, as every connector produces them.

Instants are timezone-aware datetimes. `person` is whoever the activity belongs to: a whole record,
or one that only names an account (`PersonRecord.is_reference`). Keys of one record are
(`source`, `source_id`); the newer `updated_at` wins.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from identity.records import PersonRecord


@dataclass(frozen=True, slots=True)
class Reference:
    """What an activity says it is about, within the same source unless `source` is given."""

    type: str  # "order", "case", "product", "asset", "contract", "return", "shipment"
    id: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    sku: str | None = None
    name: str | None = None
    variant: str | None = None
    quantity: Decimal = Decimal(1)
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRecord:
    source: str
    source_id: str
    person: PersonRecord | None = None
    updated_at: datetime | None = None
    about: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionRecord(ActivityRecord):
    """One exchange on one channel. `kind` is what the channel calls it: mention, reply, call…"""

    channel: str  # "social", "voice", "chat", "email", "sms", "web", "counter", "dm", "review"
    kind: str
    direction: str = "in"  # "in" from the customer, "out" from us
    started_at: datetime
    ended_at: datetime | None = None
    status: str | None = None  # voice: ringing, queued, answered, abandoned, transferred, ended
    text: str | None = None
    public: bool = False
    reach: int | None = None  # people who may have seen it
    queue: str | None = None
    agent: str | None = None
    waited_seconds: int | None = None
    transfers: int | None = None
    in_reply_to: str | None = None  # source_id of the interaction this one answers


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord(ActivityRecord):
    placed_at: datetime
    status: str | None = None
    currency: str | None = None
    total: Decimal | None = None
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CartRecord(ActivityRecord):
    created_at: datetime
    status: str | None = None
    currency: str | None = None
    total: Decimal | None = None
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord(ActivityRecord):
    opened_at: datetime
    closed_at: datetime | None = None
    status: str | None = None
    subject: str | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRecord(ActivityRecord):
    opened_at: datetime
    status: str | None = None
    reason: str | None = None
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRecord(ActivityRecord):
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    status: str | None = None
    carrier: str | None = None
    tracking: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord(ActivityRecord):
    name: str
    variant: str | None = None
    currency: str | None = None
    price: Decimal | None = None
    stock: int | None = None
    replaces: str | None = None  # id of the product that this one came in the place of


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRecord(ActivityRecord):
    name: str
    product: str | None = None
    serial: str | None = None
    batch: str | None = None
    since: datetime | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRecord(ActivityRecord):
    name: str
    status: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    currency: str | None = None
    price: Decimal | None = None
    interval: str | None = None  # "month", "year"
    former_company: str | None = None  # with which it was made, where that is not us
    former_numbers: tuple[str, ...] = ()  # under which it ran before


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRecord(ActivityRecord):
    name: str
    skills: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    presence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRecord(ActivityRecord):
    name: str
    waiting: int | None = None
    longest_wait_seconds: int | None = None
    opening_hours: str | None = None  # OpenStreetMap's notation: "Mo-Fr 09:00-17:00"


Record = PersonRecord | ActivityRecord
