"""Records in, customers out: the algorithm itself, over whatever has been read so far.

It holds customers, their keys and identifiers in memory and decides record after record, so that
one batch sees its own earlier records. The graph's resolver fills it with what two reads gave and
writes its changes back; `tellonce resolve` lets it grow over a whole file. No I/O here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from identity.blocking import blocking_keys
from identity.changes import Arrival, Merged
from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState, StoredRecord
from identity.decision import Rule, ScoredCandidate, decide
from identity.fellegi_sunter import Model, PairScore, score_customer
from identity.guard import mean_pair_weight
from identity.judgement import Judgements
from identity.records import RecordKind
from identity.restraints import Restraints
from identity.settings import IdentitySettings
from identity.vetoes import are_namesakes, names_conflict, veto

CITED_KINDS = ("order:", "case:")  # numbers that can be guessed or quoted: not proof by themselves


class Resolution(Restraints):
    """Customers known so far, and the rules that place the next record among them."""

    def __init__(
        self,
        model: Model,
        settings: IdentitySettings,
        *,
        customers: int = 0,
        number: int = 0,
        judgements: Judgements | None = None,
    ) -> None:
        super().__init__(settings, customers=customers, number=number, judgements=judgements)
        self.model = model

    # What happens

    def resolve(self, arrival: Arrival) -> None:
        """Place one record, then whoever cited a number that it brings."""
        self._resolve(arrival)
        for identifier in sorted(arrival.comparable.numbers & self.citers.keys()):
            self._recall_citers(identifier)

    def _resolve(self, arrival: Arrival) -> None:
        """Place one record: new, or a newer version of one that is known.

        A record that a person put somewhere, or that others of its customer stand beside, stays
        there (only a decision of its own takes it out); one that stands alone, or was merely
        attributed, is decided afresh.
        """
        home = self.home(arrival.key)
        others = home is not None and bool(home.solid(without=arrival.key))
        standing = self._standing(arrival, home if others else None)
        scored = self._score(arrival, without=home.id if home else None)
        if home is not None and others and standing is None:
            scored += self._score_one(arrival, home)
        candidates = self.allowed(arrival, standing[0] if standing else None, scored)
        if standing is not None:
            target, rule = standing
            self._place(arrival, target, rule, None)
            self.doubt_by_hand(arrival, target, candidates)
        else:
            stays_alone = home.id if home is not None and not others else self._founds(arrival)
            target, rule, score = self._choose(arrival, candidates, stays_alone)
            self._place(arrival, target, rule, score)
        if standing is not None or rule is Rule.LINK:
            self._reconsider(target, candidates)
        self._adopt_contacts(self.customer_of[arrival.key], arrival)

    def _standing(self, arrival: Arrival, home: CustomerState | None) -> tuple[str, Rule] | None:
        """Return where a record stays whatever is scored, and why, or None.

        `home` is its customer where others stand beside it there.
        """
        judged = self.judged_home(arrival.key)
        if judged is not None:
            return judged, Rule.JUDGEMENT
        if home is None or home.records[arrival.key].rule is Rule.LOOKUP:
            return None
        return home.id, home.records[arrival.key].rule

    def _founds(self, arrival: Arrival) -> str:
        """Return the id of the customer that this record would found: a new one, where its own is
        another's by now.
        """
        taken = arrival.key in self.customer_of and arrival.founds in self.customers
        return f"{arrival.founds}.{self.number}" if taken else arrival.founds

    # How it is decided

    def _score(self, arrival: Arrival, *, without: str | None) -> list[ScoredCandidate]:
        scored: list[ScoredCandidate] = []
        for customer_id in self.candidates(arrival.comparable, arrival.blocking_keys):
            if customer_id != without:
                scored += self._score_one(arrival, self.customers[customer_id])
        return scored

    def _score_one(self, arrival: Arrival, customer: CustomerState) -> list[ScoredCandidate]:
        evidence = customer.evidence(without=arrival.key)
        if not evidence:
            return []
        score = score_customer(
            self.model,
            arrival.comparable,
            evidence,
            identifier_customers=self.identifier_customers(
                arrival.comparable.identifiers | arrival.comparable.cited
            ),
            customers=self.total,
        )
        kind = vouched(arrival.kind, customer)
        reason = self._veto(arrival.comparable, score, kind, evidence)
        return [ScoredCandidate(customer.id, score, reason)]

    def _veto(
        self,
        record: ComparableRecord,
        score: PairScore,
        kind: RecordKind,
        others: Sequence[ComparableRecord],
    ) -> str | None:
        return veto(record, score, kind=kind, households=self.model.households, others=others)

    def _choose(
        self, arrival: Arrival, candidates: list[ScoredCandidate], stays_alone: str
    ) -> tuple[str, Rule, PairScore | None]:
        verdict = decide(candidates, self.settings.thresholds)
        if verdict.link is not None:
            return verdict.link.customer_id, Rule.LINK, verdict.link.score
        if arrival.kind is RecordKind.CONTACT or not arrival.comparable.is_named:
            holder = self._only_holder(arrival)
            if holder is not None and not _conflicts(holder, candidates):
                return holder, Rule.LOOKUP, None
        if arrival.comparable.is_named and verdict.doubt is not None:
            self.doubt(arrival, verdict.doubt, verdict.reason or "")
        return stays_alone, Rule.NEW, None

    def _only_holder(self, arrival: Arrival) -> str | None:
        """Return the one customer that holds the identifiers of a nameless record, if it is one."""
        if arrival.source in self.settings.no_auto_merge_sources:
            return None
        holders: set[str] = set()
        for identifier in arrival.comparable.identifiers:
            if not identifier.startswith(CITED_KINDS):
                holders |= self.holders.get(identifier, set())
        holders = {one for one in holders if self._has_other_evidence(one, arrival.key)}
        named = {one for one in holders if not self.customers[one].is_provisional}
        fitting = named or holders
        if len(fitting) != 1:
            return None
        (holder,) = fitting
        rejected = self.judgements.forbidding((arrival.key,), self.customers[holder].records)
        return None if rejected else holder

    def _has_other_evidence(self, customer_id: str, record_key: str) -> bool:
        customer = self.customers.get(customer_id)
        return customer is not None and bool(customer.solid(without=record_key))

    # How it is kept

    def _place(
        self, arrival: Arrival, customer_id: str, rule: Rule, score: PairScore | None
    ) -> None:
        previous = self.customer_of.get(arrival.key)
        self.found(customer_id)
        before = self.customers[previous].records[arrival.key] if previous is not None else None
        stayed = before is not None and previous == customer_id
        left = self.take_out(arrival.key) if previous is not None else None
        self.customers[customer_id].records[arrival.key] = StoredRecord(
            arrival.key,
            arrival.kind,
            rule,
            arrival.comparable,
            arrival.display,
            arrival.updated_at_ms,
            source=arrival.source,
            home=before.home if before is not None and stayed else None,
            placed=before.placed if before is not None and stayed else self.number,
            chosen=before.chosen if before is not None else (),
        )
        self.customer_of[arrival.key] = customer_id
        self.hold(arrival.comparable.identifiers, customer_id)
        for identifier in arrival.comparable.cited:
            self.citers.setdefault(identifier, set()).add(arrival.key)
        if rule is not Rule.LOOKUP:
            self.block(arrival.blocking_keys, customer_id)
        move = self.note_move(arrival.key, customer_id, rule, score, previous)
        self.changes.placed[arrival.key] = move
        if before is not None and before.rule is not rule:
            self.changes.restated.add(arrival.key)
        if left is not None and left.id != customer_id and not left.solid():
            self._let_follow(left, self.customers[customer_id])

    def _let_follow(self, contacts: CustomerState, customer: CustomerState) -> None:
        """Attribute contacts that nobody stands behind any more, unless a person forbade it."""
        if not self.are_apart(contacts, customer):
            self._move_all(contacts, customer, None, Rule.LOOKUP)

    # What follows from it

    def _reconsider(self, customer_id: str, candidates: Iterable[ScoredCandidate]) -> None:
        """Merge the customer just touched with other candidates that it now agrees with."""
        if not self.settings.auto_merge:
            return
        for candidate in sorted(candidates, key=lambda one: (-one.weight, one.customer_id)):
            customer = self.customers[customer_id]
            other = self.customers.get(candidate.customer_id)
            if other is None or other.id == customer_id or candidate.veto is not None:
                continue
            if self.are_apart(customer, other):
                continue
            score = self._agreement(customer, other)
            if score is not None:
                customer_id = self._merge(customer, other, score)

    def _agreement(self, one: CustomerState, other: CustomerState) -> PairScore | None:
        """Return the best score between two customers if it carries a merge, else None."""
        thresholds = self.settings.thresholds
        best: PairScore | None = None
        facing = other.evidence()
        counts = self.identifier_customers(
            identifier for comparable in facing for identifier in comparable.identifiers
        )
        for record in one.solid():
            score = score_customer(
                self.model,
                record.comparable,
                facing,
                identifier_customers=counts,
                customers=self.total,
            )
            kind = vouched(record.kind, other)
            if self._veto(record.comparable, score, kind, facing) is not None:
                continue
            if best is None or score.weight > best.weight:
                best = score
        if best is None or best.weight < thresholds.link + thresholds.merge_margin:
            return None
        if one.is_provisional or other.is_provisional:
            return best
        if self.model.households and are_namesakes(one.evidence(), facing):
            return None
        mean = mean_pair_weight(
            self.model,
            _named(one),
            _named(other),
            identifier_customers=counts,
            customers=self.total,
        )
        return best if mean > thresholds.merge_mean else None

    def _merge(self, one: CustomerState, other: CustomerState, score: PairScore) -> str:
        """Move the smaller customer's records to the larger one; return the id that stays."""
        stays, goes = sorted((one, other), key=lambda each: (-len(each.records), each.id))
        self._move_all(goes, stays, score, Rule.LINK)
        return stays.id

    def _move_all(
        self, goes: CustomerState, stays: CustomerState, score: PairScore | None, rule: Rule
    ) -> None:
        moving = tuple(goes.records)
        for key in moving:
            record = goes.records.pop(key)
            kept_rule = rule if rule is Rule.LOOKUP else _kept(record.rule)
            home = record.home or goes.id
            stays.records[key] = replace(record, rule=kept_rule, home=home)
            self.customer_of[key] = stays.id
            self.hand_over(record.comparable.identifiers, goes.id, stays.id)
            self.note_move(key, stays.id, kept_rule, score, goes.id)
        if goes.owned_numbers is not None:
            stays.own(goes.owned_numbers.numbers)
            self.hand_over(goes.owned_numbers.numbers, goes.id, stays.id)
        self.retire(goes.id, stays.id)
        self.changes.merged.append(Merged(goes.id, stays.id, moving, score, rule))

    def own(self, record_key: str, identifier: str) -> None:
        """Note that a record holds this number through an order or case, and recall its citers."""
        customer = self.customers[self.customer_of[record_key]]
        customer.own(frozenset({identifier}))
        self.hold({identifier}, customer.id)
        self._recall_citers(identifier)

    def _recall_citers(self, identifier: str) -> None:
        """Decide anew about records that stand alone and cite this number."""
        for key in sorted(self.citers.get(identifier, ())):
            home = self.home(key)
            if home is None or home.solid(without=key) or home.id in self._holding(identifier):
                continue
            record = home.records[key]
            self.resolve(
                Arrival(
                    key=key,
                    kind=record.kind,
                    comparable=record.comparable,
                    display=record.display,
                    blocking_keys=self._known_keys(record.comparable),
                    founds=home.id,
                    updated_at_ms=record.updated_at_ms,
                    source=record.source,
                )
            )

    def _known_keys(self, comparable: ComparableRecord) -> tuple[str, ...]:
        """Return the record's keys as far as they were read: the others stand in the graph too."""
        return tuple(key for key in blocking_keys(comparable) if key in self.blocks)

    def _holding(self, identifier: str) -> set[str]:
        return self.holders.get(identifier, set())

    def _adopt_contacts(self, customer_id: str, arrival: Arrival) -> None:
        """Attribute earlier nameless contacts to the one customer that turns out to hold them."""
        customer = self.customers[customer_id]
        if customer.is_provisional or arrival.source in self.settings.no_auto_merge_sources:
            return
        for identifier in sorted(arrival.comparable.identifiers):
            if identifier.startswith(CITED_KINDS):
                continue
            others = self.holders[identifier] - {customer_id}
            states = [self.customers[one] for one in sorted(others) if one in self.customers]
            if all(state.is_provisional for state in states):
                for state in states:
                    if not self.is_by_hand(state):
                        self._let_follow(state, customer)


def vouched(kind: RecordKind, customer: CustomerState) -> RecordKind:
    """Return PROFILE when nobody vouches for the other side: public profiles and contacts only."""
    solid = customer.solid()
    public = bool(solid) and all(one.kind is not RecordKind.ACCOUNT for one in solid)
    return RecordKind.PROFILE if public else kind


def _conflicts(customer_id: str, candidates: Iterable[ScoredCandidate]) -> bool:
    return any(one.customer_id == customer_id and names_conflict(one.score) for one in candidates)


def _named(customer: CustomerState) -> list[ComparableRecord]:
    return [one.comparable for one in customer.solid() if one.comparable.is_named]


def _kept(rule: Rule) -> Rule:
    """A founding record that moves is linked from now on; the other rules stay as they were."""
    return Rule.LINK if rule is Rule.NEW else rule
