"""By when is a mention to be answered, and how does its clock stand? In data and in words."""

from typing import Final

from context.journey.wording import duration
from context.mentions.model import WAITING, Status, Times

LATE_WORDS: Final = "overdue for"


def due_ms(at_ms: int, times: Times) -> int:
    """Return by when a post of this instant is to be answered: from when it was posted."""
    return at_ms + times.answer_ms


def is_overdue(status: Status, due: int, now_ms: int) -> bool:
    """Return whether nobody has answered in time, and somebody still should."""
    return status in WAITING and now_ms > due


def next_look_ms(
    status: Status, *, at_ms: int, due: int, claimed_ms: int | None, is_told: bool, times: Times
) -> int | None:
    """Return when the clock has something to do for a mention; None: never.

    It tells of one that is late, gives back a claim, and lets one lapse.
    """
    if status not in WAITING:
        return None
    moments = [at_ms + times.lapse_ms]
    if not is_told:
        moments.append(due)
    if status is Status.CLAIMED and claimed_ms is not None:
        moments.append(claimed_ms + times.claim_ms)
    return min(moments)


def clock_in_words(status: Status, *, due: int, answered_ms: int | None, now_ms: int) -> str:
    """Return `31 minutes left`, `overdue for 2 hours`, `answered 10 minutes late`."""
    if status in WAITING:
        left = (due - now_ms) / 1000
        return f"{duration(left)} left" if left >= 0 else f"{LATE_WORDS} {duration(-left)}"
    if answered_ms is None:
        return "lapsed without an answer" if status is Status.LAPSED else "closed without an answer"
    late = (answered_ms - due) / 1000
    return f"answered {duration(late)} late" if late > 0 else "answered in time"
