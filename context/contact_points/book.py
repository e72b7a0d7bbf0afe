"""Which contact points are in force? Those of a user's file; without one, none."""

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from context.contact_points.model import ContactPoint
from context.contact_points.parse import parse_contact_points
from context.policies.book import RuleBook
from context.settings import UTC_ZONE

NO_POINTS: tuple[ContactPoint, ...] = ()


def contact_point_book(
    path: Path | None = None, zone: ZoneInfo = UTC_ZONE
) -> RuleBook[tuple[ContactPoint, ...]]:
    """Return the contact points of a file, followed when it changes. Raises RuleFileError."""
    return RuleBook(path, partial(parse_contact_points, zone=zone), without=NO_POINTS)
