"""What a judge sees of a pair: both sides as they came, what stands beside them, the evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.access import Row
from graph.queries.explanations import records_of_customer
from graph.queries.review import records_by_key
from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState, StoredRecord
from identity.explain import guard_of
from identity.explanation import Explanation, MergeGuard
from identity.fellegi_sunter import score_pair
from identity.guard import mean_pair_weight
from identity.records import PersonRecord, RecordKind
from identity.review_order import QueuedTask
from identity.setup import Identity
from identity.stored import load_profile
from identity.why import Rarity, read_rarity, state_of, weigh

MOST_BESIDE = 4  # other records of a customer that are named


@dataclass(frozen=True, slots=True)
class CaseSide:
    """One record of the pair. `told` are names of fields and values, as the source gave them."""

    key: str
    source: str
    source_id: str
    told: tuple[tuple[str, str], ...]
    beside: tuple[str, ...]  # other records of its customer, in short
    more_beside: int  # and so many that are not named


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """A pair to judge: the left record held against the customer of the right one."""

    task_id: str
    left: CaseSide
    right: CaseSide
    explanation: Explanation
    sampled: bool  # an automatic link, shown as a check: not for the judge's eyes beforehand


@dataclass(frozen=True, slots=True)
class _Customer:
    state: CustomerState
    rows: Sequence[Row]


async def read_case(identity: Identity, task: QueuedTask) -> ReviewCase | None:
    """Return what there is to see of a pair as it stands now; None when nobody is needed any more.

    The other side of a check is the record of its customer that is most like it.
    """
    left_home = await _customer_of(identity, task.left_key)
    if left_home is None:
        return None
    right_home = left_home if task.sampled else await _customer_of(identity, task.right_key)
    if right_home is None or (right_home.state.id == left_home.state.id) is not task.sampled:
        return None
    states = {one.state.id: one.state for one in (left_home, right_home)}
    comparables = (one.comparable for state in states.values() for one in state.records.values())
    rarity = await read_rarity(identity, comparables)
    record = left_home.state.records[task.left_key]
    right_key = _most_alike(identity, record, left_home, rarity) if task.sampled else task.right_key
    if right_key is None:
        return None
    explanation = identity.explainer.explain(
        weigh(record, right_home.state, rarity),
        guard=None if task.sampled else _guard(identity, left_home, right_home, rarity),
    )
    people = {
        row["key"]: load_profile(
            row["source"], row["source_id"], RecordKind(row["kind"]), row["profile"]
        )
        for row in await records_by_key(identity.graph, [task.left_key, right_key])
    }
    if task.left_key not in people or right_key not in people:
        return None
    pair = (task.left_key, right_key)
    # The rest of a checked customer stands on the right, as if the left record were new.
    left_beside = () if task.sampled else _others(left_home, pair)
    return ReviewCase(
        task_id=task.id,
        left=_side(task.left_key, people[task.left_key], left_beside),
        right=_side(right_key, people[right_key], _others(right_home, pair)),
        explanation=explanation,
        sampled=task.sampled,
    )


async def _customer_of(identity: Identity, record_key: str) -> _Customer | None:
    found = await records_by_key(identity.graph, [record_key])
    if not found:
        return None
    rows = await records_of_customer(identity.graph, found[0]["customer_id"])
    state = state_of(rows)
    return _Customer(state, rows) if record_key in state.records else None


def _most_alike(
    identity: Identity, record: StoredRecord, home: _Customer, rarity: Rarity
) -> str | None:
    others = home.state.solid(without=record.key)
    return max(
        (one.key for one in others),
        key=lambda key: (
            score_pair(
                identity.model,
                record.comparable,
                home.state.records[key].comparable,
                identifier_customers=rarity.holders,
                customers=rarity.customers,
            ).weight
        ),
        default=None,
    )


def _guard(
    identity: Identity, left: _Customer, right: _Customer, rarity: Rarity
) -> MergeGuard | None:
    """Return what the merge guard says; None where one side is a single record."""
    ours, theirs = _named(left.state), _named(right.state)
    if min(len(ours), len(theirs)) < 2:
        return None
    mean = mean_pair_weight(
        identity.model,
        ours,
        theirs,
        identifier_customers=rarity.holders,
        customers=rarity.customers,
    )
    return guard_of(mean, identity.settings.thresholds.merge_mean)


def _named(state: CustomerState) -> list[ComparableRecord]:
    return [one.comparable for one in state.solid() if one.comparable.is_named]


def _others(home: _Customer, pair: tuple[str, str]) -> tuple[str, ...]:
    return tuple(_summary(row, home.state) for row in home.rows if row["key"] not in pair)


def _summary(row: Row, state: CustomerState) -> str:
    shown = state.records[row["key"]].display
    split = " ".join(one for one in (shown.given_name, shown.family_name) if one)
    told = ", ".join(one for one in (split or shown.name, shown.city) if one)
    return f"{row['source']} {row['source_id']}: {told or 'without a name'}"


def _side(key: str, person: PersonRecord, others: tuple[str, ...]) -> CaseSide:
    return CaseSide(
        key=key,
        source=person.source,
        source_id=person.source_id,
        told=tuple((name, value) for name, value in _told(person) if value),
        beside=others[:MOST_BESIDE],
        more_beside=max(0, len(others) - MOST_BESIDE),
    )


def _told(person: PersonRecord) -> Iterable[tuple[str, str]]:
    split = " ".join(one for one in (person.given_name, person.family_name) if one)
    place = ", ".join(one for one in (person.city, person.region, person.country) if one)
    return (
        ("name", split or person.name or ""),
        ("born", person.birth_date or ""),
        ("city", place),
        ("postcode", person.postcode or ""),
        ("address", person.address or ""),
        ("phone", ", ".join(person.phones)),
        ("e-mail", ", ".join(person.emails)),
        ("handle", ", ".join(f"{one.network}:{one.handle}" for one in person.handles)),
        ("number", ", ".join(f"{one.kind} {one.value}" for one in person.numbers)),
        ("cited", ", ".join(person.cited_numbers)),
        ("work", person.occupation or ""),
    )
