"""What is to be done next, and why? What the policies say of each open problem."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from context.journey.model import NextAction
from context.journey.problem import Problem
from context.journey.wording import HOUR_MS
from context.policies.fact import Known, Subject
from context.policies.limits import is_within, limit_in_words, stock_there
from context.policies.model import Policy
from context.policies.shipped import shipped_policies
from context.policies.vocabulary import RANGES
from graph.model import CustomerView


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an action stands in the list: by urgency, then as the problems and things stand."""

    urgency: int  # the negative priority
    problem: int
    thing: int
    policy: int


def next_actions(
    customer: CustomerView,
    found: Sequence[Problem],
    now_ms: int,
    *,
    channel: str | None = None,
    policies: Sequence[Policy] | None = None,
) -> tuple[NextAction, ...]:
    """Return what to do, the most urgent first; of one thing, each action at most once.

    `channel` is that of the present contact; without policies, those that ship are asked.
    """
    asked: dict[str, list[tuple[int, Policy]]] = {}
    for order, policy in enumerate(shipped_policies() if policies is None else policies):
        asked.setdefault(policy.over, []).append((order, policy))
    is_here = any(one.outcome == "waiting" for problem in found for one in problem.attempts)
    due: list[tuple[Place, tuple[object, ...], NextAction]] = []
    for number, problem in enumerate(found):
        whole = Subject(customer, now_ms, problem, channel, is_here)
        shared = Known(whole)
        for over, ours in asked.items():
            for thing, subject in enumerate(RANGES[over](whole)):
                known = Known(subject, shared)
                for order, policy in ours:
                    action = _applied(policy, known)
                    if action is not None:
                        place = Place(-policy.priority, number, thing, order)
                        due.append((place, (number, over, thing, action.action), action))
    return tuple(_once(due))


def _once(
    due: Sequence[tuple[Place, tuple[object, ...], NextAction]],
) -> Iterator[NextAction]:
    """Yield the actions in order, without those that a more urgent policy has settled."""
    settled = set()
    for _, what, action in sorted(due, key=lambda one: one[0]):
        if what not in settled:
            settled.add(what)
            yield action


def _applied(policy: Policy, known: Known) -> NextAction | None:
    """Return what the policy has to say here, or None when it does not apply."""
    if not policy.when.holds(known) or (policy.limit and not is_within(policy.limit, known)):
        return None
    needs = stock_there(policy.stock, known) if policy.stock else ()
    text, why = policy.text.filled(known), policy.why.filled(known)
    if (policy.stock and not needs) or text is None or why is None:
        return None
    return NextAction(
        action=policy.action,
        text=text,
        why=why,
        policy=policy.name,
        about=_about(known.subject),
        authority=policy.authority,
        limit=limit_in_words(policy.limit) if policy.limit else None,
        needs=needs,
        terms=policy.terms,
        owner=policy.owner,
        due_ms=_due(policy, known.subject),
    )


def _about(subject: Subject) -> str | None:
    """Return what the action concerns, as an interaction would refer to it."""
    for kind in ("order", "case", "asset", "contract"):
        thing = getattr(subject, kind)
        if thing is not None:
            return f"{kind} {thing.id}"
    return next(iter(subject.problem.about), None)


def _due(policy: Policy, subject: Subject) -> int | None:
    """Return by when it is to be done: from the attempt on, else from the problem's beginning."""
    if policy.within_hours is None:
        return None
    began = subject.attempt.at_ms if subject.attempt else min(subject.problem.times)
    return began + policy.within_hours * HOUR_MS
