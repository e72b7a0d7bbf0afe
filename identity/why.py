"""Why do these records count as one customer? Each held against the rest, as they stand now."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.access import Row
from graph.queries import source_records
from graph.queries.explanations import records_of_customer
from identity.batch import HashedKeys, identifier_key, known_from
from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState, StoredRecord
from identity.decision import Rule
from identity.explain import Weighed
from identity.explanation import Explanation
from identity.records import RecordKind
from identity.resolution import vouched
from identity.setup import Identity
from identity.stored import load_comparable


@dataclass(frozen=True, slots=True)
class RecordWhy:
    """One record of a customer, and what speaks for its standing there.

    There is an explanation where evidence decided; `words` says what did in any case.
    """

    source: str
    source_id: str
    rule: Rule
    words: str
    decided_by: str | None
    decided_at_ms: int | None
    decided_weight: float | None  # bits, when it was decided; the explanation weighs as of now
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many customers hold which identifier, and how many customers there are."""

    holders: Mapping[str, int]
    customers: int


async def why_one_customer(identity: Identity, customer_id: str) -> tuple[RecordWhy, ...]:
    """Return why each of its records stands with this customer; empty for an unknown one."""
    rows = await records_of_customer(identity.graph, customer_id)
    if not rows:
        return ()
    state = state_of(rows)
    rarity = await read_rarity(identity, (one.comparable for one in state.records.values()))
    return tuple(_why(identity, row, state, rarity) for row in rows)


def state_of(rows: Sequence[Row]) -> CustomerState:
    """Return the customer that these rows of its records make."""
    state = CustomerState(rows[0]["customer_id"])
    for row in rows:
        comparable, display = load_comparable(row["comparable"])
        state.records[row["key"]] = StoredRecord(
            row["key"],
            RecordKind(row["kind"]),
            Rule(row["rule"]),
            comparable,
            display,
            row["updated_at_ms"],
        )
        state.own(frozenset(row["owned"]))
    return state


async def read_rarity(identity: Identity, records: Iterable[ComparableRecord]) -> Rarity:
    """Return what the rarity of these records' identifiers depends on, in one read."""
    wanted = {
        identifier_key(identifier, identity.keys): identifier
        for record in records
        for identifier in record.identifiers | record.cited
    }
    row = await source_records.read_batch(
        identity.graph,
        record_keys=[],
        blocking_keys=[],
        identifier_keys=sorted(wanted),
        number_keys=[],
    )
    known = known_from(row, HashedKeys({}, wanted, {}))
    holders = Counter(identifier for identifier, _ in known.holders)
    return Rarity(holders, known.sequence.customers)


def weigh(record: StoredRecord, customer: CustomerState, rarity: Rarity) -> Weighed:
    """Return a record held against a customer, without itself where it is one of its records."""
    rest = CustomerState(
        customer.id,
        {key: one for key, one in customer.records.items() if key != record.key},
        customer.owned_numbers,
    )
    return Weighed(
        record=record.comparable,
        others=tuple(rest.evidence()),
        kind=vouched(record.kind, rest),
        identifier_customers=rarity.holders,
        customers=rarity.customers,
    )


def _why(identity: Identity, row: Row, state: CustomerState, rarity: Rarity) -> RecordWhy:
    record = state.records[row["key"]]
    weighed = weigh(record, state, rarity)
    explanation = None
    if record.rule in (Rule.LINK, Rule.JUDGEMENT) and weighed.others:
        explanation = identity.explainer.explain(weighed)
    return RecordWhy(
        source=row["source"],
        source_id=row["source_id"],
        rule=record.rule,
        words=_words(record, weighed.others, explanation),
        decided_by=row["decided_by"],
        decided_at_ms=row["decided_at_ms"],
        decided_weight=row["weight"],
        explanation=explanation,
    )


def _words(
    record: StoredRecord, others: Sequence[ComparableRecord], explanation: Explanation | None
) -> str:
    if record.rule is Rule.NEW:
        return "the customer began with it"
    if record.rule is Rule.LOOKUP:
        held = frozenset[str]().union(*(other.identifiers for other in others))
        kinds = sorted({one.partition(":")[0] for one in record.comparable.identifiers & held})
        by = " and ".join(kinds) or "an identifier"
        return f"attributed by {by}, which nobody else held then: no evidence for anything else"
    if record.rule is Rule.JUDGEMENT:
        return "a person said so"
    if explanation is None:
        return "linked to records that are not here any more"
    return explanation.words
