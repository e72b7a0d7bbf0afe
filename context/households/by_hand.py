"""A person says who lives together, and who does not; what is said holds against all evidence.

It is kept on source records, not on customers: so it holds whatever arrives later, and follows the
records when customers are merged or taken apart.
"""

from collections.abc import Sequence
from typing import Final

from context.households.model import ADD, REMOVE
from context.households.rule import MOST_MEMBERS
from context.matters_by_hand import Deciding
from graph.access import Row, Statement
from graph.queries import household_decisions as queries
from graph.queries.events import append_event
from graph.queries.household_decisions import SpokenOf
from identity.draft import Corrected
from identity.errors import AlreadyUndoneError, NothingToDoError, UnknownError
from identity.setup import Identity

UNDO: Final = "undo"


async def add_to_household(
    identity: Identity, customers: Sequence[str], role: str | None, deciding: Deciding
) -> Corrected:
    """Say that customers live together, each in this role. Raises RefusedError."""
    found = await _spoken_of(identity, customers)
    if len(found) < 2:
        raise NothingToDoError("one customer is no household: name two customers or more")
    if len(found) > MOST_MEMBERS:
        raise NothingToDoError(f"a household has at most {MOST_MEMBERS} members")
    return await _decide(identity, ADD, [(one, 0) for one in found], role, deciding)


async def remove_from_household(
    identity: Identity, customer: str, others: Sequence[str] | None, deciding: Deciding
) -> Corrected:
    """Say that a customer does not live with these others; None: with nobody it is shown with.

    Raises RefusedError.
    """
    (leaving,) = await _spoken_of(identity, [customer])
    wanted = leaving.members if others is None else others
    staying = [one for one in await _spoken_of(identity, wanted) if one.id != leaving.id]
    if not staying:
        raise NothingToDoError(f'customer "{leaving.id}" is shown with nobody to be taken from')
    parts = [(leaving, 0), *((one, 1) for one in staying)]
    return await _decide(identity, REMOVE, parts, None, deciding)


async def undo_about_household(
    identity: Identity, decision_id: str, deciding: Deciding
) -> Corrected | None:
    """Take back what was said of a household; None for a decision about something else.

    Raises AlreadyUndoneError.
    """
    found = await queries.read_decision(identity.graph, decision_id)
    if found is None:
        return None
    if found.undone_by is not None:
        raise AlreadyUndoneError(decision_id, found.undone_by)
    undoing = identity.keys.key("Decision", UNDO, decision_id, str(deciding.at_ms))
    statement = queries.undo(
        decision_id, undoing, actor=deciding.actor, why=deciding.why, at_ms=deciding.at_ms
    )
    customers = found.customers or (found.customer_id,)
    await _write(identity, statement, UNDO, customers, deciding)
    return Corrected(undoing, customers)


async def _spoken_of(identity: Identity, ids: Sequence[str]) -> list[SpokenOf]:
    """Return who answers for these ids, each customer once."""
    found = await queries.read_spoken_of(identity.graph, list(dict.fromkeys(ids)))
    for id in ids:
        if id not in found or found[id].record_key is None:
            raise UnknownError("customer", id)
    return list({found[id].id: found[id] for id in ids}.values())


async def _decide(
    identity: Identity,
    action: str,
    parts: Sequence[tuple[SpokenOf, int]],
    role: str | None,
    deciding: Deciding,
) -> Corrected:
    rows: list[Row] = [{"key": one.record_key, "part": part, "role": role} for one, part in parts]
    keys = [f"{row['part']} {row['key']}" for row in rows]
    id = identity.keys.key("Decision", action, str(deciding.at_ms), role or "", *sorted(keys))
    customers = tuple(one.id for one, _ in parts)
    statement = queries.decide(
        id,
        rows,
        action=action,
        customer_id=customers[0],
        actor=deciding.actor,
        why=deciding.why,
        at_ms=deciding.at_ms,
    )
    await _write(identity, statement, action, customers, deciding)
    return Corrected(id, customers)


async def _write(
    identity: Identity,
    statement: Statement,
    action: str,
    customers: Sequence[str],
    deciding: Deciding,
) -> None:
    event = append_event(at_ms=deciding.at_ms, kind=action, customers=list(customers))
    await identity.graph.write([statement, event])
