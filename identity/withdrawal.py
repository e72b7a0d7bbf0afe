"""Takes the records of a load out again, so that everybody else stands as if it had never come.

What the load joined is parted: merges that its commits made, and those that came later by
themselves to customers that it had joined. Whoever came to such a customer since is decided
afresh, without what leaves. What a person decided stays, unless it rests on a record that leaves.

A blocking key that only an earlier version of such a record had may still lead to a customer. That
costs a comparison and proves nothing, as for any record that changed.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.access import Statement
from graph.queries.book_withdrawals import (
    UsedRecord,
    decided_by_people,
    delete_customers,
    delete_empty_blocks,
    delete_records,
    leave_behind,
    members_beside,
    placed_anew,
    used_by_others,
)
from graph.queries.customers import read_former_ids
from graph.queries.events import append_event
from graph.queries.source_records import customers_of_records
from identity.batch import founded_id, prepare
from identity.blocking import blocking_keys
from identity.changes import Arrival
from identity.correction import correct
from identity.customer_state import Display, StoredRecord
from identity.decision import Rule
from identity.draft import Corrected, Draft
from identity.judgement import JudgedAs
from identity.ledger import ACTOR, Action
from identity.records import PersonRecord, RecordKind
from identity.setup import Identity
from identity.versions import Version

AGAIN: Final = "load the book again instead"


@dataclass(frozen=True, slots=True)
class Load:
    """All that a load brought: the keys of its records, and the numbers of its commits."""

    book: str
    records: frozenset[str]
    numbers: frozenset[int]


async def withdraw_records(
    identity: Identity,
    load: Load,
    keys: Sequence[str],
    *,
    actor: str,
    clock: Callable[[], float] = time.time,
) -> int:
    """Take these records of a load out, with all others of it that stand with the same customers.

    Returns how many stood with somebody; the rest is gone already.
    """
    homes = await customers_of_records(identity.graph, keys)
    if homes:
        plan = _Withdraw(identity, load, sorted(set(homes.values())))
        why = f"the load of the book {load.book} was withdrawn"
        await correct(identity, plan, actor=actor, why=why, clock=clock)
    return len(homes)


@dataclass(slots=True)
class _Withdraw:
    identity: Identity
    load: Load
    asked: Sequence[str]
    action: Action = Action.WITHDRAWAL
    by_people: set[str] = field(default_factory=set)
    former: Mapping[str, str] = field(default_factory=dict)  # record → whom the load took it from
    used: Mapping[str, UsedRecord] = field(default_factory=dict)
    beside: Sequence[str] = ()  # customers who are tied to those at hand

    def subject(self) -> tuple[str, ...]:
        return (self.load.book, *self.asked)

    async def look_up(self, identity: Identity) -> Collection[str]:
        graph = identity.graph
        known = await read_former_ids(graph, self.asked)
        live = sorted({row["id"] for row in known})
        merges = [decision for row in known for *_, decision in row["former"] if decision]
        self.by_people = await decided_by_people(graph, sorted(set(merges)), us=ACTOR)
        moved = await placed_anew(graph, live, since=min(self.load.numbers))
        self.former = {
            key: former
            for key, number, former in moved
            if number in self.load.numbers and key not in self.load.records
        }
        used = await used_by_others(graph, live, book=self.load.book)
        self.used = {one.key: one for one in used}
        self.beside = await members_beside(graph, live)
        return live

    def apply(self, draft: Draft) -> Corrected | None:
        at_hand = sorted({draft.customer(one) for one in draft.asked})
        parts = [self._part(draft, one) for one in at_hand]
        leaving = sorted(key for one in parts for key in one.leaving)
        before = draft.homes(*leaving)
        ended = [child for one in parts for child in one.merged]
        draft.properties |= {"again": AGAIN, "customer_id": at_hand[0]}
        _undo_merges(draft, ended)
        back = sorted(self.former.keys() & draft.resolution.customer_of.keys())
        for key in back:
            draft.regrouping.rehome([key], self.former[key], placed={key: 0})
        draft.regrouping.settle()
        for key in back:
            draft.regrouping.state(key, Rule.NEW)
        stood = dict(zip(leaving, before, strict=True))
        left, keys = _take_out(draft, leaving)
        for key in sorted(self.used.keys() & stood.keys()):
            self._leave_behind(draft, self.used[key], stood[key])
        late = sorted(key for one in parts for key in one.late if key not in back)
        for key in late:
            self._decide_afresh(draft, key)
        self._let_founders_stand(draft, ended)
        gone = _drop_empty(draft, {*at_hand, *ended})
        _leave_blocks(draft, left, keys)
        draft.concerns |= {*late, *back}
        draft.also += self._statements(draft, leaving, keys, gone)
        return None

    def _part(self, draft: Draft, customer_id: str) -> "_Part":
        """Return what is to be done about one customer, before anything has changed."""
        records = draft.records(customer_id)
        leaving = {key for key in records if key in self.load.records}
        if not leaving:
            return _Part()
        since = min(records[key].placed for key in leaving)
        judgements = draft.resolution.judgements
        rests_on = {
            said.decision for key in leaving for said in judgements.about(key, JudgedAs.SAME)
        }
        merged = [
            child
            for child, into in draft.resolution.merged_into.items()
            if into.number >= since
            and draft.resolution.live(child) == customer_id
            and (into.decision not in self.by_people or into.decision in rests_on)
        ]
        late = [
            key
            for key, record in records.items()
            if key not in leaving and record.placed > since and record.rule is not Rule.JUDGEMENT
        ]
        return _Part(frozenset(leaving), merged, late)

    def _let_founders_stand(self, draft: Draft, ended: Sequence[str]) -> None:
        """Let who founded a customer that answers for itself again be its first record again."""
        founders = {founded_id(key, self.identity.keys): key for key in _records_of(draft, ended)}
        for one in ended:
            key = founders.get(one)
            if key is None or draft.record(key).rule not in (Rule.LINK, Rule.LOOKUP):
                continue
            draft.regrouping.state(key, Rule.NEW)
            for other, record in list(draft.records(one).items()):
                if other != key and record.rule is Rule.NEW:
                    draft.regrouping.state(other, Rule.LOOKUP)

    def _leave_behind(self, draft: Draft, used: UsedRecord, stood_with: str) -> None:
        """Keep a record that something hangs on, as a contact of whom nothing is known."""
        person = PersonRecord(used.source, used.source_id, kind=RecordKind.CONTACT, complete=False)
        prepared = prepare(Version.first(person), used.key, self.identity.settings)
        customer_id = founded_id(f"{draft.id} {used.key}", self.identity.keys)
        resolution = draft.resolution
        resolution.found(customer_id)
        resolution.customers[customer_id].records[used.key] = StoredRecord(
            used.key,
            person.kind,
            Rule.NEW,
            prepared.comparable,
            Display(),
            source=used.source,
            placed=draft.number,
        )
        resolution.customer_of[used.key] = customer_id
        resolution.note_move(used.key, customer_id, Rule.NEW, None, stood_with)
        draft.arrived[used.key] = prepared

    def _decide_afresh(self, draft: Draft, key: str) -> None:
        """Decide about a record that came since, also if nobody else is left beside it."""
        resolution = draft.resolution
        customer = resolution.customers[resolution.customer_of[key]]
        if customer.solid(without=key):
            draft.regrouping.decide_afresh([key])
            return
        record = customer.records[key]
        resolution.resolve(
            Arrival(
                key=key,
                kind=record.kind,
                comparable=record.comparable,
                display=record.display,
                blocking_keys=blocking_keys(record.comparable),
                founds=founded_id(key, self.identity.keys),
                updated_at_ms=record.updated_at_ms,
                source=record.source,
            )
        )

    def _statements(
        self, draft: Draft, leaving: Sequence[str], keys: Collection[str], gone: Sequence[str]
    ) -> list[Statement]:
        kept = [key for key in leaving if key in self.used]
        hashed = [self.identity.keys.key("BlockingKey", one) for one in sorted(keys)]
        beside = sorted(set(self.beside) - set(gone))
        statements = [
            *leave_behind(kept, self.load.book),
            *delete_records([key for key in leaving if key not in self.used]),
            *delete_customers(gone),
            delete_empty_blocks(hashed),
        ]
        if beside:
            kind = self.action.value
            statements.append(append_event(at_ms=draft.at_ms, kind=kind, customers=beside))
        return statements


@dataclass(frozen=True, slots=True)
class _Part:
    """What is to be done about one customer."""

    leaving: frozenset[str] = frozenset()
    merged: Sequence[str] = ()  # ids whose merge is undone
    late: Sequence[str] = ()  # records that came since, to be decided afresh


def _records_of(draft: Draft, ids: Sequence[str]) -> Iterator[str]:
    for one in ids:
        yield from draft.records(one) if one in draft.resolution.customers else ()


def _undo_merges(draft: Draft, ended: Sequence[str]) -> None:
    redirects = draft.resolution.merged_into
    decisions = {redirects[one].decision for one in ended}
    for one in ended:
        draft.regrouping.redirect(one, None)
    standing = {one.decision for one in redirects.values()}
    for decision in decisions - standing:
        if decision is not None:
            draft.undone[decision] = draft.id


def _take_out(draft: Draft, leaving: Sequence[str]) -> tuple[set[str], set[str]]:
    """Take records out of memory; return whom they stood with, and their blocking keys."""
    left: set[str] = set()
    keys: set[str] = set()
    for key in leaving:
        keys |= set(blocking_keys(draft.record(key).comparable))
        left.add(draft.resolution.take_out(key).id)
        draft.resolution.changes.moved.pop(key, None)
    return left, keys


def _leave_blocks(draft: Draft, left: Collection[str], keys: Collection[str]) -> None:
    """Take customers off the keys that only what left them had; the order of the rest stays."""
    resolution = draft.resolution
    held = {
        one: {
            key
            for record in resolution.customers[one].solid()
            for key in blocking_keys(record.comparable)
        }
        for one in left
        if one in resolution.customers
    }
    for key in keys:
        known = resolution.blocks.get(key)
        if known is None:  # so common that it leads to nobody
            continue
        live = [(one, resolution.live(one)) for one in known]
        kept = [one for one, now in live if now not in left or key in held.get(now, ())]
        if kept != known:
            resolution.blocks[key] = kept
            resolution.changes.keys.add(key)


def _drop_empty(draft: Draft, ours: Collection[str]) -> list[str]:
    """Take out of memory whoever has no record left; return their ids, former ones too."""
    resolution = draft.resolution
    known = resolution.customers
    gone = {one for one in {*ours, *draft.regrouping.whole} if one in known}
    gone = {one for one in gone if not known[one].records}
    former = {one for one in resolution.merged_into if resolution.live(one) in gone}
    for one in gone:
        del known[one]
        resolution.total -= 1
    resolution.changes.founded -= gone
    return sorted(gone | former)
