"""What a response team does about a mention: one person at a time, and never two answers.

Each change is one write that only happens if the mention is as it has to be, so of any number who
try at once one succeeds; the others are told by whom and since when.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from context.journey.wording import duration
from context.mentions.model import WAITING, MentionRules, Status
from context.mentions.target import next_look_ms
from context.mentions.view import Mention, mention_now
from graph.access import Graph, Row
from graph.queries.mention_changes import change_mention
from graph.queries.mentions import mentions_by_key
from graph.social import MentionView
from identity.errors import NothingToDoError, UnknownError

CLAIMED: Final = "mention_claimed"  # kinds of events
RELEASED: Final = "mention_released"
ANSWERED: Final = "mention_answered"
PRIVATE: Final = "mention_private"
CLOSED: Final = "mention_closed"

NOT_OVER: Final = (Status.OPEN, Status.CLAIMED, Status.ANSWERED, Status.PRIVATE)
DONE: Final = {
    Status.OPEN: "is open",
    Status.CLAIMED: "is claimed",
    Status.ANSWERED: "is answered",
    Status.PRIVATE: "goes on in private",
    Status.CLOSED: "is closed",
    Status.LAPSED: "has lapsed",
}


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something about a mention, and when."""

    by: str  # an agent, or the key that a desktop signs in with
    at_ms: int
    anybodys: bool = False  # a supervisor's word counts whoever has claimed it


async def claim(graph: Graph, id: str, doing: Doing, rules: MentionRules) -> Mention:
    """Take a mention that nobody has; return it. Raises UnknownError and NothingToDoError."""
    changed = {"claimed_by": doing.by, "claimed_at_ms": doing.at_ms}
    return await _change(graph, id, Status.CLAIMED, changed, (Status.OPEN,), doing, CLAIMED, rules)


async def release(graph: Graph, id: str, doing: Doing, rules: MentionRules) -> Mention:
    """Give a claimed mention back to all. Raises as `claim`."""
    changed = {"claimed_by": None, "claimed_at_ms": None}
    return await _change(graph, id, Status.OPEN, changed, (Status.CLAIMED,), doing, RELEASED, rules)


async def answer(graph: Graph, id: str, text: str, doing: Doing, rules: MentionRules) -> Mention:
    """Keep the answer to a mention, for a connector to post it. Raises as `claim`."""
    changed = {"answered_by": doing.by, "answered_at_ms": doing.at_ms, "answer_text": text}
    return await _change(graph, id, Status.ANSWERED, changed, WAITING, doing, ANSWERED, rules)


async def move_to_private(graph: Graph, id: str, doing: Doing, rules: MentionRules) -> Mention:
    """Say that it goes on where nobody reads along: that is an answer. Raises as `claim`."""
    changed: Row = {"private_by": doing.by, "private_at_ms": doing.at_ms}
    known = (await mentions_by_key(graph, [id])).get(id)
    if known is not None and known.answered_at_ms is None:
        changed |= {"answered_by": doing.by, "answered_at_ms": doing.at_ms}
    of = (*WAITING, Status.ANSWERED)
    return await _change(graph, id, Status.PRIVATE, changed, of, doing, PRIVATE, rules)


async def close(
    graph: Graph, id: str, why: str | None, doing: Doing, rules: MentionRules
) -> Mention:
    """Say that nothing is left to do. Raises as `claim`."""
    changed = {"closed_by": doing.by, "closed_at_ms": doing.at_ms, "closed_why": why}
    return await _change(graph, id, Status.CLOSED, changed, NOT_OVER, doing, CLOSED, rules)


async def _change(
    graph: Graph,
    id: str,
    status: Status,
    properties: Row,
    of: tuple[Status, ...],
    doing: Doing,
    kind: str,
    rules: MentionRules,
) -> Mention:
    seen = (await mentions_by_key(graph, [id])).get(id)
    if seen is None:
        raise UnknownError("mention", id)
    token = secrets.token_urlsafe(12)
    statements = change_mention(
        id,
        {**properties, "status": status.value, "change": token},
        of=of,
        by=None if doing.anybodys else doing.by,
        look_ms=_look_ms(seen, status, doing.at_ms, rules),
        event={
            "kind": kind,
            "at_ms": doing.at_ms,
            "customers": [seen.customer.id] if seen.customer else [],
        },
    )
    (rows, *_) = await graph.write(statements)
    now = (await mentions_by_key(graph, [id])).get(id)
    if now is None:
        raise UnknownError("mention", id)
    # The write may have happened although the answer to it was lost: then the token tells.
    if not rows and now.change != token:
        raise NothingToDoError(_refusal(now, doing.at_ms))
    return mention_now(now, doing.at_ms)


def _look_ms(seen: MentionView, status: Status, at_ms: int, rules: MentionRules) -> int:
    claimed_ms = at_ms if status is Status.CLAIMED else None
    look = next_look_ms(
        status,
        at_ms=seen.at_ms,
        due=seen.due_ms,
        claimed_ms=claimed_ms,
        is_told=seen.overdue_at_ms is not None,
        times=rules.times,
    )
    return look or at_ms


def _refusal(now: MentionView, at_ms: int) -> str:
    """Return why a mention is not changed: how it stands, by whom, since when."""
    status = Status(now.status)
    by, since_ms = {
        Status.CLAIMED: (now.claimed_by, now.claimed_at_ms),
        Status.ANSWERED: (now.answered_by, now.answered_at_ms),
        Status.PRIVATE: (now.private_by, now.private_at_ms),
        Status.CLOSED: (now.closed_by, now.closed_at_ms),
    }.get(status, (None, None))
    who = f" by {by}" if by else ""
    since = f", since {duration((at_ms - since_ms) / 1000)}" if since_ms else ""
    return f'mention "{now.id}" {DONE[status]}{who}{since}: look at it once more'
