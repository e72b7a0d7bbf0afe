"""Is a queue open now, and when does that change? In OpenStreetMap's notation."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import (  # type: ignore[attr-defined]  # its stubs leave the error out
    OpeningHours,
    ParserError,
)


class UnreadableHoursError(ValueError):
    """These are no opening hours in OpenStreetMap's notation."""

    def __init__(self, hours: str) -> None:
        self.hours = hours
        super().__init__(
            f"{hours!r} are no opening hours: write them like Mo-Fr 09:00-17:00; Sa 10:00-14:00"
        )


@dataclass(frozen=True, slots=True)
class Opening:
    is_open: bool
    changes_at: datetime | None  # in the queue's zone; None: never


def opening(hours: str, now: datetime, zone: ZoneInfo) -> Opening:
    """Return whether it is open at `now`, an aware instant. Raises UnreadableHoursError."""
    read = _read(hours, zone)
    there = now.astimezone(zone)
    changes_at = read.next_change(there)
    return Opening(read.is_open(there), changes_at if isinstance(changes_at, datetime) else None)


@lru_cache(maxsize=256)
def _read(hours: str, zone: ZoneInfo) -> OpeningHours:
    try:
        return OpeningHours(hours, timezone=zone)
    except ParserError as error:
        raise UnreadableHoursError(hours) from error
