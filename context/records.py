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

    # "order", "case", "product", "asset", "contract", "return", "shipment", "place"
    type: str
    id: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    sku: str | None = None
    name: str | None = None
    variant: str | None = None
    quantity: Decimal = Decimal(1)
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """Where a talk was recorded; the sound itself stays there."""

    url: str
    kept_until: datetime | None = None  # then reference and transcript go
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something that was said; seconds from the beginning of the interaction."""

    speaker: str  # "agent", "customer", "hold" (nobody: music), or another's name
    from_seconds: float
    to_seconds: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or the like that belongs to a message: where it is, never the thing itself."""

    url: str
    kind: str | None = None  # "photo", "video"
    text: str | None = None  # what it shows, as its source says


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
    media: tuple[Media, ...] = ()
    rating: Decimal | None = None  # of a review: stars, from 0 to 5
    recording: Recording | None = None
    transcript: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord(ActivityRecord):
    placed_at: datetime
    status: str | None = None
    currency: str | None = None
    total: Decimal | None = None
    place: str | None = None  # id of the shop or branch where it was placed
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
    status: str | None = None  # "discontinued", or in its source's words
    discontinued_at: datetime | None = None  # from when it cannot be had any more
    fits: tuple[str, ...] = ()  # ids of the products that it is a spare part of


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
class PlaceRecord(ActivityRecord):
    """A shop, a branch, a counter: where customers go."""

    name: str
    city: str | None = None
    address: str | None = None
    status: str | None = None  # "closed", or in its source's words
    closes_at: datetime | None = None  # for good


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRecord(ActivityRecord):
    """What a recording system has of the interaction that it is `about`, told apart from it."""

    kept_until: datetime  # then it goes
    url: str | None = None
    seconds: int | None = None
    transcript: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopEventRecord(ActivityRecord):
    """Something that an agent did at the desk, in the interaction or case that it is `about`."""

    kind: str  # "screen_opened", "macro_used", or in its source's words
    name: str  # which screen or macro
    at: datetime
    agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRecord(ActivityRecord):
    """What a customer answered, of the interaction or case that it is `about`, or of a matter."""

    answered_at: datetime
    score: int  # from 1, the worst
    best: int = 5
    matter: str | None = None  # its id, as `survey.due` told it
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRecord(ActivityRecord):
    name: str
    waiting: int | None = None
    longest_wait_seconds: int | None = None
    opening_hours: str | None = None  # OpenStreetMap's notation: "Mo-Fr 09:00-17:00"


Record = PersonRecord | ActivityRecord
