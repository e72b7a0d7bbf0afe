"""What does an earlier decision still say, when part of what it was made over is somebody else's?

Decisions stay with their contact when customers are split. Nobody may read in them what was said by
whoever is another customer now.
"""

from dataclasses import replace
from typing import Final

from context.routing.kept import candidates_of, candidates_text
from context.routing.model import RouteCandidate
from graph.model import CustomerView, RouteView

PARTED: Final = "decided over what is another customer's now"


def without_others(kept: RouteView, customer: CustomerView) -> RouteView:
    """Return the decision without the words of matters whose evidence is not this customer's."""
    candidates = candidates_of(kept)
    if not candidates:
        return kept
    theirs = {f"interaction:{one.source}:{one.id}" for one in customer.interactions}
    theirs |= {f"case:{one.source}:{one.id}" for one in customer.cases}
    told = tuple(one if theirs.issuperset(one.evidence) else _blank(one) for one in candidates)
    if told == candidates:
        return kept
    is_winners = told[0] == candidates[0]
    return replace(
        kept,
        candidates=candidates_text(told),
        why=kept.why if is_winners else PARTED,
        at_risk_why=kept.at_risk_why if is_winners else "",
        ask=None,
    )


def _blank(one: RouteCandidate) -> RouteCandidate:
    return replace(one, matter="", subject="", reason=PARTED, evidence=())
