"""Who answers the API: one function of a lower room per question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from context import pop
from context.search import CustomerHit, search_customers
from graph.model import CustomerView
from identity.attribution import confirm_interaction, move_interaction
from identity.draft import Corrected
from identity.judgement import JudgedAs
from identity.judgements import judge, judge_task
from identity.ledger_view import DecisionView, read_ledger
from identity.merging import merge_customers, split_customer
from identity.review import ReviewTaskView, open_tasks
from identity.undoing import Undone, undo_decision

RecordId = tuple[str, str]  # source, and the id there


class Answers(Protocol):
    """Everything that a resolver may ask."""

    async def screen_pop(self, lookup: pop.Lookup, *, now: datetime) -> pop.ScreenPop:
        """Return who is contacting us and what an agent should know."""
        ...

    async def customer(self, customer_id: str) -> CustomerView | None:
        """Return a customer by id, or None."""
        ...

    async def search(
        self, text: str | None, *, first: int, after: str | None
    ) -> Sequence[CustomerHit]:
        """Return at most `first` customers that fit `text`, after the one with the id `after`."""
        ...

    async def review_tasks(self, *, first: int, after: str | None) -> Sequence[ReviewTaskView]:
        """Return at most `first` open pairs, after the one with the id `after`."""
        ...

    async def decisions(
        self, customer_id: str, *, first: int, after: str | None
    ) -> Sequence[DecisionView]:
        """Return at most `first` ledger entries of a customer, newest first."""
        ...

    async def judge(
        self,
        task: str | None,
        records: tuple[RecordId, RecordId] | None,
        verdict: JudgedAs,
        *,
        actor: str,
        why: str | None,
    ) -> Corrected:
        """Judge a review task's pair, or these records. Raises RefusedError, as all that follow."""
        ...

    async def merge(self, ids: Sequence[str], *, actor: str, why: str | None) -> Corrected:
        """Make one customer of several."""
        ...

    async def split(
        self,
        customer_id: str,
        groups: Sequence[Sequence[RecordId]],
        *,
        actor: str,
        why: str | None,
    ) -> Corrected:
        """Take groups of records out of a customer."""
        ...

    async def undo(self, decision: str, *, actor: str, why: str | None) -> Undone:
        """Take a decision back."""
        ...

    async def confirm_caller(
        self, interaction: RecordId, customer_id: str, *, actor: str, why: str | None
    ) -> Corrected:
        """Make the contact of an interaction evidence of a customer."""
        ...

    async def move_interaction(
        self, interaction: RecordId, customer_id: str, *, actor: str, why: str | None
    ) -> Corrected:
        """Put an interaction with a customer."""
        ...


class DeskAnswers:
    """The answers of this deployment's desk."""

    def __init__(self, desk: pop.Desk) -> None:
        self._desk = desk

    async def screen_pop(self, lookup: pop.Lookup, *, now: datetime) -> pop.ScreenPop:
        return await pop.screen_pop(self._desk, lookup, now=now)

    async def customer(self, customer_id: str) -> CustomerView | None:
        return await pop.customer(self._desk, customer_id)

    async def search(
        self, text: str | None, *, first: int, after: str | None
    ) -> Sequence[CustomerHit]:
        return await search_customers(self._desk, text, first=first, after=after)

    async def review_tasks(self, *, first: int, after: str | None) -> Sequence[ReviewTaskView]:
        return await open_tasks(self._desk.identity, first=first, after=after)

    async def decisions(
        self, customer_id: str, *, first: int, after: str | None
    ) -> Sequence[DecisionView]:
        return await read_ledger(self._desk.identity, customer_id, first=first, after=after)

    async def judge(
        self,
        task: str | None,
        records: tuple[RecordId, RecordId] | None,
        verdict: JudgedAs,
        *,
        actor: str,
        why: str | None,
    ) -> Corrected:
        identity = self._desk.identity
        if records is None:
            return await judge_task(identity, task or "", verdict, actor=actor, why=why)
        left, right = (identity.keys.record(*one) for one in records)
        return await judge(identity, left, right, verdict, actor=actor, why=why)

    async def merge(self, ids: Sequence[str], *, actor: str, why: str | None) -> Corrected:
        return await merge_customers(self._desk.identity, ids, actor=actor, why=why)

    async def split(
        self,
        customer_id: str,
        groups: Sequence[Sequence[RecordId]],
        *,
        actor: str,
        why: str | None,
    ) -> Corrected:
        identity = self._desk.identity
        parts = [[identity.keys.record(*one) for one in group] for group in groups]
        return await split_customer(identity, customer_id, parts, actor=actor, why=why)

    async def undo(self, decision: str, *, actor: str, why: str | None) -> Undone:
        return await undo_decision(self._desk.identity, decision, actor=actor, why=why)

    async def confirm_caller(
        self, interaction: RecordId, customer_id: str, *, actor: str, why: str | None
    ) -> Corrected:
        identity = self._desk.identity
        key = identity.keys.activity("Interaction", *interaction)
        return await confirm_interaction(identity, key, customer_id, actor=actor, why=why)

    async def move_interaction(
        self, interaction: RecordId, customer_id: str, *, actor: str, why: str | None
    ) -> Corrected:
        identity = self._desk.identity
        key = identity.keys.activity("Interaction", *interaction)
        return await move_interaction(identity, key, customer_id, actor=actor, why=why)
