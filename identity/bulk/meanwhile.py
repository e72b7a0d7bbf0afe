"""What did others write while a first load is under way, and whom of the plan does it touch?"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from graph.queries import source_records
from graph.queries.bulk_loads import evidence_behind
from identity.batch import HashedKeys, Known, Prepared, known_from
from identity.bulk.plan import Plan
from identity.setup import Identity
from identity.suppression import kept_out, suppressible


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What the graph knows of a part of a plan."""

    known: Known
    touched: frozenset[int]  # customers that cannot be written as planned
    late: Sequence[Prepared]  # their records that nobody brought yet
    kept_out: frozenset[str]  # keys of records that erased people left behind


async def look(identity: Identity, plan: Plan, part: range) -> Meanwhile:
    """Return what others wrote that concerns these customers of the plan."""
    records = plan.records_of(part)
    known = await _read(identity, records)
    out = kept_out(records, (), known, identity.keys)
    strangers = await _strangers(identity, plan, known)
    touched = frozenset(_touched(plan, part, known, out, strangers))
    there = known.homes.keys() | out
    late = [one for one in plan.records_of(sorted(touched)) if one.key not in there]
    return Meanwhile(known, touched, late, out)


async def _read(identity: Identity, records: Sequence[Prepared]) -> Known:
    asked = HashedKeys.of(records, identity.keys)
    row = await source_records.read_batch(
        identity.graph,
        record_keys=[one.key for one in records],
        blocking_keys=list(asked.blocking),
        identifier_keys=list(asked.identifiers),
        number_keys=list(asked.numbers),
        suppressible=suppressible(records, (), identity.keys),
    )
    return known_from(row, asked)


async def _strangers(identity: Identity, plan: Plan, known: Known) -> Set[str]:
    """Return the customers that these records could be and were never held against.

    Those that the plan does not have, and those that came to more records than it gives them.
    """
    met = known.customer_ids()
    behind = await evidence_behind(identity.graph, sorted(met & plan.ids))
    more = {id for id, keys in behind.items() if not plan.keys.issuperset(keys)}
    return (met - plan.ids) | more


def _touched(
    plan: Plan, part: range, known: Known, out: Set[str], strangers: Set[str]
) -> Iterator[int]:
    """Yield the customers that cannot be written as planned.

    Others brought a record of theirs, or somebody whom they might be; or a record stays out.
    """
    held = {one for one, customer in known.holders if customer in strangers}
    held |= {one for one, _, customer in known.citers if customer in strangers}
    keys = {one for one, ids in known.blocks.items() if not strangers.isdisjoint(ids or ())}
    for number in part:
        for one in plan.records_of((number,)):
            said = one.comparable.identifiers | one.comparable.cited
            is_known = one.key in known.homes or one.key in out
            if is_known or not (held.isdisjoint(said) and keys.isdisjoint(one.blocking_keys)):
                yield number
                break
