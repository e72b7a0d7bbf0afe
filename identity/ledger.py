"""What is written down about each decision, so that it can be explained and taken back."""

from collections.abc import Iterable
from typing import Any

from graph.keys import Keys
from identity.changes import Changes, Doubt
from identity.decision import Rule
from identity.fellegi_sunter import PairScore

ACTOR = "tellonce"


def levels_column(score: PairScore | None) -> list[str]:
    """Return the evidence as strings, e.g. "phone exact 15.60": data first, readable too."""
    if score is None:
        return []
    return [f"{one.comparison} {one.level} {one.weight:.2f}" for one in score.levels]


def decision_rows(
    changes: Changes, keys: Keys, *, number: int, model: str, at_ms: int
) -> list[dict[str, Any]]:
    """Return a ledger row for each link, attribution and merge; founding a customer is none.

    `number` is the sequence number of the commit, so that each decision has an id of its own.
    """
    rows = []
    merged = {key: one for one in changes.merged for key in one.record_keys}
    for moved in changes.moved.values():
        if moved.rule is Rule.NEW or (moved.previous == moved.customer_id and moved.score is None):
            continue
        merge = merged.get(moved.record_key)
        rows.append(
            {
                "record_key": moved.record_key,
                "id": keys.key("Decision", moved.record_key, str(number)),
                "properties": {
                    "action": "merge" if merge and moved.rule is Rule.LINK else "link",
                    "actor": ACTOR,
                    "at_ms": at_ms,
                    "rule": moved.rule.value,
                    "weight": moved.score.weight if moved.score else None,
                    "levels": levels_column(moved.score),
                    "model": model,
                    "customer_id": moved.customer_id,
                    "from_customer_id": moved.previous,
                },
            }
        )
    return rows


def review_rows(doubts: Iterable[Doubt], keys: Keys, *, at_ms: int) -> list[dict[str, Any]]:
    """Return a row for each pair to judge; a pair has one task, whichever side came last."""
    return [
        {
            "id": keys.key("ReviewTask", *sorted((doubt.record_key, doubt.other_key))),
            "left_key": doubt.record_key,
            "right_key": doubt.other_key,
            "properties": {
                "state": "open",
                "weight": doubt.score.weight,
                "reason": doubt.reason,
                "levels": levels_column(doubt.score),
                "at_ms": at_ms,
            },
        }
        for doubt in doubts
    ]
