"""Records in, customers out: the algorithm itself, over whatever has been read so far.

It holds customers, their keys and identifiers in memory and decides record after record, so that
one batch sees its own earlier records. The graph's resolver fills it with what two reads gave and
writes its changes back; `tellonce resolve` lets it grow over a whole file. No I/O here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from identity.blocking import blocking_keys
from identity.changes import Arrival, Changes, Doubt, Merged, Moved
from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState, StoredRecord
from identity.decision import Rule, ScoredCandidate, decide
from identity.fellegi_sunter import Model, PairScore, score_customer
from identity.guard import mean_pair_weight
from identity.records import RecordKind
from identity.settings import IdentitySettings
from identity.vetoes import names_conflict, veto

CAP = 50  # customers on a key; above it the key is generic and gives no candidates
CITED_KINDS = ("order:", "case:")  # numbers that can be guessed or quoted: not proof by themselves


class Resolution:
    """Customers known so far, and the rules that place the next record among them."""

    def __init__(self, model: Model, settings: IdentitySettings, *, customers: int = 0) -> None:
        self.model = model
        self.settings = settings
        self.total = customers  # in the whole deployment: the prior and term frequencies need it
        self.customers: dict[str, CustomerState] = {}
        self.customer_of: dict[str, str] = {}
        self.blocks: dict[str, list[str] | None] = {}  # None: generic
        self.stored_blocks: set[str] = set()  # keys that somebody had before this batch
        self.holders: dict[str, set[str]] = {}
        self.merged_into: dict[str, str] = {}
        self.citers: dict[str, set[str]] = {}  # number → keys of the records that cite it
        self.changes = Changes()

    # What is known

    def know(self, state: CustomerState) -> None:
        """Take a customer in as it stands, with the identifiers of its records."""
        self.customers[state.id] = state
        for record in state.records.values():
            self.customer_of[record.key] = state.id
            self._hold(record.comparable.identifiers, state.id)

    def know_block(self, key: str, customers: Iterable[str] | None) -> None:
        self.blocks[key] = None if customers is None else list(customers)
        self.stored_blocks.add(key)

    # What happens

    def resolve(self, arrival: Arrival) -> None:
        """Place one record, then whoever cited a number that it brings."""
        self._resolve(arrival)
        for identifier in sorted(arrival.comparable.numbers & self.citers.keys()):
            self._recall_citers(identifier)

    def _resolve(self, arrival: Arrival) -> None:
        """Place one record: new, or a newer version of one that is known.

        A record that others of its customer stand beside stays there (only a decision of its own
        takes it out); one that stands alone, or was merely attributed, is decided afresh.
        """
        home = self._home(arrival.key)
        others = home is not None and bool(home.solid(without=arrival.key))
        attributed = home is not None and home.records[arrival.key].rule is Rule.LOOKUP
        candidates = self._score(arrival, without=home.id if home else None)
        if home is not None and others and not attributed:
            self._place(arrival, home.id, home.records[arrival.key].rule, None)
            self._reconsider(home.id, candidates)
            self._adopt_contacts(self.customer_of[arrival.key], arrival)
            return
        if home is not None and others:
            candidates += self._score_one(arrival, home)
        stays_alone = home.id if home is not None and not others else arrival.founds
        target, rule, score = self._choose(arrival, candidates, stays_alone)
        self._place(arrival, target, rule, score)
        if rule is Rule.LINK:
            self._reconsider(target, candidates)
        self._adopt_contacts(self.customer_of[arrival.key], arrival)

    def _home(self, record_key: str) -> CustomerState | None:
        customer_id = self.customer_of.get(record_key)
        return None if customer_id is None else self.customers[customer_id]

    def live(self, customer_id: str) -> str:
        """Return the id that answers for this one today."""
        while customer_id in self.merged_into:
            customer_id = self.merged_into[customer_id]
        return customer_id

    def candidates(self, record: ComparableRecord, keys: Iterable[str]) -> list[str]:
        """Return ids of the customers that share a key or an identifier, in a stable order."""
        found: dict[str, None] = {}
        for key in keys:
            found.update(dict.fromkeys(map(self.live, self.blocks.get(key) or ())))
        for identifier in sorted(record.identifiers | record.cited):
            holders = self.holders.get(identifier, set())
            if len(holders) <= CAP:
                found.update(dict.fromkeys(sorted(holders)))
        return [one for one in found if one in self.customers]

    def identifier_customers(self, identifiers: Iterable[str]) -> Mapping[str, int]:
        return {one: len(self.holders[one]) for one in identifiers if one in self.holders}

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
        kind = _vouched(arrival.kind, customer)
        return [ScoredCandidate(customer.id, score, veto(arrival.comparable, score, kind=kind))]

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
            self._doubt(arrival, verdict.doubt, verdict.reason or "")
        return stays_alone, Rule.NEW, None

    def _only_holder(self, arrival: Arrival) -> str | None:
        """Return the one customer that holds the identifiers of a nameless record, if it is one."""
        holders: set[str] = set()
        for identifier in arrival.comparable.identifiers:
            if not identifier.startswith(CITED_KINDS):
                holders |= self.holders.get(identifier, set())
        holders = {one for one in holders if self._has_other_evidence(one, arrival.key)}
        named = {one for one in holders if not self.customers[one].is_provisional}
        fitting = named or holders
        return next(iter(fitting)) if len(fitting) == 1 else None

    def _has_other_evidence(self, customer_id: str, record_key: str) -> bool:
        customer = self.customers.get(customer_id)
        return customer is not None and bool(customer.solid(without=record_key))

    def _doubt(self, arrival: Arrival, candidate: ScoredCandidate, reason: str) -> None:
        customer = self.customers[candidate.customer_id]
        other = min(customer.records.values(), key=lambda one: (one.rule is Rule.LOOKUP, one.key))
        self.changes.doubts.append(
            Doubt(arrival.key, customer.id, other.key, candidate.score, reason)
        )

    # How it is kept

    def _place(
        self, arrival: Arrival, customer_id: str, rule: Rule, score: PairScore | None
    ) -> None:
        previous = self.customer_of.get(arrival.key)
        if customer_id not in self.customers:
            self.customers[customer_id] = CustomerState(customer_id)
            self.merged_into.pop(customer_id, None)
            self.changes.founded.add(customer_id)
            self.total += 1
        left = self._take_out(arrival.key) if previous is not None else None
        self.customers[customer_id].records[arrival.key] = StoredRecord(
            arrival.key,
            arrival.kind,
            rule,
            arrival.comparable,
            arrival.display,
            arrival.updated_at_ms,
        )
        self.customer_of[arrival.key] = customer_id
        self._hold(arrival.comparable.identifiers, customer_id)
        for identifier in arrival.comparable.cited:
            self.citers.setdefault(identifier, set()).add(arrival.key)
        if rule is not Rule.LOOKUP:
            self._block(arrival.blocking_keys, customer_id)
        self._note_move(arrival.key, customer_id, rule, score, previous)
        self.changes.touched.add(customer_id)
        if left is not None and left.id != customer_id and not left.solid():
            self._move_all(left, self.customers[customer_id], None, Rule.LOOKUP)

    def _note_move(
        self, key: str, customer_id: str, rule: Rule, score: PairScore | None, left: str | None
    ) -> None:
        """Note where a record stands now, and where it stood before the batch."""
        before = self.changes.moved.get(key)
        previous = before.previous if before else left
        self.changes.moved[key] = Moved(key, customer_id, rule, score, previous)

    def _take_out(self, record_key: str) -> CustomerState:
        customer = self.customers[self.customer_of.pop(record_key)]
        record = customer.records.pop(record_key)
        self._release(record.comparable.identifiers, customer)
        self.changes.touched.add(customer.id)
        return customer

    def _hold(self, identifiers: Iterable[str], customer_id: str) -> None:
        for identifier in identifiers:
            self.holders.setdefault(identifier, set()).add(customer_id)

    def _release(self, identifiers: Iterable[str], customer: CustomerState) -> None:
        still: set[str] = set()
        for record in customer.records.values():
            still |= record.comparable.identifiers
        for identifier in set(identifiers) - still:
            self.holders.get(identifier, set()).discard(customer.id)

    def _block(self, keys: Iterable[str], customer_id: str) -> None:
        for key in keys:
            known = self.blocks.setdefault(key, [])
            if known is None or customer_id in known:
                continue
            if len(known) >= CAP:
                self.blocks[key] = None
            else:
                known.append(customer_id)
            self.changes.keys.add(key)

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
            kind = _vouched(record.kind, other)
            if veto(record.comparable, score, kind=kind) is not None:
                continue
            if best is None or score.weight > best.weight:
                best = score
        if best is None or best.weight < thresholds.link + thresholds.merge_margin:
            return None
        if one.is_provisional or other.is_provisional:
            return best
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
            stays.records[key] = replace(record, rule=kept_rule)
            self.customer_of[key] = stays.id
            self._release(record.comparable.identifiers, goes)
            self._hold(record.comparable.identifiers, stays.id)
            self._note_move(key, stays.id, kept_rule, score, goes.id)
        if goes.owned_numbers is not None:
            stays.own(goes.owned_numbers.numbers)
        self._retire(goes.id, stays.id, moving, score, rule)

    def _retire(
        self,
        goes: str,
        stays: str,
        moving: tuple[str, ...],
        score: PairScore | None,
        rule: Rule,
    ) -> None:
        del self.customers[goes]
        self.total -= 1
        self.merged_into[goes] = stays
        self.changes.merged.append(Merged(goes, stays, moving, score, rule))
        self.changes.touched |= {goes, stays}

    def own(self, record_key: str, identifier: str) -> None:
        """Note that a record holds this number through an order or case, and recall its citers."""
        customer = self.customers[self.customer_of[record_key]]
        customer.own(frozenset({identifier}))
        self._hold({identifier}, customer.id)
        self._recall_citers(identifier)

    def _recall_citers(self, identifier: str) -> None:
        """Decide anew about records that stand alone and cite this number."""
        for key in sorted(self.citers.get(identifier, ())):
            home = self._home(key)
            if home is None or home.solid(without=key) or home.id in self._holding(identifier):
                continue
            record = home.records[key]
            self.resolve(
                Arrival(
                    key=key,
                    kind=record.kind,
                    comparable=record.comparable,
                    display=record.display,
                    blocking_keys=blocking_keys(record.comparable),
                    founds=home.id,
                    updated_at_ms=record.updated_at_ms,
                )
            )

    def _holding(self, identifier: str) -> set[str]:
        return self.holders.get(identifier, set())

    def _adopt_contacts(self, customer_id: str, arrival: Arrival) -> None:
        """Attribute earlier nameless contacts to the one customer that turns out to hold them."""
        customer = self.customers[customer_id]
        if customer.is_provisional:
            return
        for identifier in sorted(arrival.comparable.identifiers):
            if identifier.startswith(CITED_KINDS):
                continue
            others = self.holders[identifier] - {customer_id}
            states = [self.customers[one] for one in sorted(others) if one in self.customers]
            if all(state.is_provisional for state in states):
                for state in states:
                    self._move_all(state, customer, None, Rule.LOOKUP)


def _vouched(kind: RecordKind, customer: CustomerState) -> RecordKind:
    """Return PROFILE when either side is known by public profiles only."""
    solid = customer.solid()
    public = bool(solid) and all(one.kind is RecordKind.PROFILE for one in solid)
    return RecordKind.PROFILE if public else kind


def _conflicts(customer_id: str, candidates: Iterable[ScoredCandidate]) -> bool:
    return any(one.customer_id == customer_id and names_conflict(one.score) for one in candidates)


def _named(customer: CustomerState) -> list[ComparableRecord]:
    return [one.comparable for one in customer.solid() if one.comparable.is_named]


def _kept(rule: Rule) -> Rule:
    """A founding record that moves is linked from now on; the other rules stay as they were."""
    return Rule.LINK if rule is Rule.NEW else rule
