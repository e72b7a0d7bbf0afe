"""A person chooses which record's value stands on the golden record."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from graph.queries.source_records import choose
from identity.correction import correct
from identity.draft import Corrected, Draft
from identity.errors import NothingToDoError, UnknownError
from identity.ledger import Action
from identity.setup import Identity
from identity.survivorship import FIELDS, Choice, value_of


async def choose_value(
    identity: Identity,
    customer_id: str,
    field: str,
    record_key: str,
    *,
    actor: str,
    why: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Let a record's value stand on the golden record whatever the rules say; see FIELDS.

    The choice stays with the record: it survives merges, and the newest one counts. Raises
    RefusedError.
    """
    if field not in FIELDS:
        raise NothingToDoError(f'"{field}" is no field to choose: name one of {", ".join(FIELDS)}')
    plan = _Choose(customer_id, field, record_key)
    return await correct(identity, plan, actor=actor, why=why, clock=clock)


@dataclass(frozen=True, slots=True)
class _Choose:
    customer_id: str
    field: str
    record_key: str
    action: Action = Action.CHOICE

    def subject(self) -> tuple[str, ...]:
        return self.customer_id, self.field, self.record_key

    async def look_up(self, identity: Identity) -> Collection[str]:
        return (self.customer_id,)

    def apply(self, draft: Draft) -> None:
        customer_id = draft.customer(self.customer_id)
        records = draft.records(customer_id)
        if self.record_key not in records:
            raise UnknownError(f'record of customer "{customer_id}"', self.record_key)
        record = records[self.record_key]
        if value_of(record, self.field) is None:
            raise NothingToDoError(
                f'record "{self.record_key}" says nothing of "{self.field}": choose one that does'
            )
        chosen = (*record.chosen, str(Choice(self.field, draft.number, draft.id)))
        _write(draft, customer_id, self.record_key, chosen)
        draft.concerns.add(self.record_key)
        draft.properties |= {"customer_id": customer_id, "field": self.field}


def drop_choice(draft: Draft, decision: str) -> None:
    """Take back what a decision chose."""
    for key in sorted(draft.concerns):
        (customer_id,) = draft.homes(key)
        record = draft.record(key)
        kept = tuple(one for one in record.chosen if Choice.read(one).decision != decision)
        _write(draft, customer_id, key, kept)


def _write(draft: Draft, customer_id: str, key: str, chosen: tuple[str, ...]) -> None:
    records = draft.records(customer_id)
    records[key] = replace(records[key], chosen=chosen)
    draft.resolution.changes.touched.add(customer_id)
    draft.also.append(choose([{"key": key, "chosen": list(chosen)}]))
