"""How a person is erased, and what says afterwards that she was.

First one guarded write after which nobody finds her and no sync brings her back: the customer and
every id merged into it, the identifiers that nobody else uses, the records' ties; the ledger has
its entry. Then, in small steps that a killed run leaves for the next one: raw deliveries, events,
blocking keys, evidence of earlier decisions, activities, records. Keyed hashes stay behind
(`suppression`), and the entry with what went, by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.access import Statement
from graph.queries import erasure as queries
from graph.queries import suppressions
from graph.queries.belongings import (
    identifiers_of_records,
    ids_of_customer,
    properties_of,
    records_of_customer,
)
from graph.queries.books import delete_entries
from graph.queries.erasure import PendingErasure, pending_erasures
from graph.queries.events import append_event
from graph.queries.suppressions import ErasureRow
from graph.sequence import SequenceState
from identity.announced import announced_as
from identity.belongings import Belongings, belongings_of
from identity.deliveries import deliveries_of
from identity.erasure_steps import finish, in_turn, traces_of
from identity.errors import PersonalReasonError
from identity.normalise.text import fold
from identity.setup import Identity
from identity.stored import load_comparable
from identity.suppression import is_personal

FEWEST_LETTERS: Final = 3  # of a name: "an" is a word as well
NEW_ACCOUNTS: Final = ("identifier",)
EVERYTHING: Final = ("activity", "customer", "identifier", "record")


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks for an erasure, and why; both stay in the ledger."""

    actor: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing a customer would remove."""

    customer_id: str
    merged: tuple[str, ...]  # ids that this customer answers for as well
    belongings: Belongings
    deliveries: int

    def counts(self) -> dict[str, int]:
        """Return how many nodes of each kind go."""
        activities = {label: len(keys) for label, keys in self.belongings.activities.items()}
        return {
            "Customer": 1 + len(self.merged),
            "SourceRecord": len(self.belongings.records),
            "Identifier": len(self.belongings.unused_by_others()),
            **activities,
            "Delivery": self.deliveries,
        }


async def plan_erasure(identity: Identity, customer_id: str) -> Plan | None:
    """Return what would go; None when no customer answers for this id."""
    graph = identity.graph
    ids = await ids_of_customer(graph, customer_id)
    if ids is None:
        return None
    belongings = await belongings_of(graph, await records_of_customer(graph, ids[0]))
    traces = await traces_of(identity, belongings)
    deliveries = await deliveries_of(graph, traces)
    return Plan(ids[0], ids[1], belongings, len(deliveries))


async def erase(identity: Identity, customer_id: str, who: Who, *, at_ms: int) -> ErasureRow | None:
    """Erase a customer, finish what earlier runs began, and return the ledger's newest entry.

    None when nobody answers for this id and nobody ever erased it; one that was erased before is
    answered with what the ledger says. Raises PersonalReasonError for a reason that would keep in
    the ledger what is to go.
    """
    await finish_erasures(identity, at_ms=at_ms)
    await _check_reason(identity, customer_id, who.reason)
    begun = await _begin(identity, customer_id, who, at_ms)
    if begun is not None:
        await finish(identity, begun, at_ms)
    found = await suppressions.erasures(identity.graph, [customer_id])
    return found[0] if found else None


async def finish_erasures(identity: Identity, *, at_ms: int) -> int:
    """Do what is left of erasures that were cut off; return how many there were."""
    pending = await pending_erasures(identity.graph)
    for one in pending:
        await finish(identity, one, at_ms)
    return len(pending)


async def erasures_of(identity: Identity, keys: Sequence[str]) -> list[ErasureRow]:
    """Return the erasures that left one of these behind: customer ids or identifiers' keys."""
    return await suppressions.erasures(identity.graph, keys)


async def lift(
    identity: Identity, erased: ErasureRow, who: Who, *, everything: bool, at_ms: int
) -> int:
    """Let an erased person's identifiers come in again, or `everything` that was hers.

    Returns how many hashes were removed.
    """
    return await suppressions.lift(
        identity.graph,
        [erased.id],
        EVERYTHING if everything else NEW_ACCOUNTS,
        id=identity.keys.key("Decision", "lift", erased.id, str(at_ms)),
        customer_id=erased.customer_id,
        actor=who.actor,
        reason=who.reason,
        at_ms=at_ms,
    )


async def _check_reason(identity: Identity, customer_id: str, reason: str | None) -> None:
    ids = await ids_of_customer(identity.graph, customer_id) if reason else None
    if ids is None or not reason:
        return
    words = set(fold(reason).split())
    records = await records_of_customer(identity.graph, ids[0])
    for row in await properties_of(identity.graph, "SourceRecord", records):
        said, _ = load_comparable(row["comparable"])
        names = f"{said.given or ''} {said.middle or ''} {said.family or ''}".split()
        if any(len(one) >= FEWEST_LETTERS and one in words for one in names):
            raise PersonalReasonError
    belongings = await belongings_of(identity.graph, records)
    if (await traces_of(identity, belongings)).are_in(reason, ""):
        raise PersonalReasonError


async def _begin(
    identity: Identity, customer_id: str, who: Who, at_ms: int
) -> PendingErasure | None:
    """Make the one write after which she is gone for everybody; None when nobody has this id."""
    graph = identity.graph
    begun: PendingErasure | None = None

    async def decide(seen: SequenceState) -> list[Statement]:
        nonlocal begun
        begun = None
        ids = await ids_of_customer(graph, customer_id)
        if ids is None:
            return []
        id = identity.keys.key("Decision", "erase", ids[0], str(seen.value + 1))
        begun = PendingErasure(id, ids[0], (ids[0], *ids[1]), at_ms)
        return await _statements(identity, begun, who)

    await in_turn(graph, decide, new_customers=-1)
    return begun


async def _statements(identity: Identity, begun: PendingErasure, who: Who) -> list[Statement]:
    records = await records_of_customer(identity.graph, begun.customer_id)
    held = await identifiers_of_records(identity.graph, records)
    theirs = Belongings(tuple(records), {}, tuple(held))
    alone = [one.key for one in theirs.only_theirs() if is_personal(one.name)]
    announced = await announced_as(identity, theirs.only_theirs())
    return [
        *([delete_entries(sorted(announced))] if announced else ()),
        *queries.begin_erasure(
            begun,
            suppressed={"customer": begun.customers, "record": records, "identifier": alone},
            identifiers=[one.key for one in theirs.unused_by_others()],
            actor=who.actor,
            reason=who.reason,
        ),
        append_event(at_ms=begun.at_ms, kind="erase", customers=begun.customers),
    ]
