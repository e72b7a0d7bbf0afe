"""What an agent says about promises: made, kept, withdrawn. Each is told to who listens."""

import secrets
from dataclasses import dataclass, replace
from typing import Final

from context.promises.due import usual_due_ms
from context.promises.model import Kind, Made, Promise, PromiseRules, Status
from context.promises.outcome import BY_HAND
from context.promises.view import promises_of
from context.promises.words import WHAT
from graph.access import Row
from graph.model import CustomerId
from graph.queries import promises as queries
from graph.queries.pop import customer_by_id
from graph.queries.promises import Told, place_of_promise, promises_by_id
from identity.errors import NothingToDoError, UnknownError
from identity.setup import Identity

TOLD: Final = {Status.KEPT: "promise_kept", Status.WITHDRAWN: "promise_withdrawn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """What an agent promised a customer."""

    customer_id: str
    kind: Kind
    text: str | None = None  # what exactly; the kind says it as well, but for OTHER
    due_ms: int | None = None  # None: the usual time for this kind
    about: tuple[str, ...] = ()  # "order 1001"
    interaction: tuple[str, str] | None = None  # source and id of the one it was made in
    made_by: str | None = None  # None: whoever enters it
    key: str | None = None  # the same promise, sent again, has the same key


async def make_promise(
    identity: Identity, new: NewPromise, *, actor: str, at_ms: int, rules: PromiseRules
) -> Promise:
    """Keep a promise on file and return it. Raises UnknownError.

    With a key, the second time returns what the first one made.
    """
    graph, keys = identity.graph, identity.keys
    key = keys.activity("Interaction", *new.interaction) if new.interaction else None
    place = await place_of_promise(graph, new.customer_id, key)
    if place is None:
        raise UnknownError("customer", new.customer_id)
    if new.interaction and place.in_record is None:
        raise UnknownError("interaction of this customer", ":".join(new.interaction))
    id = keys.key("Promise", "desktop", actor, new.key or secrets.token_urlsafe(16))
    told = Told("promise_made", at_ms, [place.customer_id])
    record_key = place.in_record or place.record_key
    properties = _properties(new, actor, at_ms, rules)
    made = queries.make_promise(id, record_key, [key] if key else [], properties, told)
    await graph.write([made])
    return await read_promise(identity, id, now_ms=at_ms, rules=rules)


def _properties(new: NewPromise, actor: str, at_ms: int, rules: PromiseRules) -> Row:
    due_ms = usual_due_ms(new.kind, at_ms, rules) if new.due_ms is None else new.due_ms
    return {
        "status": Status.OPEN.value,
        "kind": new.kind.value,
        "text": new.text or WHAT.get(new.kind, "").capitalize(),
        "made_at_ms": at_ms,
        "made_how": Made.DESKTOP.value,
        "made_by": new.made_by or actor,
        "said_by": actor,
        "due_ms": due_ms,
        "due_assumed": new.due_ms is None,
        "about": list(new.about),
    }


async def keep_promise(
    identity: Identity, id: str, *, actor: str, at_ms: int, rules: PromiseRules
) -> Promise:
    """Say that a promise was kept, for which there is no other evidence; return it.

    Raises UnknownError, and NothingToDoError for one that is over.
    """
    kept = {"kept_at_ms": at_ms, "kept_by": actor, "kept_how": BY_HAND}
    return await _say(identity, id, Status.KEPT, kept, actor=actor, at_ms=at_ms, rules=rules)


async def withdraw_promise(
    identity: Identity, id: str, why: str | None, *, actor: str, at_ms: int, rules: PromiseRules
) -> Promise:
    """Say that a promise does not hold any more; return it. Raises as `keep_promise`."""
    return await _say(
        identity, id, Status.WITHDRAWN, {"why": why}, actor=actor, at_ms=at_ms, rules=rules
    )


async def _say(
    identity: Identity,
    id: str,
    status: Status,
    properties: Row,
    *,
    actor: str,
    at_ms: int,
    rules: PromiseRules,
) -> Promise:
    found = (await promises_by_id(identity.graph, [id])).get(id)
    if found is None:
        raise UnknownError("promise", id)
    customer_id, promise = found
    if promise.status not in queries.NOT_OVER:
        raise NothingToDoError(f'promise "{id}" is {promise.status} already')
    changed = {**properties, "status": status.value, "said_by": actor}
    row = {"id": id, "properties": changed, "customers": [customer_id]}
    told = queries.change_promises([row], TOLD[status], at_ms=at_ms)
    await identity.graph.write([told, queries.await_no_more([id])])
    return await read_promise(identity, id, now_ms=at_ms, rules=rules)


async def read_promise(identity: Identity, id: str, *, now_ms: int, rules: PromiseRules) -> Promise:
    """Return a promise as it stands now. Raises UnknownError."""
    found = (await promises_by_id(identity.graph, [id])).get(id)
    view = await customer_by_id(identity.graph, CustomerId(found[0])) if found else None
    if found is None or view is None:
        raise UnknownError("promise", id)
    others = tuple(one for one in view.promises if one.id != id)
    whole = replace(view, promises=(found[1], *others))  # the pop's list is cut
    return next(one for one in promises_of(whole, now_ms=now_ms, rules=rules) if one.id == id)
