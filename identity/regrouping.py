"""How customers are merged and taken apart so that every step can be taken back.

Each record has a home: the customer it was placed with. A merge moves no home; it only redirects
one customer to another, and a record stands with whoever answers for its home. So undoing merges,
in any order, ends with the same customers, and an old id answers for its own part again. Whatever
came while two were one is decided afresh when they part. Pure: it changes a Resolution in memory.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final, NamedTuple

from identity.blocking import blocking_keys
from identity.changes import Arrival, Redirect
from identity.customer_state import CustomerState, StoredRecord
from identity.decision import Rule
from identity.judgement import JudgedAs, Judgement
from identity.population import CAP
from identity.resolution import Resolution

NEVER: Final[Mapping[str, int]] = {}
MOST_JUDGED: Final = 20  # records a side that are judged pair by pair when two customers part


class Home(NamedTuple):
    """Where a record was placed, and by which commit."""

    customer_id: str
    placed: int


class Regrouping:
    """One decision on its way: what it changed, and how it was before."""

    def __init__(
        self,
        resolution: Resolution,
        decision: str,
        *,
        whole: Collection[str],
        new_id: Callable[[str], str],
    ) -> None:
        """`whole` are the customers that are known with all records and all former ids."""
        self.resolution = resolution
        self.decision = decision
        self.whole = set(whole)
        self.redirects: dict[str, tuple[Redirect | None, Redirect | None]] = {}  # before, after
        self.homes: dict[str, tuple[Home, str]] = {}  # record → home before, after
        self.rules: dict[str, Rule] = {}  # record → why it stood where it stood before
        self.judged: list[Judgement] = []
        self.founded: list[str] = []
        self._new_id = new_id
        self._ids = self._former_ids()

    def _former_ids(self) -> set[str]:
        redirects = self.resolution.merged_into
        return self.whole | {one for one in redirects if self.resolution.live(one) in self.whole}

    # What is asked

    def home(self, key: str) -> str:
        """Return the customer that the record was placed with."""
        customer_id = self.resolution.customer_of[key]
        return self.resolution.customers[customer_id].records[key].home or customer_id

    def under(self, root: str) -> set[str]:
        """Return this id and all that answer through it."""
        found = {root}
        for one in self._ids:
            path = [one]
            while path[-1] in self.resolution.merged_into and path[-1] not in found:
                path.append(self.resolution.merged_into[path[-1]].into_id)
            if path[-1] in found:
                found.update(path)
        return found

    def records_under(self, root: str) -> set[str]:
        """Return the records whose home answers through this id."""
        ids = self.under(root)
        customer = self.resolution.customers[self.resolution.live(root)]
        return {key for key in customer.records if self.home(key) in ids}

    def is_two(self, child: str) -> bool:
        """Whether both a merged id and the customer that answers for it have records."""
        under = self.records_under(child)
        customer = self.resolution.customers[self.resolution.live(child)]
        return 0 < len(under) < len(customer.records)

    def came_after(self, child: str) -> list[str]:
        """Return the records that came to the customer which merging `child` made."""
        redirect = self.resolution.merged_into[child]
        customer = self.resolution.customers[self.resolution.live(child)]
        return sorted(
            key
            for key, record in customer.records.items()
            if record.placed > redirect.number
            and record.rule is not Rule.JUDGEMENT
            and self.home(key) == self._answered_for(child, record.placed)
        )

    def _answered_for(self, customer_id: str, number: int) -> str:
        """Return the id that answered for this one just before commit `number`."""
        redirects = self.resolution.merged_into
        while customer_id in redirects and redirects[customer_id].number < number:
            customer_id = redirects[customer_id].into_id
        return customer_id

    def meeting(self, one: str, other: str) -> str | None:
        """Return the id whose merge brought two records of a customer together.

        None where both were placed with the same one.
        """
        redirects = self.resolution.merged_into
        ways: list[list[str]] = []
        for key in (one, other):
            way = [self.home(key)]
            while way[-1] in redirects:
                way.append(redirects[way[-1]].into_id)
            ways.append(way)
        merged = set(ways[0][:-1]) ^ set(ways[1][:-1])
        return max(sorted(merged), key=lambda each: redirects[each].number, default=None)

    # What is changed

    def redirect(self, child: str, into: Redirect | None) -> None:
        """Let `child` answer with another customer, or for itself."""
        now = self.resolution.merged_into.get(child)
        before, _ = self.redirects.get(child, (now, None))
        self.redirects[child] = (before, into)
        self._ids.add(child)
        if into is None:
            self.resolution.merged_into.pop(child, None)
        else:
            self.resolution.merged_into[child] = into

    def rehome(
        self, keys: Iterable[str], customer_id: str, *, placed: Mapping[str, int] = NEVER
    ) -> None:
        """Place records with a customer, for good and not through a merge.

        `placed` are the commits of those that were placed there before.
        """
        for key in keys:
            before, _ = self.homes.get(key, (self._placed_at(key), ""))
            self.homes[key] = (before, customer_id)
            state = self.resolution.customers[self.resolution.customer_of[key]]
            number = placed.get(key, self.resolution.number)
            state.records[key] = replace(state.records[key], home=customer_id, placed=number)

    def _placed_at(self, key: str) -> "Home":
        return Home(self.home(key), self._record(key).placed)

    def merge(self, one: str, other: str) -> str:
        """Merge two customers; return the id that stays, the larger one's."""
        customers = self.resolution.customers
        stays, goes = sorted((one, other), key=lambda each: (-len(customers[each].records), each))
        self.redirect(goes, Redirect(stays, self.resolution.number, self.decision))
        self.settle()
        return stays

    def cut(self, children: Sequence[str], *, judge: bool) -> list[str]:
        """Undo merges; return the ids of the parts. `judge`: they are two people from now on."""
        into = [self.resolution.merged_into[child].into_id for child in children]
        late = sorted({key for child in children for key in self.came_after(child)})
        parts = list(dict.fromkeys((*into, *children)))
        for child in children:
            self.redirect(child, None)
        self.settle()
        if judge:
            for left, right in combinations(parts, 2):
                self.keep_apart(self._own(left, late), self._own(right, late))
        self.decide_afresh(late)
        return list(dict.fromkeys(map(self.resolution.live, parts)))

    def _own(self, customer_id: str, late: Collection[str]) -> list[str]:
        """Return the records that stand for a part: its own, or any where it has none."""
        customer = self.resolution.customers[self.resolution.live(customer_id)]
        solid = [one.key for one in customer.solid() if one.key not in late]
        own = [key for key in solid if self.home(key) == customer_id]
        return sorted(own or solid or customer.records)[:MOST_JUDGED]

    def part(self, customer_id: str, moving: set[str], *, as_id: str | None = None) -> str:
        """Move records of a customer to one of their own; return its id.

        A former id that only these records stand behind becomes theirs, before a new one is made.
        """
        tops = self.wholly(customer_id, moving)
        chosen = as_id or (tops[0] if tops else self._new_id(str(len(self.founded))))
        if chosen in self.resolution.merged_into:
            self.redirect(chosen, None)
        else:
            self.founded.append(chosen)
            self._ids.add(chosen)
        for top in tops:
            if top != chosen:
                self.redirect(top, Redirect(chosen, self.resolution.number, self.decision))
        self.rehome({key for key in moving if self._live_home(key) != chosen}, chosen)
        self.settle()
        return chosen

    def wholly(self, customer_id: str, moving: set[str]) -> list[str]:
        """Return former ids all of whose records are moving, those with most records first.

        Only the topmost ones: others follow them.
        """
        sizes: dict[str, int] = {}
        for one in self._ids - {customer_id}:
            if one in self.resolution.merged_into and self.resolution.live(one) == customer_id:
                records = self.records_under(one)
                if records and records <= moving:
                    sizes[one] = len(records)
        tops = [one for one in sizes if self.resolution.merged_into[one].into_id not in sizes]
        return sorted(tops, key=lambda one: (-sizes[one], one))

    def _live_home(self, key: str) -> str:
        return self.resolution.live(self.home(key))

    def keep_apart(self, left: Iterable[str], right: Iterable[str]) -> None:
        """Judge every pair of one record from each side to be two people."""
        others = list(right)
        for one in left:
            for other in others:
                self.judge(one, other, JudgedAs.DIFFERENT)

    def judge(self, one: str, other: str, verdict: JudgedAs) -> None:
        left, right = sorted((one, other))
        evidence = self.resolution.judgements.evidence(
            self._record(left).comparable, self._record(right).comparable
        )
        said = Judgement(left, right, verdict, evidence, self.decision)
        self.resolution.judgements.know(said)
        self.judged.append(said)

    def vouch(self, key: str) -> None:
        """Let a record stand where it stands because a person said so: it is evidence now."""
        self.state(key, Rule.JUDGEMENT)

    def state(self, key: str, rule: Rule) -> None:
        """Say why a record stands where it stands."""
        before = self._record(key).rule
        if before is not rule:
            self.rules.setdefault(key, before)
            self._restate(key, rule)

    def _record(self, key: str) -> StoredRecord:
        return self.resolution.customers[self.resolution.customer_of[key]].records[key]

    def _restate(self, key: str, rule: Rule) -> None:
        customer_id = self.resolution.customer_of[key]
        records = self.resolution.customers[customer_id].records
        records[key] = replace(records[key], rule=rule)
        self.resolution.note_move(key, customer_id, rule, None, customer_id)
        self.resolution.changes.restated.add(key)

    # What follows from it

    def settle(self) -> None:
        """Let every record stand with whoever answers for its home."""
        customers = self.resolution.customers
        moving: dict[tuple[str, str], list[str]] = {}
        for customer_id in sorted(self._ids & customers.keys()):
            for key in customers[customer_id].records:
                to = self._live_home(key)
                if to != customer_id:
                    moving.setdefault((customer_id, to), []).append(key)
        for (goes, to), keys in moving.items():
            self._move(keys, goes, to)
            self._follow(goes, to)
        for customer_id in sorted(self._ids & customers.keys()):
            if customer_id in self.resolution.merged_into:
                del customers[customer_id]
                self.resolution.total -= 1
                self.resolution.changes.touched.add(customer_id)
        for customer_id in sorted(self._ids & customers.keys()):
            self._let_somebody_vouch(customers[customer_id])

    def retire(self, customer_id: str, to: str) -> None:
        """Let a customer that lost its last record answer with another one from now on."""
        self._follow(customer_id, to)
        self.settle()

    def _follow(self, goes: str, to: str) -> None:
        if not self.resolution.customers[goes].records and goes not in self.resolution.merged_into:
            self.redirect(goes, Redirect(to, self.resolution.number, self.decision))

    def _move(self, keys: Sequence[str], goes: str, to: str) -> None:
        resolution = self.resolution
        if to not in resolution.customers:
            resolution.found(to)
            if to not in self.founded:
                resolution.changes.founded.discard(to)  # it was there before, with values to drop
            self.whole.add(to)
        leaving, staying = resolution.customers[goes], resolution.customers[to]
        identifiers: set[str] = set()
        for key in keys:
            record = leaving.records.pop(key)
            home = record.home or goes
            staying.records[key] = replace(record, home=None if home == to else home)
            resolution.customer_of[key] = to
            resolution.note_move(key, to, record.rule, None, goes)
            identifiers |= record.comparable.identifiers
        kept = {one for record in leaving.records.values() for one in record.comparable.identifiers}
        resolution.hand_over(identifiers - kept, goes, to)
        resolution.hold(identifiers, to)
        resolution.changes.touched.add(goes)

    def _let_somebody_vouch(self, customer: CustomerState) -> None:
        """Let the first record found its customer, where all were merely attributed to another."""
        if customer.records and not customer.solid():
            first = min(customer.records.values(), key=lambda one: (one.placed, one.key))
            self.state(first.key, Rule.NEW)

    def decide_afresh(self, keys: Iterable[str]) -> None:
        """Resolve records once more, against their former customers and all other candidates."""
        for key in keys:
            customer_id = self.resolution.customer_of[key]
            if not self.resolution.customers[customer_id].solid(without=key):
                continue
            record, home = self._record(key), self._placed_at(key)
            self.resolution.note_move(key, customer_id, record.rule, None, customer_id)
            self.resolution.take_out(key)
            self.resolution.resolve(self._arrival(record))
            now = self.resolution.customers[self.resolution.customer_of[key]]
            now.records[key] = replace(now.records[key], chosen=record.chosen)
            if now.records[key].rule is not record.rule:
                self.resolution.changes.restated.add(key)
                self.rules.setdefault(key, record.rule)
            self.homes[key] = (self.homes.get(key, (home, ""))[0], self.home(key))

    def _arrival(self, record: StoredRecord) -> Arrival:
        return Arrival(
            key=record.key,
            kind=record.kind,
            comparable=record.comparable,
            display=record.display,
            blocking_keys=blocking_keys(record.comparable),
            founds=self._new_id(record.key),
            updated_at_ms=record.updated_at_ms,
            source=record.source,
        )

    def rekey(self) -> None:
        """Put the customers touched on the keys of their records, and on no others of them."""
        customers, blocks = self.resolution.customers, self.resolution.blocks
        holding: dict[str, list[str]] = {}
        for customer_id in sorted(self._ids & customers.keys()):
            for record in customers[customer_id].records.values():
                solid = record.rule is not Rule.LOOKUP
                for key in blocking_keys(record.comparable):
                    held = holding.setdefault(key, [])
                    if solid and customer_id not in held:
                        held.append(customer_id)
        for key, held in holding.items():
            known = blocks.get(key, [])
            if known is None:
                continue
            fresh = [one for one in known if one in held or not self._is_ours(one)]
            fresh += [one for one in held if one not in fresh]
            if fresh != known:
                blocks[key] = fresh if len(fresh) <= CAP else None
                self.resolution.changes.keys.add(key)

    def _is_ours(self, customer_id: str) -> bool:
        """Whether all that answers for this id is at hand, here and now."""
        return customer_id in self._ids and self.resolution.live(customer_id) in self._ids
