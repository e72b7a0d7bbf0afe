"""Which posts are worth being read again, or their threads followed, for the money there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

# Ages at which a post is read again for how many saw it: most of them do in its first day.
AGES: Final = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
FOLLOWED_FOR: Final = timedelta(days=7)  # as far back as X searches for what belongs to a thread


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post that is in the graph."""

    id: str
    written_at: datetime
    read_at: datetime  # when X last told us of it
    reach: int = 0
    begins_thread: bool = True
    matter_open: bool = False  # whoever wrote it has an open matter


@dataclass(frozen=True, slots=True)
class Choice:
    chosen: tuple[KnownPost, ...]
    left_out: tuple[KnownPost, ...]


def due_again(posts: Iterable[KnownPost], *, now: datetime) -> list[KnownPost]:
    """Return the posts that are older by now than when they were last read, by one of AGES."""
    return [one for one in posts if any(one.read_at < one.written_at + age <= now for age in AGES)]


def with_threads(posts: Iterable[KnownPost], *, now: datetime) -> list[KnownPost]:
    """Return the posts whose threads may still grow and can be found."""
    return [one for one in posts if one.begins_thread and now - one.written_at < FOLLOWED_FOR]


def choose(
    posts: Iterable[KnownPost], *, price: Decimal, spare: Decimal | None, most: int
) -> Choice:
    """Return what to spend money on: an open matter first, then reach, then the newest.

    `price` is what one costs, `spare` what there is; None: as much as one likes.
    """
    ranked = sorted(
        posts, key=lambda one: (not one.matter_open, -one.reach, -one.written_at.timestamp())
    )
    count = most if spare is None or not price else min(most, int(spare / price))
    return Choice(tuple(ranked[:count]), tuple(ranked[count:]))


def left_out_words(what: str, left_out: Sequence[KnownPost], *, limit: Decimal) -> str:
    """Return what was not read, for whoever wonders; "" where nothing was left out."""
    if not left_out:
        return ""
    matters = sum(one.matter_open for one in left_out)
    whose = f"{matters:,} of people with an open matter" if matters else "no open matter among them"
    reach = max(one.reach for one in left_out)
    return (
        f"for money_a_month ({limit}), {len(left_out):,} {what} were not read: {whose}, "
        f"reach {reach:,} at most"
    )
