"""What may a record not do by itself, whatever the evidence weighs? A person's word comes first.

Judgements keep records together or apart, and sources may be set to join others by hand only.
"""

from dataclasses import replace
from typing import Final

from identity.changes import Arrival, Doubt
from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState
from identity.decision import Rule, ScoredCandidate
from identity.judgement import Judgement, Judgements, new_evidence
from identity.population import Population
from identity.settings import IdentitySettings
from identity.vetoes import asks_nobody

BY_HAND: Final = "records of this source join others by a person's judgement only"
REJECTED: Final = "judged to be two people, and what the records say has changed since"


class Restraints(Population):
    """Customers in memory, with what people said about their records."""

    def __init__(
        self,
        settings: IdentitySettings,
        *,
        customers: int = 0,
        number: int = 0,
        judgements: Judgements | None = None,
    ) -> None:
        super().__init__(customers=customers, number=number)
        self.settings = settings
        self.judgements = Judgements() if judgements is None else judgements

    def judged_home(self, record_key: str) -> str | None:
        """Return the customer of the records that a person judged to be the same as this one."""
        if not self.judgements:
            return None
        others = sorted(self.judgements.together(record_key) - {record_key})
        homes = (self.customer_of.get(other) for other in others)
        return next((home for home in homes if home is not None), None)

    def are_apart(self, one: CustomerState, other: CustomerState) -> bool:
        """Whether a person said that records of the two are two people."""
        return bool(self.judgements.forbidding(one.records, other.records))

    def is_by_hand(self, customer: CustomerState) -> bool:
        by_hand = self.settings.no_auto_merge_sources
        return any(one.source in by_hand for one in customer.records.values())

    def allowed(
        self, arrival: Arrival, standing: str | None, scored: list[ScoredCandidate]
    ) -> list[ScoredCandidate]:
        """Return the candidates that no judgement forbids, vetoed where only a person may join.

        A rejected one is asked about again, once, when what its records say has changed.
        """
        by_hand = self.settings.no_auto_merge_sources
        if not self.judgements and not by_hand:
            return scored
        ours = {arrival.key} if standing is None else self.customers[standing].records.keys()
        allowed = []
        for one in scored:
            customer = self.customers[one.customer_id]
            rejected = self.judgements.forbidding(ours | {arrival.key}, customer.records)
            if rejected:
                self._recall_rejected(arrival, one, rejected)
            elif arrival.source in by_hand or _only_from(customer, by_hand):
                allowed.append(replace(one, veto=one.veto or BY_HAND))
            else:
                allowed.append(one)
        return allowed

    def _recall_rejected(
        self, arrival: Arrival, candidate: ScoredCandidate, rejected: list[Judgement]
    ) -> None:
        if candidate.weight < self.settings.thresholds.review or asks_nobody(candidate.score):
            return
        for said in new_evidence(rejected, lambda said: self._evidence_now(arrival, said)):
            evidence = self._evidence_now(arrival, said)
            self.changes.doubts.append(
                Doubt(
                    record_key=said.left,
                    customer_id=candidate.customer_id,
                    other_key=said.right,
                    score=candidate.score,
                    reason=REJECTED,
                    evidence=evidence,
                )
            )

    def _evidence_now(self, arrival: Arrival, said: Judgement) -> str:
        left, right = (self._says(arrival, key) for key in (said.left, said.right))
        return self.judgements.evidence(left, right)

    def _says(self, arrival: Arrival, record_key: str) -> ComparableRecord:
        if record_key == arrival.key:
            return arrival.comparable
        return self.customers[self.customer_of[record_key]].records[record_key].comparable

    def doubt_by_hand(
        self, arrival: Arrival, standing: str, candidates: list[ScoredCandidate]
    ) -> None:
        """Ask about customers that would be merged if both were from other sources."""
        for one in candidates:
            weighs = one.weight >= self.settings.thresholds.link
            if weighs and one.veto == BY_HAND and one.customer_id != standing:
                self.doubt(arrival, one, BY_HAND)

    def doubt(self, arrival: Arrival, candidate: ScoredCandidate, reason: str) -> None:
        customer = self.customers[candidate.customer_id]
        other = min(customer.records.values(), key=lambda one: (one.rule is Rule.LOOKUP, one.key))
        self.changes.doubts.append(
            Doubt(arrival.key, customer.id, other.key, candidate.score, reason)
        )


def _only_from(customer: CustomerState, sources: frozenset[str]) -> bool:
    """Whether only these sources speak of a customer."""
    return bool(sources) and all(one.source in sources for one in customer.solid())
