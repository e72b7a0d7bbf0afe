"""Is a customer about to be lost over this? Points from what was tried lately, with the reason."""

from collections.abc import Iterable
from typing import Final

from context.journey.problem import Problem
from context.journey.wording import duration, how_many, listing
from context.routing.model import AtRisk, Weights
from graph.model import InteractionView

REPEATED: Final = 3  # attempts from which on it is a pattern
WELL: Final = frozenset({"answered", "solved"})  # outcomes that weigh nothing
LIKE: Final = {  # outcomes that weigh as much as another
    "chat_closed": "unanswered",
    "missed_call_back": "unanswered",
    "transferred": "not_solved",
    "misrouted": "not_solved",
}
OUTCOMES: Final = ("abandoned", "unanswered", "canned", "not_solved", *LIKE)
WIDE_REACH: Final = 10_000  # readers


def at_risk(problem: Problem, interactions: Iterable[InteractionView], weights: Weights) -> AtRisk:
    """Return the points of a problem's open attempts: history that was solved weighs nothing."""
    points, reasons = 0, []
    tried = [one for one in problem.attempts if one.outcome not in WELL]
    for outcome in OUTCOMES:
        found = [one for one in tried if one.outcome == outcome]
        weight = getattr(weights, LIKE.get(outcome, outcome))
        if found and weight:
            points += weight * len(found)
            waited = sum(one.waited_seconds or 0 for one in found)
            after = f" after {duration(waited)}" if waited else ""
            reasons.append(how_many(len(found), f"{outcome.replace('_', ' ')} attempt") + after)
    if len(tried) >= REPEATED and weights.repeated:
        points += weights.repeated
        reasons.append(f"tried {len(tried)} times")
    reach = _public_reach(problem, interactions)
    if reach is not None and weights.public:
        points += weights.public * (2 if reach >= WIDE_REACH else 1)
        reasons.append("public" + (f", {how_many(reach, 'reader')}" if reach else ""))
    return AtRisk(points, listing(reasons))


def _public_reach(problem: Problem, interactions: Iterable[InteractionView]) -> int | None:
    """Return how many may have read its widest public attempt; None when none is public."""
    threads = {(one.source, id_) for one in problem.attempts for id_ in one.thread}
    ours = (one for one in interactions if (one.source, one.id) in threads)
    return max((one.reach or 0 for one in ours if one.public), default=None)
