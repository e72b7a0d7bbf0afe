"""Where does one record belong: the verdict over its scored candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from identity.fellegi_sunter import PairScore
from identity.settings import Thresholds
from identity.vetoes import asks_nobody

TOO_WEAK: Final = "the evidence is too weak for a link"  # why a pair without a veto is in doubt


class Rule(StrEnum):
    """Why a source record is resolved to its customer."""

    NEW = "new"  # it founded the customer
    LINK = "link"  # the evidence weighs enough, and nothing vetoes
    LOOKUP = "lookup"  # attributed by an identifier that one customer holds: not evidence
    JUDGEMENT = "judgement"  # a person said so


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    customer_id: str
    score: PairScore
    veto: str | None  # why it must not link by itself, in words

    @property
    def weight(self) -> float:
        return self.score.weight


@dataclass(frozen=True, slots=True)
class Verdict:
    """`link` is where the record belongs; `doubt` is the candidate that a person should judge."""

    link: ScoredCandidate | None = None
    doubt: ScoredCandidate | None = None
    reason: str | None = None  # of the doubt


def decide(candidates: Sequence[ScoredCandidate], thresholds: Thresholds) -> Verdict:
    """Return the verdict over the candidates of one record, in whatever order they come.

    A veto is doubted only where the evidence would have linked without it.
    """
    ranked = sorted(candidates, key=lambda one: (-one.weight, one.customer_id))
    for one in ranked:
        if one.weight >= thresholds.link and one.veto is None:
            return Verdict(link=one)
    for one in ranked:
        least = thresholds.review if one.veto is None else thresholds.link
        if one.weight >= least and not asks_nobody(one.score):
            return Verdict(doubt=one, reason=one.veto or TOO_WEAK)
    return Verdict()
