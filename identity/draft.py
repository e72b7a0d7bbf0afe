"""A person's decision in memory, before it is written: what it changes, and what it must not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.access import Statement
from identity.batch import Prepared
from identity.customer_state import Display, StoredRecord
from identity.decision import Rule
from identity.errors import ContradictionError, NothingToDoError
from identity.fellegi_sunter import score_pair
from identity.judgement import JudgedAs
from identity.ledger import levels_column
from identity.regrouping import Regrouping
from identity.resolution import Resolution


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a decision did. `customers` are those that it leaves, the one concerned first."""

    decision: str
    customers: tuple[str, ...]
    changed: bool = True  # False: it had been decided before, by this decision


@dataclass(slots=True)
class Draft:
    """What a decision changes, in memory, and what else is to be written with it."""

    id: str
    number: int
    at_ms: int
    resolution: Resolution
    regrouping: Regrouping
    asked: Mapping[str, str]  # customer that was asked for → who answered for it at the read
    concerns: set[str] = field(default_factory=set)  # keys of records
    properties: dict[str, Any] = field(default_factory=dict)  # of the ledger entry
    withdrawn: dict[str, str] = field(default_factory=dict)  # decision → who withdrew what it says
    reinstated: list[str] = field(default_factory=list)  # whose withdrawals are taken back
    undone: dict[str, str | None] = field(default_factory=dict)  # decision → by which decision
    settles: list[tuple[Collection[str], Collection[str], JudgedAs]] = field(default_factory=list)
    arrived: dict[str, Prepared] = field(default_factory=dict)  # records that it makes
    also: list[Statement] = field(default_factory=list)

    # What is asked

    def customer(self, asked: str) -> str:
        """Return the id that answers for this one now."""
        return self.resolution.live(self.asked.get(asked, asked))

    def records(self, customer_id: str) -> dict[str, StoredRecord]:
        return self.resolution.customers[customer_id].records

    def record(self, key: str) -> StoredRecord:
        return self.records(self.resolution.customer_of[key])[key]

    def homes(self, *keys: str) -> list[str]:
        """Return the customers that these records stand with."""
        return [self.resolution.customer_of[key] for key in keys]

    def solid(self, customer_id: str) -> list[str]:
        """Return the records that stand for a customer: its evidence, or all where it has none."""
        customer = self.resolution.customers[customer_id]
        return sorted(one.key for one in customer.solid()) or sorted(customer.records)

    def left(self) -> tuple[str, ...]:
        """Return the customers that this leaves: those asked for, then the others touched."""
        concerned = [self.customer(one) for one in self.asked]
        touched = sorted(map(self.resolution.live, self.resolution.changes.touched))
        known = self.resolution.customers
        return tuple(
            one
            for one in dict.fromkeys((*concerned, *touched))
            if one in known and known[one].records
        )

    # What is changed

    def join(self, one: str, other: str) -> str:
        """Merge two customers; return the id that stays."""
        return self.regrouping.merge(one, other)

    def part(self, merged: Sequence[str], *, judge: bool) -> list[str]:
        """Undo merges, by the ids that they ended; return the ids of the parts.

        Raises NothingToDoError where one part would be left with nobody.
        """
        redirects = self.resolution.merged_into
        for one in merged:
            if not self.regrouping.is_two(one):
                raise NothingToDoError(
                    f'of "{one}" and the customer that it was merged into only one side has '
                    "records left: there is nothing to take apart"
                )
        decisions = {redirects[one].decision for one in merged}
        parts = self.regrouping.cut(merged, judge=judge)
        standing = {one.decision for one in redirects.values()}
        for decision in decisions - standing:
            if decision is not None and self.undone.get(decision) is None:
                self.undone[decision] = self.id
        return parts

    def split_off(self, customer_id: str, moving: set[str], *, as_id: str | None = None) -> str:
        """Move records to a customer of their own, or the others where those are fewer.

        Return the id that is new or answers for itself again.
        """
        rest = self.records(customer_id).keys() - moving
        if not moving or not rest:
            raise NothingToDoError(
                f'a split of customer "{customer_id}" must leave records on both sides: '
                "name some of its records, not all"
            )
        if as_id is None and self._rather_moves(customer_id, moving, rest):
            moving = set(rest)
        return self.regrouping.part(customer_id, moving, as_id=as_id)

    def _rather_moves(self, customer_id: str, moving: set[str], rest: set[str]) -> bool:
        """Whether the rest is smaller; or no larger, and has an id of its own to go back to."""
        if len(moving) != len(rest):
            return len(rest) < len(moving)
        former = self.regrouping.wholly
        return bool(former(customer_id, rest)) and not former(customer_id, moving)

    def hand_over(self, key: str, customer_id: str) -> None:
        """Move one record; the id of a customer that loses its last one leads to the other."""
        self.regrouping.rehome([key], customer_id)
        self.regrouping.settle()

    def settle_in(self, contact: Prepared, customer_id: str) -> None:
        """Place a contact that no source gave, because a person said so."""
        self.records(customer_id)[contact.key] = StoredRecord(
            contact.key,
            contact.person.kind,
            Rule.JUDGEMENT,
            contact.comparable,
            Display(),
            source=contact.person.source,
            placed=self.number,
        )
        self.resolution.customer_of[contact.key] = customer_id
        self.resolution.note_move(contact.key, customer_id, Rule.JUDGEMENT, None, None)
        self.arrived[contact.key] = contact

    def weigh(self, left: str, right: str) -> None:
        """Note in the ledger entry what the evidence says of a pair of records."""
        one, other = self.record(left), self.record(right)
        score = score_pair(
            self.resolution.model,
            one.comparable,
            other.comparable,
            identifier_customers=self.resolution.identifier_customers(one.comparable.identifiers),
            customers=self.resolution.total,
        )
        self.properties |= {"weight": score.weight, "levels": levels_column(score)}

    # What must hold

    def check(self) -> None:
        """Raise ContradictionError where the outcome contradicts a judgement."""
        judgements = self.resolution.judgements
        if not judgements:
            return
        for customer in self.resolution.customers.values():
            for said in judgements.forbidding(customer.records, customer.records):
                raise ContradictionError(JudgedAs.DIFFERENT, said.decision)
            for key in customer.records:
                for said in judgements.about(key, JudgedAs.SAME):
                    home = self.resolution.customer_of.get(said.other(key), customer.id)
                    if home != customer.id:
                        raise ContradictionError(JudgedAs.SAME, said.decision)


def representative(
    records: Mapping[str, StoredRecord], *, without: str | None = None
) -> str | None:
    """Return the record that speaks best for its customer, or None."""
    return min(
        (key for key in records if key != without),
        key=lambda key: (
            records[key].rule is Rule.LOOKUP,
            not records[key].comparable.is_named,
            records[key].placed,
            key,
        ),
        default=None,
    )
