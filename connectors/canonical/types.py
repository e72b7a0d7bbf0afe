"""Which keys each type of canonical record has. Parser, writer and schema are made from this."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from connectors.canonical.shapes import (
    BIRTH_DATE,
    BOOLEAN,
    COUNTRY,
    CURRENCY,
    DECIMAL,
    INSTANT,
    INTEGER,
    LANGUAGE,
    MESSAGE_CHARACTERS,
    QUANTITY,
    RATING,
    SAID,
    SECONDS,
    SPOKEN,
    TEXT,
    Field,
    Fields,
    Shape,
    integer,
    list_of,
    nested,
    one_of,
    text,
)
from context.records import (
    ActivityRecord,
    AgentRecord,
    AssetRecord,
    CartRecord,
    CaseRecord,
    ContractRecord,
    DesktopEventRecord,
    InteractionRecord,
    Media,
    OrderLine,
    OrderRecord,
    PlaceRecord,
    ProductRecord,
    QueueRecord,
    Recording,
    RecordingRecord,
    Reference,
    ReturnRecord,
    ShipmentRecord,
    SurveyRecord,
    Utterance,
)
from identity.records import Consent, Handle, Number, RecordKind

ORDER_LINES: Final = 500
UTTERANCES: Final = 5_000  # of one transcript: a talk of several hours
BEST_SCORE: Final = 100  # of a survey
PUBLIC_NETWORKS: Final = frozenset({"social", "dm", "review"})  # channels where any name can be had
CHANNELS: Final = (
    *("social", "voice", "chat", "email", "sms", "web", "counter", "dm", "review", "letter"),
    "other",
)
ANY_CHANNEL: Final = "any"
ABOUT: Final = ("order", "case", "product", "asset", "contract", "return", "shipment", "place")


def _fields(shapes: dict[str, Shape], **required: Shape) -> Fields:
    needed = {name: Field(name, shape, required=True) for name, shape in required.items()}
    return Fields({**needed, **{name: Field(name, shape) for name, shape in shapes.items()}})


_HANDLE: Final = nested(_fields({"followers": INTEGER}, network=SAID, handle=SAID), Handle)
_CONSENT: Final = nested(
    _fields({"at": INSTANT}, channel=one_of(*CHANNELS, ANY_CHANNEL), purpose=SAID, given=BOOLEAN),
    Consent,
)
_NUMBER: Final = nested(_fields({}, kind=SAID, value=SAID), Number)
_REFERENCE: Final = nested(_fields({"source": TEXT}, type=one_of(*ABOUT), id=SAID), Reference)
_LINE: Final = nested(
    _fields({"sku": TEXT, "name": TEXT, "variant": TEXT, "quantity": QUANTITY, "price": DECIMAL}),
    OrderLine,
)
_LINES: Final = list_of(_LINE, ORDER_LINES)
_MEDIA: Final = nested(_fields({"kind": TEXT, "text": TEXT}, url=SAID), Media)
_MONEY: Final = {"currency": CURRENCY, "total": DECIMAL}
_RECORDING: Final = nested(
    _fields({"kept_until": INSTANT, "seconds": INTEGER}, url=SAID), Recording
)
_UTTERANCE: Final = nested(
    _fields({"text": SPOKEN}, speaker=SAID, from_seconds=SECONDS, to_seconds=SECONDS),
    Utterance,
)
# What happened in a contact, or was asked about one.
_OF_A_CONTACT: Final = nested(
    _fields({"source": TEXT}, type=one_of("interaction", *ABOUT), id=SAID), Reference
)

_PERSON: Final = _fields(
    {
        "kind": one_of(*RecordKind),
        "name": TEXT,
        "given_name": TEXT,
        "family_name": TEXT,
        "city": TEXT,
        "region": TEXT,
        "country": COUNTRY,
        "postcode": TEXT,
        "address": TEXT,
        "birth_date": BIRTH_DATE,
        "occupation": TEXT,
        "organisation": TEXT,
        "language": LANGUAGE,
        "preferred_channel": one_of(*CHANNELS),
        "phones": list_of(SAID),
        "emails": list_of(SAID),
        "handles": list_of(_HANDLE),
        "numbers": list_of(_NUMBER),
        "consents": list_of(_CONSENT),
        "updated_at": INSTANT,
    }
)
_KEY: Final = Fields({"source": Field("source", SAID, True), "id": Field("source_id", SAID, True)})
_PASSING: Final = _fields({"cited_numbers": list_of(SAID), "complete": BOOLEAN})
OWNER: Final = Fields({"source": Field("source", SAID), "id": Field("source_id", SAID)}) | _PERSON
_ACTIVITY: Final = _fields(
    {"person": nested(OWNER), "updated_at": INSTANT, "about": list_of(_REFERENCE)}
)


@dataclass(frozen=True, slots=True)
class ActivityType:
    """One type of activity: the record it becomes and the keys of its JSON object."""

    record: type[ActivityRecord]
    fields: Fields


def _activity(
    record: type[ActivityRecord], shapes: dict[str, Shape], **required: Shape
) -> ActivityType:
    return ActivityType(record, _KEY | _fields(shapes, **required) | _ACTIVITY)


def _of_a_contact(
    record: type[ActivityRecord], shapes: dict[str, Shape], **required: Shape
) -> ActivityType:
    about = _fields({"about": list_of(_OF_A_CONTACT)})
    return ActivityType(record, _KEY | _fields(shapes, **required) | _ACTIVITY | about)


PERSON: Final = _KEY | _PERSON | _PASSING
ACTIVITIES: Final = MappingProxyType(
    {
        "interaction": _activity(
            InteractionRecord,
            {
                "direction": one_of("in", "out"),
                "ended_at": INSTANT,
                "status": TEXT,
                "text": text(MESSAGE_CHARACTERS),
                "public": BOOLEAN,
                "reach": INTEGER,
                "queue": TEXT,
                "agent": TEXT,
                "waited_seconds": INTEGER,
                "transfers": INTEGER,
                "in_reply_to": TEXT,
                "media": list_of(_MEDIA),
                "rating": RATING,
                "recording": _RECORDING,
                "transcript": list_of(_UTTERANCE, UTTERANCES),
            },
            channel=one_of(*CHANNELS),
            kind=SAID,
            started_at=INSTANT,
        ),
        "order": _activity(
            OrderRecord,
            {"status": TEXT, **_MONEY, "place": SAID, "lines": _LINES},
            placed_at=INSTANT,
        ),
        "cart": _activity(
            CartRecord, {"status": TEXT, **_MONEY, "lines": _LINES}, created_at=INSTANT
        ),
        "case": _activity(
            CaseRecord,
            {"closed_at": INSTANT, "status": TEXT, "subject": TEXT, "priority": TEXT},
            opened_at=INSTANT,
        ),
        "return": _activity(
            ReturnRecord, {"status": TEXT, "reason": TEXT, "lines": _LINES}, opened_at=INSTANT
        ),
        "shipment": _activity(
            ShipmentRecord,
            {
                "shipped_at": INSTANT,
                "delivered_at": INSTANT,
                "status": TEXT,
                "carrier": TEXT,
                "tracking": TEXT,
            },
        ),
        "product": _activity(
            ProductRecord,
            {
                "variant": TEXT,
                "currency": CURRENCY,
                "price": DECIMAL,
                "stock": INTEGER,
                "replaces": SAID,
                "status": TEXT,
                "discontinued_at": INSTANT,
                "fits": list_of(SAID),
            },
            name=SAID,
        ),
        "asset": _activity(
            AssetRecord,
            {"product": TEXT, "serial": TEXT, "batch": TEXT, "since": INSTANT, "status": TEXT},
            name=SAID,
        ),
        "contract": _activity(
            ContractRecord,
            {
                "status": TEXT,
                "starts_at": INSTANT,
                "ends_at": INSTANT,
                "currency": CURRENCY,
                "price": DECIMAL,
                "interval": TEXT,
                "former_company": TEXT,
                "former_numbers": list_of(SAID),
            },
            name=SAID,
        ),
        "agent": _activity(
            AgentRecord,
            {"skills": list_of(SAID), "authority": list_of(SAID), "presence": TEXT},
            name=SAID,
        ),
        "place": _activity(
            PlaceRecord,
            {"city": TEXT, "address": TEXT, "status": TEXT, "closes_at": INSTANT},
            name=SAID,
        ),
        "recording": _of_a_contact(
            RecordingRecord,
            {
                "url": TEXT,
                "seconds": INTEGER,
                "transcript": list_of(_UTTERANCE, UTTERANCES),
            },
            kept_until=INSTANT,
        ),
        "desktop_event": _of_a_contact(
            DesktopEventRecord, {"agent": TEXT}, kind=SAID, name=SAID, at=INSTANT
        ),
        "survey": _of_a_contact(
            SurveyRecord,
            {
                "best": integer(BEST_SCORE, least=2),
                "matter": TEXT,
                "text": text(MESSAGE_CHARACTERS),
            },
            answered_at=INSTANT,
            score=integer(BEST_SCORE, least=1),
        ),
        "queue": _activity(
            QueueRecord,
            {"waiting": INTEGER, "longest_wait_seconds": INTEGER, "opening_hours": TEXT},
            name=SAID,
        ),
    }
)
TYPES: Final = ("person", *ACTIVITIES)
TYPE_OF: Final = MappingProxyType({kind.record: name for name, kind in ACTIVITIES.items()})
