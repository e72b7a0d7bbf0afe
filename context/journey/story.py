"""The customer's story, told from what is on file, so that nobody has to tell it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from context.journey.acknowledgement import acknowledge
from context.journey.effort import effort_now
from context.journey.journey import journey
from context.journey.model import Attempt, Effort, Matter, NextAction
from context.journey.next_actions import next_actions
from context.journey.phrases import Phrases, choose
from context.journey.present import (
    WINDOW_MS,
    as_it_stands,
    is_shown,
    problem_of,
    unsolved,
    with_words,
)
from context.journey.problem import Problem
from context.journey.shipped_phrases import shipped_phrases
from context.policies.model import Policy
from graph.model import CustomerView

MOST_CLOSED: Final = 5


@dataclass(frozen=True, slots=True)
class Story:
    attempts: tuple[Attempt, ...]  # open ones, oldest first
    matters: tuple[Matter, ...]  # open ones, oldest first
    effort: Effort
    acknowledgement: str
    next_actions: tuple[NextAction, ...]  # most urgent first
    problems: tuple[Problem, ...] = ()  # what is open of each of the matters
    closed: tuple[Matter, ...] = ()  # the latest first


def tell(
    customer: CustomerView | None,
    *,
    now_ms: int,
    zone: tzinfo = UTC,
    channel: str | None = None,
    policies: Sequence[Policy] | None = None,
    matters: Sequence[Matter] | None = None,
    language: str | None = None,
    phrases: Mapping[str, Phrases] | None = None,
) -> Story:
    """Return what is open for a customer and what to say and do about it.

    None is somebody whom nothing identifies yet. Days are named as they are in `zone`. `channel` is
    that of the present contact; without `policies`, those that ship say what to do. `matters` are
    those that were kept; without them they are made from what the customer view holds. The
    acknowledgement is in `language`, if there are `phrases` for it, else in English.
    """
    if customer is None:
        matters = ()
    elif matters is None:
        matters = journey(customer)
    standing = [as_it_stands(one, now_ms) if one.status == "open" else one for one in matters]
    shown = sorted((one for one in standing if is_shown(one)), key=lambda one: one.opened_at_ms)
    attempts = sorted(
        (attempt for one in shown for attempt in unsolved(one)),
        key=lambda one: (one.at_ms, one.interaction_id),
    )
    found = [problem_of(one, customer) for one in shown] if customer else []
    said_in = choose(language, shipped_phrases() if phrases is None else phrases)
    closed = [one for one in standing if one.closed_at_ms is not None]
    closed.sort(key=lambda one: (-(one.closed_at_ms or 0), one.id))
    return Story(
        attempts=tuple(attempts),
        matters=tuple(shown),
        effort=effort_now(attempts, standing, now_ms - WINDOW_MS),
        acknowledgement=acknowledge(customer, attempts, found, now_ms, zone, said_in),
        next_actions=next_actions(customer, found, now_ms, channel=channel, policies=policies)
        if customer
        else (),
        problems=tuple(found),
        closed=tuple(with_words(one, now_ms) for one in closed[:MOST_CLOSED]),
    )
