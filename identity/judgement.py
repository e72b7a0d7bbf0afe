"""What have people said about pairs of records: one person, or two? It outranks any weight."""

import json
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from identity.comparable import ComparableRecord

_VALUES = tuple(field.name for field in fields(ComparableRecord))


class JudgedAs(StrEnum):
    SAME = "same"  # one person: the records stay together, whatever comes
    DIFFERENT = "different"  # two people: no customer ever holds both records


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's verdict on two source records, by their keys."""

    left: str
    right: str
    verdict: JudgedAs
    evidence: str  # keyed hash of what both records said when it was made
    decision: str  # id of the decision that made it, and that undoing it takes back

    def other(self, key: str) -> str:
        return self.right if key == self.left else self.left


class Judgements:
    """The judgements about the records at hand. False while there are none, which is usual."""

    def __init__(self, evidence_key: Callable[[str], str] = str) -> None:
        self._evidence_key = evidence_key
        self._of: dict[JudgedAs, dict[str, dict[tuple[str, str], Judgement]]] = {
            verdict: {} for verdict in JudgedAs
        }

    def __bool__(self) -> bool:
        return any(self._of.values())

    def know(self, judgement: Judgement) -> None:
        """Take a judgement in; each is known once, however often it is read."""
        of = self._of[judgement.verdict]
        for key in (judgement.left, judgement.right):
            of.setdefault(key, {})[judgement.other(key), judgement.decision] = judgement

    def withdraw(self, decision: str) -> None:
        """Forget what this decision said."""
        for of in self._of.values():
            for key, known in list(of.items()):
                kept = {one: said for one, said in known.items() if said.decision != decision}
                if kept:
                    of[key] = kept
                else:
                    del of[key]

    def about(self, key: str, verdict: JudgedAs) -> list[Judgement]:
        return list(self._of[verdict].get(key, {}).values())

    def together(self, key: str) -> frozenset[str]:
        """Return the records that are one person with this one, itself included."""
        found, fresh = {key}, [key]
        while fresh:
            others = {one.other(key) for key in fresh for one in self.about(key, JudgedAs.SAME)}
            fresh = sorted(others - found)
            found |= others
        return frozenset(found)

    def forbidding(self, left: Iterable[str], right: Container[str]) -> list[Judgement]:
        """Return the judgements that keep records of the two sides in different customers."""
        of = self._of[JudgedAs.DIFFERENT]
        if not of:
            return []
        return [
            said for key in left for said in of.get(key, {}).values() if said.other(key) in right
        ]

    def holding(self, left: Iterable[str], right: Container[str]) -> list[Judgement]:
        """Return the judgements that keep records of the two sides in one customer."""
        of = self._of[JudgedAs.SAME]
        return [
            said for key in left for said in of.get(key, {}).values() if said.other(key) in right
        ]

    def evidence(self, left: ComparableRecord, right: ComparableRecord) -> str:
        """Return a hash that changes with anything that either record says."""
        return self._evidence_key("\x1f".join(sorted((_text(left), _text(right)))))


def new_evidence(
    said: Sequence[Judgement], evidence: Callable[[Judgement], str]
) -> list[Judgement]:
    """Return a judgement for each pair that was never judged on what its records say now.

    `evidence` returns the hash of what the records of a pair say now.
    """
    pairs: dict[tuple[str, str], list[Judgement]] = {}
    for one in said:
        pairs.setdefault((min(one.left, one.right), max(one.left, one.right)), []).append(one)
    return [
        judged[-1]
        for judged in pairs.values()
        if evidence(judged[-1]) not in {one.evidence for one in judged}
    ]


def _text(comparable: ComparableRecord) -> str:
    values = [getattr(comparable, name) for name in _VALUES]
    return json.dumps([sorted(one) if isinstance(one, frozenset) else one for one in values])
