"""Which contact points hold at a moment for a desk, a kind of matter or a book, and who is open?"""

from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from context.contact_points.model import ContactPoint, Reachable
from context.routing.hours import opening
from context.routing.placement import same_desk


def contact_points(
    points: Iterable[ContactPoint],
    *,
    now: datetime,
    zone: ZoneInfo,
    matter: str | None = None,
    desk: str | None = None,
    channel: str | None = None,
    book: str | None = None,
) -> tuple[Reachable, ...]:
    """Return the points that are valid at `now` and fit what is asked for.

    Those that name it come first, then those that are open; else they stand as in the file. A
    point that names no kind of matter or no desk is there for all of them; one that names books is
    for their customers alone.
    """
    now_ms = round(now.timestamp() * 1000)
    found: list[tuple[tuple[int, bool], Reachable]] = []
    for one in points:
        if not _is_valid(one, now_ms) or channel not in (None, one.channel):
            continue
        if one.books and not _names(one.books, book):
            continue
        if not (_fits(one.matters, matter) and _fits_desk(one.desks, desk)):
            continue
        named = _names(one.matters, matter) + _names_desk(one.desks, desk) + bool(one.books)
        reachable = _at(one, now, zone)
        found.append(((-named, not reachable.is_open), reachable))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def points_of_desk(
    points: Iterable[ContactPoint], desk: str, *, now: datetime, zone: ZoneInfo
) -> tuple[Reachable, ...]:
    """Return the points that name this desk and are valid at `now`."""
    ours = [one for one in points if _names_desk(one.desks, desk)]
    return contact_points(ours, now=now, zone=zone, desk=desk)


def _is_valid(point: ContactPoint, now_ms: int) -> bool:
    since, until = point.valid_from_ms, point.valid_until_ms
    return (since is None or since <= now_ms) and (until is None or now_ms < until)


def _fits(listed: Collection[str], asked: str | None) -> bool:
    return asked is None or not listed or _names(listed, asked)


def _names(listed: Collection[str], asked: str | None) -> bool:
    return asked is not None and asked.casefold() in {one.casefold() for one in listed}


def _fits_desk(listed: Collection[str], asked: str | None) -> bool:
    return asked is None or not listed or _names_desk(listed, asked)


def _names_desk(listed: Collection[str], asked: str | None) -> bool:
    return asked is not None and any(same_desk(asked, one) for one in listed)


def _at(point: ContactPoint, now: datetime, zone: ZoneInfo) -> Reachable:
    is_open, opens_at_ms = True, None
    if point.hours is not None:
        hours = opening(point.hours, now, zone)
        is_open = hours.is_open
        if not is_open and hours.changes_at is not None:
            opens_at_ms = round(hours.changes_at.timestamp() * 1000)
    return Reachable(
        point.name,
        point.channel,
        point.address,
        point.desks,
        point.matters,
        point.may,
        point.hours,
        point.valid_from_ms,
        point.valid_until_ms,
        is_open,
        opens_at_ms,
    )
