"""The customer's story, told from what is on file, so that nobody has to tell it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from context.journey.acknowledgement import acknowledge
from context.journey.attempts import open_attempts
from context.journey.effort import effort
from context.journey.matters import matters, problems
from context.journey.model import Attempt, Effort, Matter, NextAction, Route
from context.journey.next_actions import next_actions
from context.journey.routing import route
from context.policies.model import Policy
from graph.model import CustomerView


@dataclass(frozen=True, slots=True)
class Story:
    attempts: tuple[Attempt, ...]  # open ones, oldest first
    matters: tuple[Matter, ...]  # oldest first
    effort: Effort
    acknowledgement: str
    next_actions: tuple[NextAction, ...]  # most urgent first
    route: Route


def tell(
    customer: CustomerView | None,
    *,
    now_ms: int,
    zone: tzinfo = UTC,
    channel: str | None = None,
    policies: Sequence[Policy] | None = None,
) -> Story:
    """Return what is open for a customer and what to say and do about it.

    None is somebody whom nothing identifies yet. Days are named as they are in `zone`. `channel` is
    that of the present contact; without `policies`, those that ship say what to do.
    """
    interactions = customer.interactions if customer else ()
    attempts = open_attempts(interactions, now_ms)
    found = problems(attempts, customer.cases, customer.orders, now_ms) if customer else []
    return Story(
        attempts=attempts,
        matters=matters(found),
        effort=effort(attempts, interactions, now_ms),
        acknowledgement=acknowledge(customer, attempts, found, now_ms, zone),
        next_actions=next_actions(customer, found, now_ms, channel=channel, policies=policies)
        if customer
        else (),
        route=route(customer, attempts, found),
    )
