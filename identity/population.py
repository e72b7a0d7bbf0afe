"""The customers known so far: their records, keys and identifiers, and what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from identity.changes import Changes, Moved, Redirect
from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState
from identity.decision import Rule
from identity.fellegi_sunter import PairScore

CAP: Final = 50  # customers on a key; above it the key is generic and gives no candidates


class Population:
    """Customers in memory, and the changes made to them since they were read."""

    def __init__(self, *, customers: int = 0, number: int = 0) -> None:
        self.total = customers  # in the whole deployment: the prior and term frequencies need it
        self.number = number  # of the commit that the changes become
        self.customers: dict[str, CustomerState] = {}
        self.customer_of: dict[str, str] = {}
        self.blocks: dict[str, list[str] | None] = {}  # None: generic
        self.stored_blocks: set[str] = set()  # keys that somebody had before this batch
        self.holders: dict[str, set[str]] = {}
        self.merged_into: dict[str, Redirect] = {}
        self.citers: dict[str, set[str]] = {}  # number → keys of the records that cite it
        self.changes = Changes()

    # What is known

    def know(self, state: CustomerState) -> None:
        """Take a customer in as it stands, with the identifiers of its records."""
        self.customers[state.id] = state
        for record in state.records.values():
            self.customer_of[record.key] = state.id
            self.hold(record.comparable.identifiers, state.id)

    def know_block(self, key: str, customers: Iterable[str] | None) -> None:
        self.blocks[key] = None if customers is None else list(customers)
        self.stored_blocks.add(key)

    # What is asked

    def home(self, record_key: str) -> CustomerState | None:
        """Return the customer that holds this record."""
        customer_id = self.customer_of.get(record_key)
        return None if customer_id is None else self.customers[customer_id]

    def live(self, customer_id: str) -> str:
        """Return the id that answers for this one today."""
        while customer_id in self.merged_into:
            customer_id = self.merged_into[customer_id].into_id
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

    # What changes

    def found(self, customer_id: str) -> None:
        """Make a customer of nobody yet, unless there is one of this id."""
        if customer_id not in self.customers:
            if customer_id in self.merged_into:
                self._give_back(customer_id)
            else:
                self.changes.founded.add(customer_id)
            self.customers[customer_id] = CustomerState(customer_id)
            self.total += 1

    def _give_back(self, customer_id: str) -> None:
        """Let an id answer for itself; what else came through it stays with whom it was merged."""
        into = self.merged_into.pop(customer_id).into_id
        for former, redirect in self.merged_into.items():
            if redirect.into_id == customer_id:
                self.merged_into[former] = replace(redirect, into_id=into)
        holder = self.customers.get(self.live(into), CustomerState(into))
        for record in list(holder.records.values()):
            if record.home == customer_id:
                holder.records[record.key] = replace(record, home=into)
        self.changes.reborn.add(customer_id)

    def retire(self, goes: str, stays: str) -> None:
        """Let an id without records answer with another customer from now on."""
        del self.customers[goes]
        self.total -= 1
        self.merged_into[goes] = Redirect(stays, self.number)
        self.changes.touched |= {goes, stays}

    def take_out(self, record_key: str) -> CustomerState:
        """Take a record out of its customer, which is returned."""
        customer = self.customers[self.customer_of.pop(record_key)]
        record = customer.records.pop(record_key)
        self._release(record.comparable.identifiers, customer)
        self.changes.touched.add(customer.id)
        return customer

    def note_move(
        self, key: str, customer_id: str, rule: Rule, score: PairScore | None, left: str | None
    ) -> Moved:
        """Note where a record stands now, and where it stood before the batch."""
        before = self.changes.moved.get(key)
        previous = before.previous if before else left
        move = self.changes.moved[key] = Moved(key, customer_id, rule, score, previous)
        self.changes.touched.add(customer_id)
        return move

    def hold(self, identifiers: Iterable[str], customer_id: str) -> None:
        for identifier in identifiers:
            self.holders.setdefault(identifier, set()).add(customer_id)

    def hand_over(self, identifiers: Iterable[str], goes: str, stays: str) -> None:
        """Note that what one customer held is another's now."""
        for identifier in identifiers:
            self.holders.setdefault(identifier, set()).discard(goes)
            self.holders[identifier].add(stays)

    def _release(self, identifiers: Iterable[str], customer: CustomerState) -> None:
        still: set[str] = set()
        for record in customer.records.values():
            still |= record.comparable.identifiers
        for identifier in set(identifiers) - still:
            self.holders.get(identifier, set()).discard(customer.id)

    def block(self, keys: Iterable[str], customer_id: str) -> None:
        """Put a customer on these keys; a key with too many customers becomes generic."""
        for key in keys:
            known = self.blocks.setdefault(key, [])
            if known is None or customer_id in known:
                continue
            if len(known) >= CAP:
                self.blocks[key] = None
            else:
                known.append(customer_id)
            self.changes.keys.add(key)
