"""A person says whose a contact is: who called, or with whom an interaction belongs."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from graph.queries import interactions
from graph.queries.interactions import InteractionPlace
from graph.queries.source_records import customers_of_records
from identity.batch import Prepared, prepare
from identity.correction import correct
from identity.customer_state import StoredRecord
from identity.decision import Rule
from identity.draft import Corrected, Draft, representative
from identity.errors import NothingToDoError, UnknownError
from identity.judgement import JudgedAs
from identity.ledger import Action
from identity.records import PersonRecord, RecordKind
from identity.setup import Identity
from identity.versions import Version


async def confirm_caller(
    identity: Identity,
    record_key: str,
    customer_id: str,
    *,
    actor: str,
    why: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Make a contact evidence of a customer: the judgement that both are one person.

    The contact goes alone, whoever it was attributed to; an account or profile brings the customer
    that it is part of. Raises RefusedError.
    """
    plan = _Confirm(record_key, customer_id)
    return await correct(identity, plan, actor=actor, why=why, clock=clock)


async def confirm_interaction(
    identity: Identity,
    interaction_key: str,
    customer_id: str,
    *,
    actor: str,
    why: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Confirm the caller of an interaction that was recorded. Raises RefusedError."""
    found = await _interaction(identity, interaction_key)
    return await confirm_caller(
        identity, found.record_key, customer_id, actor=actor, why=why, clock=clock
    )


async def move_interaction(
    identity: Identity,
    interaction_key: str,
    customer_id: str,
    *,
    actor: str,
    why: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Put one interaction with the customer whose it is.

    A contact of its own goes with it; out of an account that holds more than this interaction it
    goes alone, since the account stays whose it is. Raises RefusedError.
    """
    found = await _interaction(identity, interaction_key)
    plan = _Move(found, customer_id, _contact_of(identity, found))
    return await correct(identity, plan, actor=actor, why=why, clock=clock)


async def _interaction(identity: Identity, key: str) -> InteractionPlace:
    found = await interactions.place_of_interaction(identity.graph, key)
    if found is None:
        raise UnknownError("interaction", key)
    return found


def _contact_of(identity: Identity, place: InteractionPlace) -> Prepared:
    """Return a contact for one interaction, which says nothing about the person."""
    person = PersonRecord(
        source=place.source,
        source_id=f"moved:{place.source_id}",
        kind=RecordKind.CONTACT,
        complete=False,
    )
    key = identity.keys.record(person.source, person.source_id)
    return prepare(Version.first(person), key, identity.settings)


@dataclass(frozen=True, slots=True)
class _Confirm:
    record_key: str
    customer_id: str
    action: Action = Action.JUDGEMENT

    def subject(self) -> tuple[str, ...]:
        return self.record_key, self.customer_id

    async def look_up(self, identity: Identity) -> Collection[str]:
        homes = await customers_of_records(identity.graph, [self.record_key])
        if self.record_key not in homes:
            raise UnknownError("record", self.record_key)
        return {homes[self.record_key], self.customer_id}

    def apply(self, draft: Draft) -> Corrected | None:
        customer_id = draft.customer(self.customer_id)
        (home,) = draft.homes(self.record_key)
        before = _confirmed_before(draft, self.record_key, customer_id)
        if before is not None:
            return Corrected(before, draft.left(), changed=False)
        other = representative(draft.records(customer_id), without=self.record_key)
        if other is None:
            raise NothingToDoError(
                f'customer "{customer_id}" is this contact and nobody else: name the customer '
                "whom the contact belongs to"
            )
        draft.properties |= {
            "verdict": JudgedAs.SAME.value,
            "customer_id": customer_id,
            "from_customer_id": home,
        }
        draft.weigh(self.record_key, other)
        record = draft.record(self.record_key)
        if home != customer_id and _goes_alone(record):
            draft.hand_over(self.record_key, customer_id)
        elif home != customer_id:
            draft.join(home, customer_id)
        draft.regrouping.judge(self.record_key, other, JudgedAs.SAME)
        draft.regrouping.vouch(self.record_key)
        return None


def _confirmed_before(draft: Draft, record_key: str, customer_id: str) -> str | None:
    records = draft.records(customer_id)
    for said in draft.resolution.judgements.about(record_key, JudgedAs.SAME):
        if said.other(record_key) in records and record_key in records:
            return said.decision
    return None


def _goes_alone(record: StoredRecord) -> bool:
    return record.rule is Rule.LOOKUP or record.kind is RecordKind.CONTACT


@dataclass(frozen=True, slots=True)
class _Move:
    interaction: InteractionPlace
    customer_id: str
    contact: Prepared  # made where the interaction has to leave an account
    action: Action = Action.MOVE

    def subject(self) -> tuple[str, ...]:
        return self.interaction.key, self.customer_id

    async def look_up(self, identity: Identity) -> Collection[str]:
        key = self.interaction.record_key
        homes = await customers_of_records(identity.graph, [key])
        if key not in homes:
            raise UnknownError("record", key)
        return {homes[key], self.customer_id}

    def apply(self, draft: Draft) -> Corrected | None:
        found = self.interaction
        customer_id = draft.customer(self.customer_id)
        (home,) = draft.homes(found.record_key)
        if home == customer_id:
            raise NothingToDoError(
                f'interaction "{found.source}:{found.source_id}" is with customer '
                f'"{customer_id}" already'
            )
        draft.properties |= {"customer_id": customer_id, "from_customer_id": home}
        record = draft.record(found.record_key)
        if record.kind is RecordKind.CONTACT and found.of_record == 1:
            draft.hand_over(found.record_key, customer_id)
            draft.regrouping.vouch(found.record_key)
        else:
            draft.settle_in(self.contact, customer_id)
            draft.concerns |= {found.record_key, self.contact.key}
            draft.properties |= {"interaction": found.key, "taken_from": found.record_key}
            draft.also.append(
                interactions.move_interaction(found.key, self.contact.key, by_a_person=True)
            )
        return None
