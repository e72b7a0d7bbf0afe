"""A person takes a decision back, by another that can be taken back too.

Undoing a link or a merge says as well that the two sides are different people, so that the
resolver does not bring them together again; what came to them meanwhile is decided afresh.
Undoing a person's own split, judgement, move or undo brings back what was before it.
"""

import json
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from graph.queries.customers import read_former_ids
from graph.queries.decisions import read_decision
from graph.queries.interactions import move_interaction
from graph.queries.source_records import forget_records
from identity.changes import Redirect
from identity.choosing import drop_choice
from identity.correction import correct
from identity.decision import Rule
from identity.draft import Corrected, Draft
from identity.errors import (
    AlreadyUndoneError,
    ErasedError,
    NothingToDoError,
    OvertakenError,
    UnknownError,
)
from identity.judgement import JudgedAs
from identity.ledger import Action
from identity.pop_audit import NOT_AUDITED, PopAudit, PopsServed
from identity.regrouping import MOST_JUDGED
from identity.setup import Identity
from identity.undo_chain import Link, read_chain, undo_first

Row = dict[str, Any]
LASTING: Final = "what an erasure deleted cannot be brought back"
RESTORED: Final = (Action.SPLIT, Action.JUDGEMENT, Action.MOVE, Action.UNDO)


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing did, and which pops may have shown one customer to another before it."""

    decision: str
    reverses: str
    customers: tuple[str, ...]
    pops: PopsServed


async def undo_decision(
    identity: Identity,
    decision_id: str,
    *,
    actor: str,
    why: str | None = None,
    audit: PopAudit | None = None,
    clock: Callable[[], float] = time.time,
) -> Undone:
    """Reverse a decision. Raises RefusedError."""
    plan = _Undo(decision_id)
    corrected = await correct(identity, plan, actor=actor, why=why, clock=clock)
    pops = NOT_AUDITED
    if audit is not None:
        now_ms = round(clock() * 1000)
        served = await audit.pops_served(
            plan.customers(corrected), since_ms=plan.row["at_ms"], until_ms=now_ms
        )
        pops = PopsServed(audited=True, pops=tuple(served))
    return Undone(corrected.decision, decision_id, corrected.customers, pops)


class _Undo:
    """The reversal of one decision, which is read together with whom it concerns."""

    action: Final = Action.UNDO

    def __init__(self, decision_id: str) -> None:
        self._id = decision_id
        self.row: Row = {}
        self._chain: list[Link] = []

    def subject(self) -> tuple[str, ...]:
        return (self._id,)

    def customers(self, corrected: Corrected) -> set[str]:
        """Return every id under which the wrong customer may have been shown."""
        known = (self.row["customer_id"], self.row["from_customer_id"], *corrected.customers)
        return {one for one in known if one}

    async def look_up(self, identity: Identity) -> Collection[str]:
        row = await read_decision(identity.graph, self._id)
        if row is None:
            raise UnknownError("decision", self._id)
        if row["action"] not in {action.value for action in Action}:
            raise NothingToDoError(f'decision "{self._id}" stays: {LASTING}')
        if row["again"]:
            raise NothingToDoError(f'decision "{self._id}" stays: {row["again"]}')
        if row["undone_by"] is not None:
            raise AlreadyUndoneError(self._id, row["undone_by"])
        self.row = row
        self._chain = await read_chain(identity.graph, row)
        ids = {row["customer_id"], row["from_customer_id"], *(row["founded"] or ())}
        ids |= {holder for *_, holder in row["records"]}
        ids |= {child for child, _, _ in self._redirects()}
        ids |= self._needed()
        former = await read_former_ids(identity.graph, sorted(one for one in ids if one))
        self._check_there({one["asked"] for one in former})
        return {one["asked"] for one in former}

    def _needed(self) -> set[str]:
        """Return the ids without which what was before cannot be brought back."""
        if self.row["action"] not in RESTORED or self.row["interaction"]:
            return set()
        ids = {self.row["customer_id"], *(self.row["founded"] or ())}
        ids |= {home for _, home, *_, holder in self.row["records"] if holder}
        for child, before, _ in self._redirects():
            ids |= {child, before.into_id if before else None}
        return {one for one in ids if one}

    def _check_there(self, there: Collection[str]) -> None:
        """Raise ErasedError where undoing would need what an erasure deleted."""
        row = self.row
        gone = row["action"] != Action.MERGE and not any(holder for *_, holder in row["records"])
        blanked = row["erased_at_ms"] is not None and (gone or row["action"] == Action.MOVE)
        if blanked or not there or not self._needed().issubset(there):
            raise ErasedError(self._id)
        if gone:
            raise OvertakenError(self._id, "the records that it was about are gone")

    def apply(self, draft: Draft) -> None:
        draft.undone[self._id] = draft.id
        draft.concerns |= {key for key, *_, holder in self.row["records"] if holder}
        draft.properties |= {
            "reverses": self._id,
            "customer_id": self.row["customer_id"],
            "from_customer_id": self.row["from_customer_id"],
        }
        action = Action(self.row["action"])
        if action is Action.LINK:
            self._unlink(draft)
        elif action is Action.MERGE:
            self._unmerge(draft)
        elif action is Action.CHOICE:
            drop_choice(draft, self._id)
            draft.properties |= {"again": "choose the value again instead"}
        elif self.row["interaction"]:
            self._put_back(draft)
        else:
            self._restore(draft)

    # A link

    def _unlink(self, draft: Draft) -> None:
        ((key, *_),) = self.row["records"]
        linked_to = self.row["customer_id"]
        if draft.regrouping.home(key) != linked_to:
            raise OvertakenError(self._id, f'record "{key}" was placed elsewhere since')
        (customer_id,) = draft.homes(key)
        others = draft.records(customer_id).keys() - {key}
        if not others:
            raise NothingToDoError(
                f'customer "{customer_id}" has no other record: there is nobody to take it from'
            )
        beside = [one for one in draft.solid(customer_id) if one != key] or sorted(others)
        draft.split_off(customer_id, {key}, as_id=self._former_id(draft, key, customer_id))
        draft.regrouping.keep_apart([key], beside[:MOST_JUDGED])

    def _former_id(self, draft: Draft, key: str, customer_id: str) -> str | None:
        """Return the id that the record had for itself, where nobody else stands behind it."""
        former = self.row["from_customer_id"]
        if former is None or former == customer_id or draft.customer(former) != customer_id:
            return None
        return former if draft.regrouping.records_under(former) <= {key} else None

    # A merge

    def _unmerge(self, draft: Draft) -> None:
        redirects = draft.resolution.merged_into
        ended = [child for child, _, _ in self._redirects()] or [self.row["from_customer_id"]]
        standing = [
            one for one in ended if one in redirects and redirects[one].decision == self._id
        ]
        if not standing:
            raise OvertakenError(self._id, "a later decision took these customers apart")
        draft.part(standing, judge=True)

    # An interaction that was taken out of an account

    def _put_back(self, draft: Draft) -> None:
        old = self.row["taken_from"]
        held = {key for key, *_, holder in self.row["records"] if holder}
        if old not in held:
            raise OvertakenError(self._id, "the account that it came from is gone")
        made = sorted(held - {old})
        left = draft.homes(*made)
        if set(left) != {draft.customer(self.row["customer_id"])}:
            raise OvertakenError(self._id, "the interaction was moved on since")
        judgements = draft.resolution.judgements
        for verdict, key in product(JudgedAs, made):
            if judgements.about(key, verdict):
                raise OvertakenError(self._id, "a person judged whose the interaction is since")
        draft.properties |= {"again": "move the interaction again instead"}
        draft.concerns -= set(made)
        draft.also.append(move_interaction(self.row["interaction"], old, by_a_person=False))
        draft.also.append(forget_records(made))
        for key in made:
            draft.resolution.take_out(key)
        for customer_id in left:
            draft.regrouping.retire(customer_id, *draft.homes(old))

    # What a person split, judged, moved or undid

    def _restore(self, draft: Draft) -> None:
        undo_first(draft, self._chain)
        self._restore_rules(draft)
        self._restore_homes(draft)
        self._retire_founded(draft)
        ended = self._restore_redirects(draft)
        draft.regrouping.settle()
        apart = [one for one in ended if draft.regrouping.is_two(one)]
        if apart:
            draft.part(apart, judge=False)

    def _restore_rules(self, draft: Draft) -> None:
        for key, *_, rule, holder in self.row["records"]:
            if rule is not None and holder is not None:
                draft.regrouping.state(key, Rule(rule))

    def _restore_homes(self, draft: Draft) -> None:
        back: dict[str, list[str]] = {}
        placed = {}
        for key, home, number, now, _, holder in self.row["records"]:
            if home is not None and holder is not None and draft.regrouping.home(key) == now:
                back.setdefault(home, []).append(key)
                placed[key] = number
        for home, keys in back.items():
            draft.regrouping.rehome(keys, home, placed=placed)

    def _retire_founded(self, draft: Draft) -> None:
        """Let the ids that this decision made answer with whom their records return to."""
        into = draft.customer(self.row["customer_id"])
        for one in self.row["founded"] or ():
            if one not in draft.resolution.merged_into and one != into:
                draft.regrouping.redirect(one, Redirect(into, draft.number, draft.id))

    def _restore_redirects(self, draft: Draft) -> list[str]:
        """Bring redirects back; return the ids whose merge is to be undone."""
        ended = []
        for child, before, after in self._redirects():
            if draft.resolution.merged_into.get(child) != after:
                continue
            if before is None:
                ended.append(child)
            elif draft.resolution.live(before.into_id) != child:
                draft.regrouping.redirect(child, before)
        return ended

    def _redirects(self) -> Iterable[tuple[str, Redirect | None, Redirect | None]]:
        for text in self.row["redirects"] or ():
            child, *states = json.loads(text)
            before, after = (None if one is None else Redirect(*one) for one in states)
            yield child, before, after
