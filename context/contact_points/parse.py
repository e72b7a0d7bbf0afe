"""What does a file of contact points say? One with anything wrong in it is refused as a whole."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from context.contact_points.model import ContactPoint
from context.policies.document import Faults, Spot, UnreadableTomlError, read_toml
from context.policies.operand import WrongOperandError, identifier, short
from context.policies.parse import RefusedRulesError
from context.routing.hours import UnreadableHoursError, opening

KEYS: Final = (
    "name", "channel", "address", "desks", "matters", "books", "may", "hours", "from", "until",
)  # fmt: skip
REQUIRED: Final = ("name", "channel", "address")
SPOKEN: Final = ("voice", "sms")
NUMBER: Final = re.compile(r"\+?[\d][\d ()./-]{2,30}")
MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ANY_MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)  # hours are read to see whether they can be
MOST: Final = 20  # entries of a list


def parse_contact_points(text: str, zone: ZoneInfo) -> tuple[ContactPoint, ...]:
    """Return the contact points of a text; days are meant in `zone`. Raises RefusedRulesError."""
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    points: dict[str, ContactPoint] = {}
    if document.table(("contact_point",)) and document.required("contact_point"):
        for spot in document["contact_point"].items():
            point = _point(spot, zone)
            if point is not None and point.name in points:
                spot["name"].fault("a name that no other contact point has")
            elif point is not None:
                points[point.name] = point
    if faults:
        raise RefusedRulesError(faults.lines(text))
    return tuple(points.values())


def _point(spot: Spot, zone: ZoneInfo) -> ContactPoint | None:
    if not spot.table(KEYS) or not all([spot.required(key) for key in REQUIRED]):
        return None
    name, channel = spot["name"].read(short), spot["channel"].read(identifier)
    address = spot["address"].read(short)
    since = spot["from"].read(lambda raw: moment(raw, zone))
    until = spot["until"].read(lambda raw: moment(raw, zone, after=True))
    lists = {key: _texts(spot[key]) for key in ("desks", "matters", "books", "may") if key in spot}
    hours = spot["hours"].read(_hours)
    if name is None or channel is None or address is None:
        return None
    _check_address(spot["address"], channel, address)
    if since is not None and until is not None and until <= since:
        spot["until"].fault("a day that is not before `from`")
    return ContactPoint(
        name, channel, address, **lists, hours=hours, valid_from_ms=since, valid_until_ms=until
    )


def moment(raw: object, zone: ZoneInfo, *, after: bool = False) -> int:
    """Return an instant, in epoch ms, of a TOML date or a date and time with its offset.

    A date is its first moment in `zone`, or with `after` the first one after it.
    """
    if isinstance(raw, datetime):
        if raw.tzinfo is None:
            raise WrongOperandError("a time with its offset, like 2026-12-01T06:00:00Z, or a date")
        return round(raw.timestamp() * 1000)
    if not isinstance(raw, date):
        raise WrongOperandError("a date like 2026-12-01, without quotes")
    day = raw + timedelta(days=1) if after else raw
    return round(datetime.combine(day, time(), zone).timestamp() * 1000)


def _texts(spot: Spot) -> tuple[str, ...]:
    texts = tuple(text for one in spot.items() if (text := one.read(short)))
    if len(texts) > MOST:
        spot.fault(f"at most {MOST} entries")
    return texts


def _check_address(spot: Spot, channel: str, address: str) -> None:
    if channel in SPOKEN and NUMBER.fullmatch(address) is None:
        spot.fault("a telephone number, like +1 800 555 0100")
    if channel == "email" and MAIL.fullmatch(address) is None:
        spot.fault("a mail address, like help@example.com")


def _hours(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise WrongOperandError("opening hours, like Mo-Fr 09:00-17:00")
    try:
        opening(raw, ANY_MOMENT, ZoneInfo("UTC"))
    except UnreadableHoursError:
        raise WrongOperandError("opening hours, like Mo-Fr 09:00-17:00; Sa 10:00-14:00") from None
    return raw
