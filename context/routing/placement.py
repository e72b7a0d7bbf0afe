"""Who can take a contact now: somebody who may and is there, or the queue, and why?"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from context.journey.wording import how_many, listing
from context.routing.hours import Opening, UnreadableHoursError, opening
from context.routing.model import Placement, QueueState, Staff
from graph.model import AgentView, QueueView

PRESENT: Final = frozenset({"available", "idle", "online", "ready"})
WORDS: Final = re.compile(r"[^\W_]+")
SHOWN: Final = 3  # agents that are named in a reason
MOST_OFFERED: Final = 20  # agents who are named at once


def place(
    desk: str,
    skills: Sequence[str],
    authority: Sequence[str],
    staff: Staff,
    now: datetime,
    zone: ZoneInfo,
) -> Placement:
    """Return the agents who may have it now; none of them means: back to the queue.

    Authority counts, and nothing makes up for it: nobody without it is offered the contact. Hours
    are those of the queue of the desk's name or id; without such a queue, or hours, it is open.
    """
    queue = queue_of(desk, staff.queues)
    hours, doubt = _opening(queue, now, zone)
    opens_at_ms = None
    if not hours.is_open:
        opens = hours.changes_at
        until = f"until {opens:%A %H:%M}" if opens else "until further notice"
        opens_at_ms = round(opens.timestamp() * 1000) if opens else None
        return Placement((), False, opens_at_ms, f"The queue {desk} is closed {until}{doubt}")
    waiting = f"; {how_many(queue.waiting, 'contact')} waiting" if queue and queue.waiting else ""
    if staff.agents is None:
        return Placement((), True, None, f"The queue {desk} is open{waiting}{doubt}")
    who = _who(skills, authority)
    able = [
        one for one in staff.agents if _has(one.skills, skills) and _has(one.authority, authority)
    ]
    free = [one for one in able if is_present(one) and one.id not in staff.not_answered]
    if free:
        ranked = sorted(free, key=lambda one: (len(one.authority), one.id))
        ids = tuple(one.id for one in ranked[:MOST_OFFERED])
        many = how_many(len(ranked), "agent").capitalize()
        return Placement(ids, True, None, f"{many} {who}{doubt}")
    because = listing(list(_absences(able, staff.not_answered))) or "no such agent is known"
    return Placement(
        (), True, None, f"Back to the queue {desk}: nobody {who}: {because}{waiting}{doubt}"
    )


def queue_of(desk: str, queues: Iterable[QueueView]) -> QueueView | None:
    """Return the queue of the desk's name or id."""
    return next(
        (one for one in queues if same_desk(desk, one.id) or same_desk(desk, one.name)), None
    )


def queue_state(
    desk: str, queues: Iterable[QueueView], now: datetime, zone: ZoneInfo
) -> QueueState | None:
    """Return who waits at the desk; None where no queue of that name or id is known."""
    queue = queue_of(desk, queues)
    if queue is None:
        return None
    hours, _ = _opening(queue, now, zone)
    opens = None if hours.is_open else hours.changes_at
    opens_at_ms = round(opens.timestamp() * 1000) if opens else None
    waits = (queue.waiting, queue.longest_wait_seconds)
    return QueueState(queue.name, *waits, hours.is_open, opens_at_ms)


def same_desk(one: str, other: str) -> bool:
    """Return whether two names mean one desk: `new-loans` is `New loans`."""
    return _plain(one) == _plain(other)


def is_present(agent: AgentView) -> bool:
    return (agent.presence or "").casefold() in PRESENT


def _plain(name: str) -> str:
    return " ".join(WORDS.findall(name.casefold())) or name


def _opening(queue: QueueView | None, now: datetime, zone: ZoneInfo) -> tuple[Opening, str]:
    """Return whether the queue is open, and what is doubtful about that."""
    if queue is None or not queue.opening_hours:
        return Opening(True, None), ""
    try:
        return opening(queue.opening_hours, now, zone), ""
    except UnreadableHoursError as error:
        return Opening(True, None), f" ({error})"


def _has(held: Collection[str], needed: Collection[str]) -> bool:
    return {one.casefold() for one in needed} <= {one.casefold() for one in held}


def _who(skills: Sequence[str], authority: Sequence[str]) -> str:
    parts = [f"with {listing([*skills])}"] if skills else []
    parts += [f"allowed to {listing([*authority])}"] if authority else []
    return " and ".join(parts) or "for it"


def _absences(able: Sequence[AgentView], not_answered: Collection[str]) -> Iterator[str]:
    for one in able[:SHOWN]:
        if one.id in not_answered:
            yield f"{one.id} did not answer"
        else:
            yield f"{one.id} is {one.presence or 'not signed in'}"
    if len(able) > SHOWN:
        yield f"{len(able) - SHOWN} more"
