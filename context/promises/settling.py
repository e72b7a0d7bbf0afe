"""Which promises has evidence kept by now? Stored, so that it is known when the evidence is old."""

from collections.abc import Sequence
from typing import Final

from context.promises.model import Outcome, Status
from context.promises.outcome import BY_HAND, kept_by_evidence
from graph.access import Statement
from graph.keys import Keys
from graph.model import CustomerView, PromiseView
from graph.queries.promises import keep_promise

EVIDENCE: Final = "evidence"


def settled(customer: CustomerView, keys: Keys) -> list[Statement]:
    """Return the writes of what a customer's evidence has kept and is not stored as kept by it.

    It depends on the evidence alone, not on the time, so that it may be done whenever some comes.
    """
    statements: list[Statement] = []
    for one in customer.promises:
        if one.status == Status.WITHDRAWN or one.kept_how == BY_HAND:
            continue
        become = kept_by_evidence(one, customer)
        if become is not None and not _is_stored(one, become):
            statements += kept(one.id, become, keys)
    return statements


def _is_stored(one: PromiseView, become: Outcome) -> bool:
    stored = (one.status, one.kept_at_ms, one.kept_by)
    return stored == (Status.KEPT, become.kept_at_ms, become.kept_by)


def kept(id: str, become: Outcome, keys: Keys) -> Sequence[Statement]:
    """Return the write of a promise that evidence has kept."""
    properties = {
        "status": Status.KEPT.value,
        "kept_how": EVIDENCE,
        "kept_at_ms": become.kept_at_ms,
        "kept_by": become.kept_by,
    }
    label, source, source_id = become.evidence or ("", "", "")
    key = [keys.activity(label, source, source_id)] if become.evidence else []
    return keep_promise(
        id,
        properties,
        interactions=key if label == "Interaction" else (),
        orders=key if label == "Order" else (),
    )
