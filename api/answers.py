"""Who answers the API: one function of a lower room per question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from api.book_answers import BookAnswers, DeskBookAnswers
from api.insight_answers import DeskInsightAnswers, InsightAnswers
from api.mention_answers import DeskMentionAnswers, MentionAnswers
from api.quality_answers import DeskQualityAnswers, QualityAnswers
from context import pop
from context.batches import owners_of_batch
from context.households.by_hand import (
    add_to_household,
    remove_from_household,
    undo_about_household,
)
from context.matters_by_hand import (
    Deciding,
    join_matters,
    split_matter,
    undo_about_matter,
)
from context.naming import named_interaction
from context.promises import making
from context.promises.making import NewPromise
from context.promises.model import Promise, PromiseRules
from context.search import CustomerHit, search_customers
from graph.model import CustomerView
from graph.queries.assets import BatchOwner
from identity.attribution import confirm_interaction, move_interaction
from identity.draft import Corrected
from identity.judgement import JudgedAs
from identity.judgements import judge, judge_task
from identity.ledger_view import DecisionView, read_ledger
from identity.merging import merge_customers, split_customer
from identity.pop_audit import NOT_AUDITED, PopAudit
from identity.review import ReviewTaskView, open_tasks
from identity.undoing import Undone, undo_decision

RecordId = tuple[str, str]  # source, and the id there


class Answers(MentionAnswers, InsightAnswers, QualityAnswers, BookAnswers, Protocol):
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

    async def join_matters(self, ids: Sequence[str], deciding: Deciding) -> Corrected:
        """Make one matter of several."""
        ...

    async def split_matter(self, id: str, leaving: Sequence[str], deciding: Deciding) -> Corrected:
        """Take pieces of evidence, as `source:id`, out of a matter."""
        ...

    async def add_to_household(
        self, customers: Sequence[str], role: str | None, deciding: Deciding
    ) -> Corrected:
        """Say that customers live together."""
        ...

    async def remove_from_household(
        self, customer: str, others: Sequence[str] | None, deciding: Deciding
    ) -> Corrected:
        """Say that a customer does not live with others."""
        ...

    async def batch_owners(
        self, batch: str, *, not_called: bool, first: int, after: str | None
    ) -> Sequence[BatchOwner]:
        """Return at most `first` owners of things of a batch, after the one with the id `after`."""
        ...

    async def make_promise(self, new: NewPromise, *, actor: str, now: datetime) -> Promise:
        """Keep a promise on file."""
        ...

    async def keep_promise(self, promise_id: str, *, actor: str, now: datetime) -> Promise:
        """Say that a promise was kept."""
        ...

    async def withdraw_promise(
        self, promise_id: str, why: str | None, *, actor: str, now: datetime
    ) -> Promise:
        """Say that a promise does not hold any more."""
        ...


class DeskAnswers(DeskMentionAnswers, DeskInsightAnswers, DeskQualityAnswers, DeskBookAnswers):
    """The answers of this deployment's desk."""

    def __init__(self, desk: pop.Desk, audit: PopAudit | None = None) -> None:
        self._desk = desk
        self._audit = audit

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
        identity = self._desk.identity
        deciding = Deciding(actor, datetime.now(UTC), why)
        undone = await undo_about_matter(identity, decision, deciding)
        undone = undone or await undo_about_household(identity, decision, deciding)
        if undone is None:
            return await undo_decision(identity, decision, actor=actor, why=why, audit=self._audit)
        return Undone(undone.decision, decision, undone.customers, NOT_AUDITED)

    async def join_matters(self, ids: Sequence[str], deciding: Deciding) -> Corrected:
        return await join_matters(self._desk.identity, ids, deciding)

    async def split_matter(self, id: str, leaving: Sequence[str], deciding: Deciding) -> Corrected:
        return await split_matter(self._desk.identity, id, leaving, deciding)

    async def add_to_household(
        self, customers: Sequence[str], role: str | None, deciding: Deciding
    ) -> Corrected:
        return await add_to_household(self._desk.identity, customers, role, deciding)

    async def remove_from_household(
        self, customer: str, others: Sequence[str] | None, deciding: Deciding
    ) -> Corrected:
        return await remove_from_household(self._desk.identity, customer, others, deciding)

    async def batch_owners(
        self, batch: str, *, not_called: bool, first: int, after: str | None
    ) -> Sequence[BatchOwner]:
        identity = self._desk.identity
        return await owners_of_batch(
            identity.graph, identity.keys, batch, not_called=not_called, first=first, after=after
        )

    async def confirm_caller(
        self, interaction: RecordId, customer_id: str, *, actor: str, why: str | None
    ) -> Corrected:
        identity = self._desk.identity
        named = await named_interaction(identity, ":".join(interaction))
        key = identity.keys.activity("Interaction", *named)
        return await confirm_interaction(identity, key, customer_id, actor=actor, why=why)

    async def move_interaction(
        self, interaction: RecordId, customer_id: str, *, actor: str, why: str | None
    ) -> Corrected:
        identity = self._desk.identity
        named = await named_interaction(identity, ":".join(interaction))
        key = identity.keys.activity("Interaction", *named)
        return await move_interaction(identity, key, customer_id, actor=actor, why=why)

    async def make_promise(self, new: NewPromise, *, actor: str, now: datetime) -> Promise:
        if new.interaction is not None:
            name = ":".join(new.interaction)
            new = replace(new, interaction=await named_interaction(self._desk.identity, name))
        return await making.make_promise(
            self._desk.identity, new, actor=actor, at_ms=_ms(now), rules=self._rules()
        )

    async def keep_promise(self, promise_id: str, *, actor: str, now: datetime) -> Promise:
        return await making.keep_promise(
            self._desk.identity, promise_id, actor=actor, at_ms=_ms(now), rules=self._rules()
        )

    async def withdraw_promise(
        self, promise_id: str, why: str | None, *, actor: str, now: datetime
    ) -> Promise:
        return await making.withdraw_promise(
            self._desk.identity, promise_id, why, actor=actor, at_ms=_ms(now), rules=self._rules()
        )

    def _rules(self) -> PromiseRules:
        return self._desk.promises.current()


def _ms(now: datetime) -> int:
    return round(now.timestamp() * 1000)
