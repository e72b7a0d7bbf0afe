"""What was decided about a customer, as it is read."""

from dataclasses import dataclass

from graph.queries.customers import read_former_ids
from graph.queries.decisions import decisions_of_customer
from identity.setup import Identity


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A ledger entry. What an erasure blanked is None or empty."""

    id: str
    action: str  # link, merge, split, judgement, move, choice, undo, erase
    actor: str | None  # "tellonce", or the person
    at_ms: int | None
    why: str | None
    rule: str | None
    verdict: str | None
    weight: float | None  # bits
    evidence: tuple[str, ...]  # "phone exact 15.60"
    model: str | None
    customer_id: str | None
    reverses: str | None
    undone_by: str | None


async def read_ledger(
    identity: Identity, customer_id: str, *, first: int = 20, after: str | None = None
) -> list[DecisionView]:
    """Return at most `first` decisions about a customer's records, newest first.

    They follow the decision `after`. An old id answers with whom it became; an unknown one with
    none.
    """
    former = await read_former_ids(identity.graph, [customer_id])
    if not former:
        return []
    rows = await decisions_of_customer(identity.graph, former[0]["id"], limit=first, after=after)
    return [
        DecisionView(
            id=row["id"],
            action=row["action"],
            actor=row["actor"],
            at_ms=row["at_ms"],
            why=row["why"],
            rule=row["rule"],
            verdict=row["verdict"],
            weight=row["weight"],
            evidence=tuple(row["levels"] or ()),
            model=row["model"],
            customer_id=row["customer_id"],
            reverses=row["reverses"],
            undone_by=row["undone_by"],
        )
        for row in rows
    ]
