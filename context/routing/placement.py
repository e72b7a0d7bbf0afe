"""Who can take a contact now: somebody who may and is there, or the queue, and why?"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from context.journey.wording import how_many, listing
from context.records import AgentRecord, QueueRecord
from context.routing.hours import Opening, UnreadableHoursError, opening
from context.routing.model import Placement, Staff

PRESENT: Final = frozenset({"available", "idle", "online", "ready"})
SHOWN: Final = 3  # agents that are named in a reason


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
    called = desk.casefold()
    names = ((one, {one.source_id.casefold(), one.name.casefold()}) for one in staff.queues)
    queue = next((one for one, known in names if called in known), None)
    hours, doubt = _opening(queue, now, zone)
    opens_at_ms = None
    if not hours.is_open:
        opens = hours.changes_at
        until = f"until {opens:%A %H:%M}" if opens else "until further notice"
        opens_at_ms = round(opens.timestamp() * 1000) if opens else None
        return Placement((), False, opens_at_ms, f"The queue {desk} is closed {until}{doubt}")
    who = _who(skills, authority)
    able = [
        one for one in staff.agents if _has(one.skills, skills) and _has(one.authority, authority)
    ]
    free = [
        one
        for one in able
        if (one.presence or "").casefold() in PRESENT and one.source_id not in staff.not_answered
    ]
    if free:
        ranked = sorted(free, key=lambda one: (len(one.authority), one.source_id))
        ids = tuple(one.source_id for one in ranked)
        return Placement(
            ids, True, None, f"{how_many(len(ids), 'agent').capitalize()} {who}{doubt}"
        )
    because = listing(list(_absences(able, staff.not_answered))) or "no such agent is known"
    waiting = f"; {how_many(queue.waiting, 'contact')} waiting" if queue and queue.waiting else ""
    return Placement(
        (), True, None, f"Back to the queue {desk}: nobody {who}: {because}{waiting}{doubt}"
    )


def _opening(queue: QueueRecord | None, now: datetime, zone: ZoneInfo) -> tuple[Opening, str]:
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


def _absences(able: Sequence[AgentRecord], not_answered: Collection[str]) -> Iterator[str]:
    for one in able[:SHOWN]:
        if one.source_id in not_answered:
            yield f"{one.source_id} did not answer"
        else:
            yield f"{one.source_id} is {one.presence or 'not signed in'}"
    if len(able) > SHOWN:
        yield f"{len(able) - SHOWN} more"
