"""Why are these one person, or not: the evidence in words that the person concerned understands.

Each comparison's words stand here and nowhere else. What would have changed the outcome is scored
anew with one thing told otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from identity.calibration import Calibration, model_probability
from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.decision import ScoredCandidate, decide
from identity.explanation import (
    Chance,
    Explanation,
    LevelEvidence,
    MergeGuard,
    OtherOutcome,
    Outcome,
    ValuePair,
)
from identity.fellegi_sunter import Model, PairScore, score_customer
from identity.records import RecordKind
from identity.settings import Thresholds
from identity.vetoes import veto

WORDS: Final[dict[tuple[str, str], str]] = {
    ("name", "full_equal"): "full name equal",
    ("name", "nickname_last_equal"): "nickname of the same first name, last name equal",
    ("name", "both_close"): "first and last name nearly equal",
    ("name", "swapped_close"): "first and last name swapped",
    ("name", "last_equal_initial"): "last name equal, initial fits",
    ("name", "nickname_last_close"): "nickname of the same first name, last name nearly equal",
    ("name", "first_equal_last_initial"): "first name equal, initial of the last name fits",
    ("name", "first_equal_last_unknown"): "first name equal, last name unknown",
    ("name", "last_equal_first_unknown"): "last name equal, first name unknown",
    ("name", "last_close_first_unknown"): "last name nearly equal, first name unknown",
    ("name", "last_equal_first_conflicts"): "last name equal, first name another",
    ("name", "first_agrees_last_differs"): "first name fits, last name another",
    ("name", "initials"): "initials fit",
    ("name", "generations_conflict"): "full name equal, but of two generations (Jr., Sr.)",
    ("name", "last_differs_first_unknown"): "last name another, first name unknown",
    ("name", "else"): "another name",
    ("city", "exact"): "same city",
    ("city", "close"): "city nearly equal",
    ("city", "else"): "another city",
    ("phone", "exact"): "phone equal",
    ("phone", "one_edit"): "phone equal but for one digit",
    ("phone", "else"): "another phone",
    ("email", "exact"): "e-mail equal",
    ("email", "close"): "e-mail nearly equal",
    ("email", "same_local"): "e-mail equal up to the @",
    ("email", "else"): "another e-mail",
    ("handle", "exact"): "handle equal",
    ("handle", "confusable"): "handle looks alike and is not the same",
    ("handle", "close"): "handle nearly equal",
    ("handle", "else"): "another handle",
    ("number", "exact"): "order, case or account number equal",
    ("number", "else"): "another number",
    ("birth_date", "exact"): "birth date equal",
    ("birth_date", "almost"): "birth date equal but for one slip",
    ("birth_date", "same_month"): "born in the same month",
    ("birth_date", "same_year"): "born in the same year",
    ("birth_date", "else"): "another birth date",
    ("postcode", "exact"): "postcode equal",
    ("postcode", "one_edit"): "postcode equal but for one character",
    ("postcode", "same_area"): "same postcode area",
    ("postcode", "else"): "another postcode",
    ("address", "exact"): "address equal",
    ("address", "close"): "address nearly equal",
    ("address", "else"): "another address",
    ("occupation", "exact"): "occupation equal",
    ("occupation", "close"): "occupation nearly equal",
    ("occupation", "else"): "another occupation",
}


def words(comparison: str, level: str) -> str:
    """Return what a level of a comparison says, e.g. "last name equal, initial fits"."""
    return WORDS[comparison, level]


# What a comparison is called in a sentence, and what a record tells for it.
_TOLD: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "name": ("name", ("given", "middle", "family")),
    "city": ("city", ("city", "region", "country")),
    "phone": ("phone", ("phones",)),
    "email": ("e-mail", ("emails",)),
    "handle": ("handle", ("handles",)),
    "number": ("order, case or account number", ("numbers", "cited")),
    "birth_date": ("birth date", ("birth_date",)),
    "postcode": ("postcode", ("postcode",)),
    "address": ("address", ("address",)),
    "occupation": ("occupation", ("occupation",)),
}
_BEST: Final = {one.name: one.levels[0] for one in COMPARISONS}
_WOULD: Final = {
    Outcome.LINK: "it would have been linked",
    Outcome.REVIEW: "a person would judge",
    Outcome.APART: "they would stay apart",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A record, the records of the customer it is held against, and what rarity depends on."""

    record: ComparableRecord
    others: Sequence[ComparableRecord]
    kind: RecordKind
    identifier_customers: Mapping[str, int]  # how many customers hold an identifier
    customers: int  # in the whole deployment


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains what one model and its thresholds make of evidence."""

    model: Model
    thresholds: Thresholds
    calibration: Calibration | None = None

    def explain(self, weighed: Weighed, *, guard: MergeGuard | None = None) -> Explanation:
        """Return why these are one person or not; `guard` is given where two customers meet."""
        score = self._score(weighed)
        reason, outcome = self._outcome(weighed, score)
        if outcome is Outcome.LINK and guard is not None and not guard.holds:
            outcome = Outcome.REVIEW
        total = max(weighed.customers, self.model.fewest_customers)
        return Explanation(
            outcome=outcome,
            words=self._words(outcome, score.weight, reason, guard),
            prior=score.weight - sum(one.weight for one in score.levels),
            prior_words=f"before any evidence: one among {total:,} customers",
            evidence=tuple(
                LevelEvidence(
                    one.comparison,
                    one.level,
                    words(one.comparison, one.level),
                    one.weight,
                    one.frequency_bits,
                )
                for one in score.levels
            ),
            weight=score.weight,
            chance=self._chance(score.weight, vetoed=reason is not None),
            link_bits=self.thresholds.link,
            review_bits=self.thresholds.review,
            veto=reason,
            guard=guard,
            others=tuple(self._otherwise(weighed, score, outcome)),
            values=tuple(ValuePair(one.comparison, one.left, one.right) for one in score.levels),
        )

    def _score(self, weighed: Weighed) -> PairScore:
        return score_customer(
            self.model,
            weighed.record,
            weighed.others,
            identifier_customers=weighed.identifier_customers,
            customers=weighed.customers,
        )

    def _outcome(self, weighed: Weighed, score: PairScore) -> tuple[str | None, Outcome]:
        """Return the veto in words, if there is one, and what the decision rule makes of it."""
        households = self.model.households
        reason = veto(weighed.record, score, kind=weighed.kind, households=households)
        verdict = decide([ScoredCandidate("", score, reason)], self.thresholds)
        if verdict.link is not None:
            return reason, Outcome.LINK
        return reason, Outcome.APART if verdict.doubt is None else Outcome.REVIEW

    def _chance(self, weight: float, *, vetoed: bool) -> Chance:
        if self.calibration is not None:
            known = self.calibration.probability(weight, vetoed=vetoed)
            if known is not None:
                return Chance(known, calibrated=True, judged=self.calibration.judged)
        return Chance(model_probability(weight), calibrated=False, judged=0)

    def _words(
        self, outcome: Outcome, weight: float, reason: str | None, guard: MergeGuard | None
    ) -> str:
        bits, link = f"{weight:.1f} bits", self.thresholds.link
        if outcome is Outcome.LINK:
            return f"{bits}: enough for a link, from {link:g} on, and nothing forbids it"
        if outcome is Outcome.APART and weight >= self.thresholds.review:
            return f"{bits}, and apart: {reason}, and nothing that only one person has agrees"
        if outcome is Outcome.APART:
            return f"{bits}: apart; a person is asked from {self.thresholds.review:g} on"
        if reason is not None:
            return f"{bits}, and a person judges: {reason}"
        if guard is not None and not guard.holds:
            return f"{bits}, and a person judges: {guard.words}"
        return f"{bits}, and a person judges: a link by itself needs {link:g}"

    def _otherwise(
        self, weighed: Weighed, score: PairScore, outcome: Outcome
    ) -> Iterator[OtherOutcome]:
        """Yield each single change that leads to another outcome, evidence taken away first."""
        told = {one.comparison: one for one in score.levels}
        for name in _TOLD:
            if name in told and told[name].weight > 0:
                yield from self._changed(weighed, name, "unknown", outcome)
        for name in _TOLD:
            level = told.get(name)
            if level is None or level.level != _BEST[name]:
                yield from self._changed(weighed, name, "equal", outcome)

    def _changed(
        self, weighed: Weighed, name: str, change: str, outcome: Outcome
    ) -> Iterator[OtherOutcome]:
        other = _without(weighed, name) if change == "unknown" else _agreeing(weighed, name)
        if other is None:
            return
        score = self._score(other)
        _, result = self._outcome(other, score)
        if result is not outcome:
            label = _TOLD[name][0]
            said = f"without the {label}" if change == "unknown" else f"with the same {label}"
            sentence = f"{said}: {score.weight:.1f} bits, {_WOULD[result]}"
            yield OtherOutcome(name, change, score.weight, result, sentence)


def guard_of(mean: float, least: float) -> MergeGuard:
    """Return what the merge guard says of two customers, in words too."""
    holds = mean > least
    said = f"over all pairs of their records it is {mean:+.1f} bits on average"
    rest = f"more than {least:g}, as" if holds else f"and more than {least:g} is what"
    return MergeGuard(mean, least, holds, f"{said}, {rest} a merge needs")


def _without(weighed: Weighed, name: str) -> Weighed:
    """Return the same evidence as if the record told nothing for this comparison."""
    return replace(weighed, record=_with(weighed.record, name, ComparableRecord()))


def _agreeing(weighed: Weighed, name: str) -> Weighed | None:
    """Return the same evidence with this comparison equal: one side takes the other's values.

    None where neither side tells anything: there is nothing to be equal to.
    """
    for other in weighed.others:
        if _tells(other, name):
            return replace(weighed, record=_with(weighed.record, name, other))
    if not _tells(weighed.record, name) or not weighed.others:
        return None
    first, *rest = weighed.others
    return replace(weighed, others=(_with(first, name, weighed.record), *rest))


def _tells(record: ComparableRecord, name: str) -> bool:
    return bool(getattr(record, _TOLD[name][1][0]))


def _with(record: ComparableRecord, name: str, giver: ComparableRecord) -> ComparableRecord:
    values: dict[str, Any] = {field: getattr(giver, field) for field in _TOLD[name][1]}
    return replace(record, **values)
