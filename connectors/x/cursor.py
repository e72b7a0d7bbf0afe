"""How far a list of X is read: what a place keeps as its page."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from connectors.pull import LATE
from connectors.x.parse import id_at, post_time

RECENT: Final = 300  # posts that are remembered, to be looked at again
RECENT_FOR: Final = timedelta(days=7)  # how far back X searches


@dataclass(frozen=True, slots=True)
class Cursor:
    since_id: str | None = None  # everything up to here is in
    top: str | None = None  # the newest that was seen in this round, or in the one before
    token: str | None = None  # of the next page
    not_before: int = 0  # epoch seconds: X lets nobody ask until then
    day: str = ""  # of UTC, when this list was last read: what is read twice in one costs once
    recent: tuple[str, ...] = ()  # posts that came, newest first
    left: tuple[str, ...] = ()  # what was chosen to be asked for in this round, and was not yet
    tops: Mapping[str, str] = field(default_factory=dict)  # thread → the newest of it that came


def read_cursor(page: str | None) -> Cursor:
    """Return what `write_cursor` made; a fresh one for a list that was never read."""
    values: dict[str, Any] = json.loads(page) if page else {}
    for name in ("recent", "left"):
        values[name] = tuple(values.get(name, ()))
    return Cursor(**values)


def write_cursor(cursor: Cursor) -> str:
    values = asdict(cursor)
    return json.dumps({name: value for name, value in values.items() if value})


def seen(cursor: Cursor, ids: Iterable[str]) -> Cursor:
    """Return the cursor after a page with these posts."""
    ids = list(ids)
    top = newest([*ids, *([cursor.top] if cursor.top else [])])
    return replace(cursor, top=top, recent=_recent(ids, cursor.recent))


def at_the_end(before: Cursor, after: Cursor) -> Cursor:
    """Return the cursor after the last page of a round.

    A post may turn up in a list a little after its time, so the last minute is read once more; and
    only once, since each time costs.
    """
    top = after.top or before.since_id
    if top is None or (top == before.top and before.token is None):
        return replace(after, token=None, since_id=top)
    return replace(after, token=None, since_id=_a_little_before(top))


def newest(ids: Sequence[str]) -> str | None:
    """Return the highest id; ids are numbers too long for some languages, so X writes text."""
    return max(ids, key=order, default=None)


def order(id_: str) -> tuple[int, str]:
    return (len(id_), id_)


def _a_little_before(top: str) -> str:
    at = post_time(top)
    return top if at is None else id_at(at - LATE)


def _recent(ids: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    found = sorted({*ids, *before}, key=order, reverse=True)[:RECENT]
    first = post_time(found[0]) if found else None
    if first is None:
        return tuple(found)
    oldest = id_at(first - RECENT_FOR)
    return tuple(one for one in found if order(one) >= order(oldest))
