"""What is written down about each decision, so that it can be explained and taken back."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from graph.keys import Keys
from identity.changes import Changes, Doubt, Merged, Moved
from identity.decision import Rule
from identity.fellegi_sunter import PairScore

ACTOR = "tellonce"  # decides by itself what no person decided


class Action(StrEnum):
    """What a decision did."""

    LINK = "link"
    MERGE = "merge"
    SPLIT = "split"
    JUDGEMENT = "judgement"
    MOVE = "move"
    CHOICE = "choice"
    UNDO = "undo"
    WITHDRAWAL = "withdrawal"  # of the load of a book


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
    common: dict[str, Any] = {"actor": ACTOR, "at_ms": at_ms, "number": number, "model": model}
    links: list[dict[str, Any]] = [
        {
            "id": keys.key("Decision", one.record_key, str(number)),
            "records": [{"key": one.record_key}],
            "properties": {
                **common,
                "action": Action.LINK.value,
                "rule": one.rule.value,
                "weight": one.score.weight if one.score else None,
                "levels": levels_column(one.score),
                "customer_id": one.customer_id,
                "from_customer_id": one.previous,
            },
        }
        for one in _links(changes)
    ]
    merges: list[dict[str, Any]] = [
        {
            "id": merge_id(one, keys, number),
            "records": [{"key": key} for key in one.record_keys],
            "properties": {
                **common,
                "action": Action.MERGE.value,
                "rule": one.rule.value,
                "weight": one.score.weight if one.score else None,
                "levels": levels_column(one.score),
                "customer_id": one.into_id,
                "from_customer_id": one.source_id,
            },
        }
        for one in _merges(changes)
    ]
    return links + merges


def tally(changes: Changes) -> Counter[tuple[str, str]]:
    """Return how many of these decisions there are, by action and rule."""
    links = Counter((Action.LINK.value, one.rule.value) for one in _links(changes))
    return links + Counter((Action.MERGE.value, one.rule.value) for one in _merges(changes))


def _links(changes: Changes) -> list[Moved]:
    return [
        one
        for one in changes.placed.values()
        if one.rule is not Rule.NEW and (one.previous != one.customer_id or one.score is not None)
    ]


def _merges(changes: Changes) -> list[Merged]:
    return [one for one in changes.merged if one.record_keys]


def merge_id(merged: Merged, keys: Keys, number: int) -> str | None:
    """Return the id of the decision that merged them; None where only an id was left to merge."""
    if not merged.record_keys:
        return None
    return keys.key("Decision", "merge", merged.source_id, str(number))


def review_rows(doubts: Iterable[Doubt], keys: Keys, *, at_ms: int) -> list[dict[str, Any]]:
    """Return a row for each pair to judge.

    A pair has one task, whichever side came last; one that was rejected has another for each
    evidence that it comes back with.
    """
    return [
        {
            "id": keys.key("ReviewTask", *_asked(doubt)),
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


def _asked(doubt: Doubt) -> list[str]:
    pair = sorted((doubt.record_key, doubt.other_key))
    return pair if doubt.evidence is None else [*pair, doubt.evidence]
