"""Which promises has a customer, and how do they stand now? What the pop shows."""

from context.promises.model import Kind, Promise, PromiseRules
from context.promises.outcome import outcome
from context.promises.words import in_order, promise_in_words
from graph.model import CustomerView, PromiseView


def promises_of(customer: CustomerView, *, now_ms: int, rules: PromiseRules) -> tuple[Promise, ...]:
    """Return the promises of a customer as they stand at this instant, broken and open ones first.

    One that is past its time is broken here before any clock has said so.
    """
    return in_order(
        _promise(one, customer, now_ms=now_ms, rules=rules) for one in customer.promises
    )


def _promise(
    promise: PromiseView, customer: CustomerView, *, now_ms: int, rules: PromiseRules
) -> Promise:
    become = outcome(promise, customer, now_ms=now_ms, rules=rules)
    return Promise(
        id=promise.id,
        kind=Kind(promise.kind),
        text=promise.text,
        made_at_ms=promise.made_at_ms,
        made_how=promise.made_how,
        made_by=promise.made_by,
        interaction_id=promise.interaction_id,
        due_ms=promise.due_ms,
        due_assumed=promise.due_assumed,
        status=become.status,
        late=become.late,
        kept_at_ms=become.kept_at_ms,
        kept_by=become.kept_by,
        broken_at_ms=become.broken_at_ms,
        escalated_at_ms=become.escalated_at_ms,
        owner=become.owner,
        why=promise.why,
        about=promise.about,
        words=promise_in_words(promise, become, now_ms, rules.zone),
    )
