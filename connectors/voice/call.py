"""What is known of one call, from whichever of its events have come so far.

Events come twice, late, in any order, and some never do. So nothing is kept but the events, and
a call is what all of them together say: the same for every order in which they came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from connectors.voice.caller import read_name, read_number


class Step(StrEnum):
    """What happened, in the order in which it happens within one instant."""

    TRANSFERRED = "transferred"  # to another queue or agent, whose ringing may bear the same time
    RINGING = "ringing"
    QUEUED = "queued"
    ANSWERED = "answered"  # by a person
    VOICEMAIL = "voicemail"  # the caller left a message
    ABANDONED = "abandoned"  # the caller hung up before anybody answered
    ENDED = "ended"


ORDER = {step: place for place, step in enumerate(Step)}
LAST = frozenset({Step.ABANDONED, Step.ENDED, Step.VOICEMAIL})  # whoever waited, waits no more


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One event of a call. `step` is None for one that says nothing to us, such as a hold."""

    call_id: str
    at: datetime
    step: Step | None
    direction: str | None = None  # "in" or "out"
    from_: str | None = None
    to: str | None = None
    caller_name: str | None = None
    queue: str | None = None
    agent: str | None = None
    waited_seconds: int | None = None  # as the sender counted
    text: str | None = None  # of a voicemail
    order_number: str | None = None
    account_number: str | None = None
    account_source: str | None = None
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    id: str
    direction: str
    started_at: datetime
    ended_at: datetime | None
    changed_at: datetime  # time of the newest event
    status: Step
    waited_seconds: int | None  # on the line without anybody, in all; None while or when unknown
    transfers: int
    queue: str | None
    agent: str | None
    phone: str | None  # of the other side, when it shows a usable one
    name: str | None
    text: str | None
    order_number: str | None
    account_number: str | None
    account: tuple[str, str] | None  # (source, id) that the switch knows the caller by


def fold_call(events: Iterable[CallEvent]) -> Call | None:
    """Return the call that these events of one call make, or None when none of them says anything.

    The same for any order and any repetition of the same events.
    """
    ordered = sorted({event for event in events if event.step is not None}, key=_place)
    if not ordered:
        return None
    direction = _first(event.direction for event in ordered) or "in"
    ends = [event.at for event in ordered if event.step in LAST]
    numbers = (event.from_ if direction == "in" else event.to for event in ordered)
    names = (event.caller_name for event in ordered) if direction == "in" else ()
    accounts = ((event.account_source, event.account_id) for event in ordered)
    return Call(
        id=ordered[0].call_id,
        direction=direction,
        started_at=ordered[0].at,
        ended_at=ends[-1] if ends else None,
        changed_at=ordered[-1].at,
        status=_status(ordered),
        waited_seconds=_waited(ordered),
        transfers=_transfers(ordered),
        queue=_first(event.queue for event in reversed(ordered)),
        agent=_first(event.agent for event in reversed(ordered)),
        phone=_first(read_number(number) for number in numbers),
        name=_first(read_name(name) for name in names),
        text=_first(event.text for event in reversed(ordered)),
        order_number=_first(event.order_number for event in reversed(ordered)),
        account_number=_first(event.account_number for event in reversed(ordered)),
        account=next(((source, id_) for source, id_ in accounts if source and id_), None),
    )


def _place(event: CallEvent) -> tuple[object, ...]:
    """Return where an event stands among the events of its call; no two have the same place."""
    values = tuple(str(getattr(event, field.name)) for field in fields(event))
    return (event.at, ORDER[event.step] if event.step else -1, values)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _status(ordered: Sequence[CallEvent]) -> Step:
    """Return what the call has come to.

    Hanging up while somebody talks is an end, hanging up while nobody does is abandoning, whatever
    the sender calls it, provided we know that it was queued. One that ended after a transfer to
    where nobody answered it was handed on, and no more.
    """
    steps = [event.step for event in ordered if event.step is not None]
    if Step.VOICEMAIL in steps:
        return Step.VOICEMAIL
    since_answer = steps[_after_last(steps, Step.ANSWERED) :]
    if Step.ABANDONED in since_answer:
        return Step.ABANDONED
    if Step.ENDED in steps or Step.ABANDONED in steps:
        if Step.TRANSFERRED in since_answer:
            return Step.TRANSFERRED
        never = Step.ANSWERED not in steps and Step.TRANSFERRED not in steps
        return Step.ABANDONED if never and Step.QUEUED in steps else Step.ENDED
    # A second telephone that rings while somebody talks does not take the call back to ringing.
    telling = [step for step in steps if step is not Step.RINGING]
    return telling[-1] if telling else Step.RINGING


def _after_last(steps: Sequence[Step], step: Step) -> int:
    """Return the place after the last such step, 0 when there is none."""
    return max((place + 1 for place, one in enumerate(steps) if one is step), default=0)


def _waited(ordered: Sequence[CallEvent]) -> int | None:
    """Return the seconds in which the caller waited for a person, over all waits that are over."""
    since: datetime | None = None
    waits: list[timedelta] = []
    talking = False
    for event in ordered:
        if event.step in {Step.RINGING, Step.QUEUED}:
            if not talking and since is None:
                since = event.at
        elif event.step is Step.TRANSFERRED:
            talking = False
        else:
            if since is not None:
                waits.append(event.at - since)
            since, talking = None, event.step is Step.ANSWERED
    if waits:
        return int(sum(waits, timedelta()).total_seconds())
    counted = [event.waited_seconds for event in ordered if event.waited_seconds is not None]
    return max(counted) if counted else None


def _transfers(ordered: Sequence[CallEvent]) -> int:
    """Return how often the call was passed on; one that is reported again at once counts once."""
    count = 0
    target: tuple[str | None, str | None] | None = None
    for event in ordered:
        if event.step is not Step.TRANSFERRED:
            target = None
        elif (event.queue, event.agent) != target:
            target = (event.queue, event.agent)
            count += 1
    return count
