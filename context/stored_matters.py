"""Matters as they are stored: which node each is, and what it hangs on."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from context.journey.kept import from_text, to_text
from context.journey.model import Matter, MatterJudgement, Reference
from graph.access import Row
from graph.keys import Keys
from graph.model import CustomerView
from graph.queries.matter_decisions import Partition

# The evidence that a matter's node is tied to, by the kind of reference.
LABELS: Final = {"interaction": "Interaction", "order": "Order", "case": "Case", "asset": "Asset"}
KINDS: Final = {label: kind for kind, label in LABELS.items()}


def matter_rows(customer_id: str, matters: Iterable[Matter], keys: Keys) -> Iterator[Row]:
    """Yield a matter each as `graph.queries.matters` stores it.

    Its id is made from the evidence that it began with: so long as that is the first, it stays.
    """
    for matter in stored_as(matters, keys):
        id = matter.id
        story = to_text(matter)
        tied = {
            f"{kind}s": [
                keys.activity(label, one.source, one.id)
                for one in matter.evidence
                if one.kind == kind
            ]
            for kind, label in LABELS.items()
        }
        yield {
            "id": id,
            "customer_id": customer_id,
            "properties": {
                "id": id,
                "status": matter.status,
                "subject": matter.subject,
                "opened_at_ms": matter.opened_at_ms,
                "last_at_ms": matter.last_at_ms,
                "closed_at_ms": matter.closed_at_ms,
                "closed_by": matter.closed_by,
                "story": story,
                "digest": hashlib.blake2b(story.encode(), digest_size=12).hexdigest(),
            },
            **tied,
            "keys": [key for tied_keys in tied.values() for key in tied_keys],
        }


def stored_as(matters: Iterable[Matter], keys: Keys) -> list[Matter]:
    """Return the matters under the ids that they are stored with."""
    return [replace(one, id=keys.key("Matter", one.id)) for one in matters]


def kept_matters(customer: CustomerView) -> tuple[Matter, ...] | None:
    """Return the matters stored for a customer, oldest first; None when they may be out of date."""
    if customer.behind is not None:
        return None
    matters = (from_text(one.story) for one in customer.matters)
    return tuple(sorted(matters, key=lambda one: (one.opened_at_ms, one.id)))


def judgements(partitions: Sequence[Partition]) -> list[MatterJudgement]:
    """Return what people said of each two pieces of evidence; the last word on a pair holds."""
    said: dict[tuple[Reference, Reference], bool] = {}
    for partition in partitions:
        pieces = [
            (group, Reference(KINDS[label], source, source_id))
            for group, label, source, source_id in partition.groups
        ]
        for number, (group, left) in enumerate(pieces):
            for other_group, right in pieces[number + 1 :]:
                first, second = sorted((left, right), key=str)
                said.pop((first, second), None)  # what was said last stands last
                said[first, second] = group == other_group
    return [MatterJudgement(left, right, same) for (left, right), same in said.items()]
