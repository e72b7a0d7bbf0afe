"""How a person's decision is carried out: read who it concerns, change it in memory, write it once.

Each is one transaction under the sequence's guard, with a ledger entry that says how it was before
and an event. What was lost in a race is read and decided again; a commit whose answer was lost is
recognised by the decision that it wrote.
"""

import json
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any, Final, Protocol

from graph.access import Statement
from graph.errors import StaleReadError
from graph.queries import customers as customer_queries
from graph.queries import decisions as decision_queries
from graph.queries import events, judgements, source_records
from graph.sequence import SequenceState, after, read_sequence
from identity.batch import HashedKeys, Prepared, known_from
from identity.blocking import blocking_keys
from identity.changes import Redirect
from identity.customer_state import StoredRecord
from identity.draft import Corrected, Draft
from identity.errors import UnknownError
from identity.ledger import Action
from identity.races import Races
from identity.records import PersonRecord
from identity.regrouping import Regrouping
from identity.resolver import resolution_over
from identity.setup import Identity
from identity.stored import customer_state, judgements_among
from identity.versions import Version
from identity.write import identity_statements

ALL_RECORDS: Final = 1_000_000  # of a customer that a person takes in hand
MOST_SECONDS: Final = 30.0  # of lost races before a decision is given up
NOBODY: Final = Version(PersonRecord(source="", source_id=""))
Row = dict[str, Any]


class Plan(Protocol):
    """What a person wants: whom it is about, and what it changes."""

    @property
    def action(self) -> Action:
        """What the ledger calls it."""
        ...

    def subject(self) -> tuple[str, ...]:
        """Return what, with the action, names this decision among those of one moment."""
        ...

    async def look_up(self, identity: Identity) -> Collection[str]:
        """Return ids of the customers to read. Raises RefusedError."""
        ...

    def apply(self, draft: Draft) -> Corrected | None:
        """Change what is to be changed; or return what an earlier decision did already."""
        ...


async def correct(
    identity: Identity,
    plan: Plan,
    *,
    actor: str,
    why: str | None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Carry out a person's decision, ahead of the bulk loads that wait for their turn.

    Raises RefusedError, which says what to do instead, or ContendedError after 30 s of races lost
    to other processes.
    """
    async with identity.turns.turn(first=True):
        races, tried = Races(most_seconds=MOST_SECONDS), list[str]()
        while True:
            try:
                return await _correct_once(identity, plan, tried, actor, why, round(clock() * 1000))
            except StaleReadError as error:
                await races.lost(error)


async def _correct_once(
    identity: Identity, plan: Plan, tried: list[str], actor: str, why: str | None, at_ms: int
) -> Corrected:
    for decision in tried:
        known = await decision_queries.read_decision(identity.graph, decision)
        if known is not None:
            return Corrected(decision, tuple(known["customers"] or ()))
    sequence = await read_sequence(identity.graph)
    number = sequence.value + 1
    decision = identity.keys.key("Decision", plan.action, *plan.subject(), str(number))
    draft = await _read(
        identity, await plan.look_up(identity), sequence, decision=decision, at_ms=at_ms
    )
    before = plan.apply(draft)
    if before is not None:
        return before
    draft.check()
    draft.regrouping.rekey()
    tried.append(decision)
    customers = draft.left()
    draft.properties |= {"actor": actor, "why": why, "model": identity.model.fingerprint}
    draft.properties |= {"customers": list(customers)}
    new_customers = draft.resolution.total - sequence.customers
    await identity.graph.write(
        _statements(identity, plan, draft), guard=after(sequence, new_customers=new_customers)
    )
    return Corrected(decision, customers)


async def _read(
    identity: Identity,
    asked: Collection[str],
    sequence: SequenceState,
    *,
    decision: str,
    at_ms: int,
) -> Draft:
    graph, keys = identity.graph, identity.keys
    former = await customer_queries.read_former_ids(graph, sorted(set(asked)))
    whole = {row["asked"]: row["id"] for row in former}
    for one in asked:
        if one not in whole:
            raise UnknownError("customer", one)
    rows = await customer_queries.read_customers(
        graph, sorted(set(whole.values())), most_records=ALL_RECORDS
    )
    states = [customer_state(row["id"], row["records"]) for row in rows]
    records = [record for state in states for record in state.records.values()]
    around = HashedKeys.of([_as_prepared(one) for one in records], keys)
    batch = await source_records.read_batch(
        graph,
        record_keys=[],
        blocking_keys=list(around.blocking),
        identifier_keys=list(around.identifiers),
        number_keys=[],
    )
    known = known_from(batch, around)
    if known.sequence != sequence:
        raise StaleReadError(sequence.value, known.sequence.value)
    resolution = await resolution_over(identity, known)
    for state in states:
        if state.id in resolution.customers:
            state.owned_numbers = resolution.customers[state.id].owned_numbers
        resolution.know(state)
    for row in rows:
        for said in judgements_among(row["records"]):
            resolution.judgements.know(said)
    for row in former:
        for one, *redirect in row["former"]:
            resolution.merged_into[one] = Redirect(*redirect)

    def new_id(name: str) -> str:
        return "c_" + keys.key("Customer", decision, name)

    regrouping = Regrouping(resolution, decision, whole=set(whole.values()), new_id=new_id)
    return Draft(decision, sequence.value + 1, at_ms, resolution, regrouping, whole)


def _as_prepared(record: StoredRecord) -> Prepared:
    return Prepared(record.key, NOBODY, record.comparable, blocking_keys(record.comparable))


def _statements(identity: Identity, plan: Plan, draft: Draft) -> list[Statement]:
    regrouping, redirects = draft.regrouping, draft.regrouping.redirects
    statements = [
        customer_queries.revive_customers(sorted(redirects)),
        *identity_statements(
            identity, draft.resolution, draft.arrived, number=draft.number, at_ms=draft.at_ms
        ),
        customer_queries.merge_customers(list(_redirect_rows(draft))),
        decision_queries.record_decisions([_decision_row(plan, draft)]),
        judgements.withdraw(draft.withdrawn),
        judgements.reinstate(draft.reinstated),
        judgements.reopen_tasks(list(draft.withdrawn)),
        judgements.judge(
            [
                {
                    "left_key": one.left,
                    "right_key": one.right,
                    "decision": one.decision,
                    "verdict": one.verdict.value,
                    "evidence": one.evidence,
                    "by": draft.properties["actor"],
                    "why": draft.properties["why"],
                    "at_ms": draft.at_ms,
                }
                for one in regrouping.judged
            ]
        ),
        judgements.settle_tasks(
            [
                {
                    "left_keys": sorted(left),
                    "right_keys": sorted(right),
                    "verdict": verdict.value,
                    "decision": draft.id,
                }
                for left, right, verdict in draft.settles
            ]
        ),
        decision_queries.mark_undone(
            [{"id": one, "undone_by": by} for one, by in draft.undone.items()]
        ),
    ]
    return [
        *(one for one in statements if any(one.parameters.values())),
        *draft.also,
        events.append_event(
            at_ms=draft.at_ms,
            kind=plan.action.value,
            customers=draft.properties["customers"],
        ),
    ]


def _redirect_rows(draft: Draft) -> Iterable[Row]:
    for child, (_, into) in draft.regrouping.redirects.items():
        if into is not None and draft.resolution.merged_into.get(child) == into:
            yield {
                "source_id": child,
                "into_id": into.into_id,
                "at_ms": draft.at_ms,
                "number": into.number,
                "decision": into.decision,
            }


def _decision_row(plan: Plan, draft: Draft) -> Row:
    regrouping = draft.regrouping
    moved = regrouping.homes
    concerns = draft.concerns | moved.keys() | regrouping.rules.keys()
    concerns |= {key for one in regrouping.judged for key in (one.left, one.right)}
    for left, right, _ in draft.settles:
        concerns |= {*left, *right}
    return {
        "id": draft.id,
        "records": [
            {
                "key": key,
                "home": before.customer_id if before else None,
                "placed": before.placed if before else None,
                "now": now,
                "rule": regrouping.rules.get(key),
            }
            for key in sorted(concerns)
            for before, now in [moved.get(key, (None, None))]
        ],
        "properties": {
            "action": plan.action.value,
            "at_ms": draft.at_ms,
            "number": draft.number,
            "rule": "judgement",
            "redirects": [
                json.dumps([child, _plain(before), _plain(after)])
                for child, (before, after) in sorted(regrouping.redirects.items())
            ],
            "founded": regrouping.founded,
            "undoes": sorted(one for one, by in draft.undone.items() if by == draft.id),
            **draft.properties,
        },
    }


def _plain(redirect: Redirect | None) -> list[object] | None:
    return None if redirect is None else [redirect.into_id, redirect.number, redirect.decision]
