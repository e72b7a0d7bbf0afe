"""A part of a plan as changes to a resolution, so that it is written as any batch is.

Each customer grows from its first record: next comes the one that the heaviest pair ties to those
who stand there, with the evidence of all of them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from identity.batch import Known, Prepared
from identity.bulk.plan import Plan
from identity.changes import Doubt
from identity.customer_state import Display, StoredRecord
from identity.decision import Rule
from identity.fellegi_sunter import PairScore, score_customer, score_pair
from identity.resolution import Resolution

MOST_ORDERED: Final = 100  # records of one customer; the rest follow as they came
MOST_FACED: Final = 20  # of a customer's records that another is weighed against


def place_customers(
    resolution: Resolution, plan: Plan, numbers: Iterable[int]
) -> dict[str, Prepared]:
    """Put these customers into the resolution; return their records by key."""
    placed: dict[str, Prepared] = {}
    for number in numbers:
        customer = plan.customers[number]
        resolution.found(customer.id)
        for at, score in _in_order(plan, customer.places):
            placed[plan.records[at].key] = plan.records[at]
            _place(resolution, customer.id, plan.records[at], score)
    return placed


def place_blocks(
    resolution: Resolution, plan: Plan, part: range, known: Known, *, without: Collection[int]
) -> None:
    """Put on each blocking key that begins in this part everybody who is to stand there.

    So a key is written once, with customers that may come later: nobody finds them before.
    `without` are customers that are not written as planned.
    """
    for key in _keys_beginning_in(plan, part):
        if key in known.blocks:
            resolution.know_block(key, known.blocks[key])
        for number in plan.blocks[key]:
            if number not in without:
                resolution.block((key,), plan.customers[number].id)


def place_doubts(resolution: Resolution, plan: Plan, part: range) -> None:
    """Note the pairs that a person should judge, once both sides are written; the later comes."""
    for number in part:
        for one in plan.doubts.get(number, ()):
            came, other = plan.records[one.right], plan.records[one.left]
            customer = plan.customers[plan.number_of[one.left]]
            score = _pair(plan, one.right, one.left)
            resolution.changes.doubts.append(
                Doubt(came.key, customer.id, other.key, score, one.reason)
            )


def _keys_beginning_in(plan: Plan, part: range) -> Iterator[str]:
    seen: set[str] = set()
    for number in part:
        for at in plan.customers[number].places:
            for key in plan.records[at].blocking_keys:
                if key not in seen and plan.blocks[key][0] in part:
                    seen.add(key)
                    yield key


def _place(
    resolution: Resolution, customer_id: str, one: Prepared, score: PairScore | None
) -> None:
    rule = Rule.NEW if score is None else Rule.LINK
    resolution.customers[customer_id].records[one.key] = StoredRecord(
        one.key,
        one.person.kind,
        rule,
        one.comparable,
        Display.of(one.person),
        one.version.updated_at_ms,
        source=one.person.source,
        placed=resolution.number,
    )
    resolution.customer_of[one.key] = customer_id
    move = resolution.note_move(one.key, customer_id, rule, score, None)
    resolution.changes.placed[one.key] = move


def _in_order(plan: Plan, places: Sequence[int]) -> Iterator[tuple[int, PairScore | None]]:
    """Yield the places in the order in which the records join, each with what it weighed then."""
    placed = [places[0]]
    yield places[0], None
    best = {at: _tie(plan, at, places[0]) for at in places[1:MOST_ORDERED]}
    while best:
        at = max(best, key=lambda one: (best[one], -one))
        del best[at]
        yield at, _score(plan, at, placed)
        placed.append(at)
        for other in best:
            best[other] = max(best[other], _tie(plan, other, at))
    for at in places[MOST_ORDERED:]:
        yield at, _score(plan, at, placed)


def _tie(plan: Plan, one: int, other: int) -> float:
    return _pair(plan, one, other).weight


def _pair(plan: Plan, one: int, other: int) -> PairScore:
    return score_pair(
        plan.model,
        plan.records[one].comparable,
        plan.records[other].comparable,
        identifier_customers=plan.holders,
        customers=0,
    )


def _score(plan: Plan, at: int, placed: Sequence[int]) -> PairScore:
    """Return what a record weighs against a customer, by the counts that joined it."""
    return score_customer(
        plan.model,
        plan.records[at].comparable,
        [plan.records[one].comparable for one in placed[-MOST_FACED:]],
        identifier_customers=plan.holders,
        customers=0,
    )
