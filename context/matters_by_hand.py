"""A person says that several matters are one, or that a matter is two; either can be taken back.

What is said is kept on the evidence, not on the matters, which are derived from it: so it holds
whatever arrives later, and follows the evidence when customers are merged or taken apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graph.access import Statement
from graph.queries import matter_decisions as queries
from graph.queries.events import append_event
from graph.queries.matter_decisions import MatterPieces, Piece
from identity.draft import Corrected
from identity.errors import AlreadyUndoneError, NothingToDoError, UnknownError
from identity.setup import Identity

JOIN: Final = "join_matters"
SPLIT: Final = "split_matter"
UNDO: Final = "undo"


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides, when, and why."""

    actor: str
    now: datetime
    why: str | None = None

    @property
    def at_ms(self) -> int:
        return round(self.now.timestamp() * 1000)


async def join_matters(identity: Identity, ids: Sequence[str], deciding: Deciding) -> Corrected:
    """Make one matter of several of one customer. Raises RefusedError."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) < 2:
        raise NothingToDoError("one matter is one already: name two matters or more")
    found = await _matters(identity, wanted)
    customers = {one.customer_id for one in found}
    if len(customers) > 1:
        raise NothingToDoError(
            "these matters are of different customers: merge the customers first, if they are one"
        )
    group = [piece for one in found for piece in one.pieces]
    return await _decide(identity, JOIN, found[0], [group], deciding)


async def split_matter(
    identity: Identity, id: str, leaving: Sequence[str], deciding: Deciding
) -> Corrected:
    """Take pieces of evidence, named as `source:id`, out of a matter: they become another one.

    Raises RefusedError.
    """
    (matter,) = await _matters(identity, [id])
    names = {f"{one.source}:{one.source_id}": one for one in matter.pieces}
    for name in leaving:
        if name not in names:
            raise UnknownError(f"interaction or case of matter {id}", name)
    goes = [names[name] for name in dict.fromkeys(leaving)]
    stays = [one for one in matter.pieces if one not in goes]
    if not goes or not stays:
        raise NothingToDoError("name some of the matter's interactions and cases, but not all")
    return await _decide(identity, SPLIT, matter, [stays, goes], deciding)


async def undo_about_matter(
    identity: Identity, decision_id: str, deciding: Deciding
) -> Corrected | None:
    """Take back what was said of matters; None for a decision about something else.

    Raises AlreadyUndoneError.
    """
    found = await queries.read_decision(identity.graph, decision_id)
    if found is None:
        return None
    customer_id, undone_by = found
    if undone_by is not None:
        raise AlreadyUndoneError(decision_id, undone_by)
    undoing = identity.keys.key("Decision", UNDO, decision_id, str(deciding.at_ms))
    statement = queries.undo(
        decision_id, undoing, actor=deciding.actor, why=deciding.why, at_ms=deciding.at_ms
    )
    await _write(identity, statement, UNDO, customer_id, deciding)
    return Corrected(undoing, (customer_id,))


async def _matters(identity: Identity, ids: Sequence[str]) -> list[MatterPieces]:
    found = {one.id: one for one in await queries.read_matters(identity.graph, ids)}
    for id in ids:
        if id not in found:
            raise UnknownError("matter", id)
    return [found[id] for id in ids]


async def _decide(
    identity: Identity,
    action: str,
    matter: MatterPieces,
    groups: Sequence[Sequence[Piece]],
    deciding: Deciding,
) -> Corrected:
    pieces = sorted(one.key for group in groups for one in group)
    id = identity.keys.key("Decision", action, str(deciding.at_ms), *pieces)
    statement = queries.decide(
        id,
        groups,
        action=action,
        customer_id=matter.customer_id,
        actor=deciding.actor,
        why=deciding.why,
        at_ms=deciding.at_ms,
    )
    await _write(identity, statement, action, matter.customer_id, deciding)
    return Corrected(id, (matter.customer_id,))


async def _write(
    identity: Identity, statement: Statement, action: str, customer_id: str, deciding: Deciding
) -> None:
    event = append_event(at_ms=deciding.at_ms, kind=action, customers=[customer_id])
    await identity.graph.write([statement, event])
