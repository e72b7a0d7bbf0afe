"""The open matters of a customer, and what else is going on, as routing weighs them."""

from collections.abc import Iterable, Sequence

from context.journey.next_actions import next_actions
from context.journey.problem import Problem
from context.policies.model import Policy
from context.routing.activity import current_activity
from context.routing.model import Contact, OpenMatter
from graph.model import CustomerView


def open_matters(
    customer: CustomerView,
    problems: Iterable[Problem],
    now_ms: int,
    policies: Sequence[Policy] | None = None,
) -> tuple[OpenMatter, ...]:
    """Return what is open of the matters that these problems name, with what is due of each.

    What is due does not depend on the channel: the same matter is the same work on each of them.
    After them stands what goes on with the customer and none of them is about.
    """
    named = list(problems)
    taken = {about for one in named for about in one.about}
    activity = current_activity(customer, taken, now_ms)
    matters = (_open(customer, one, now_ms, policies) for one in named)
    return (*(one for one in matters if one is not None), *activity)


def _open(
    customer: CustomerView,
    problem: Problem,
    now_ms: int,
    policies: Sequence[Policy] | None,
) -> OpenMatter | None:
    if problem.matter is None:
        return None
    due = next_actions(customer, [problem], now_ms, policies=policies)
    return OpenMatter(problem.matter.id, problem.matter.subject, problem, due)


def considered(found: Sequence[OpenMatter], contact: Contact) -> tuple[OpenMatter, ...]:
    """Return the matters that may decide where the contact goes.

    A contact that has said nothing yet is no matter of its own beside others: it is here about one
    of those.
    """
    if contact.interaction is None or contact.text or contact.about:
        return tuple(found)
    others = tuple(one for one in found if not _is_only(one.problem, contact.interaction))
    return others or tuple(found)


def _is_only(problem: Problem, interaction: tuple[str, str]) -> bool:
    """Return whether the problem is made of this interaction and nothing else."""
    made_of = {(one.source, one.interaction_id) for one in problem.attempts}
    return made_of == {interaction} and not problem.cases
