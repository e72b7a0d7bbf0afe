"""How a decision is kept: what one looks for by itself, the rest as JSON text."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from context.routing.model import (
    AtRisk,
    Offer,
    Outcome,
    Placement,
    Points,
    QueueState,
    Route,
    RouteCandidate,
    RouteDecision,
    RoutingRules,
)
from graph.model import InteractionView, RouteView


def kept_route(
    decision: RouteDecision, contact: InteractionView, rules: RoutingRules, now: datetime
) -> RouteView:
    """Return the decision about a contact, with how the contact was when it was made."""
    return RouteView(
        at_ms=round(now.timestamp() * 1000),
        desk=decision.desk,
        why=decision.reason,
        candidates=candidates_text(decision.candidates),
        placement=placement_text(decision.placement),
        margin=decision.margin,
        ask=decision.ask,
        at_risk=decision.at_risk.points,
        at_risk_why=decision.at_risk.reason,
        skills=decision.skills,
        authority=decision.authority,
        rules=rules.fingerprint,
        channel=contact.channel,
        status=contact.status,
        queue=contact.queue,
        transfers=contact.transfers or 0,
    )


def route_of(kept: RouteView, queue: QueueState | None) -> Route:
    """Return the decision as it was kept, with who waits at that desk now."""
    return Route(
        desk=kept.desk,
        why=kept.why,
        candidates=candidates_of(kept),
        margin=kept.margin,
        ask=kept.ask,
        skills=kept.skills,
        authority=kept.authority,
        at_risk=AtRisk(kept.at_risk, kept.at_risk_why),
        placement=placement_of(kept),
        offers=offers_of(kept),
        queue=queue,
        decided_at_ms=kept.at_ms,
        rules=kept.rules,
        outcome=outcome_kept(kept),
    )


def route_now(decision: RouteDecision, rules: RoutingRules, queue: QueueState | None) -> Route:
    """Return a decision that nobody had made before it was asked for."""
    return Route(
        desk=decision.desk,
        why=decision.reason,
        candidates=decision.candidates,
        margin=decision.margin,
        ask=decision.ask,
        skills=decision.skills,
        authority=decision.authority,
        at_risk=decision.at_risk,
        placement=decision.placement,
        queue=queue,
        rules=rules.fingerprint,
    )


def with_outcome(kept: RouteView, outcome: Outcome) -> RouteView:
    return replace(kept, wrong=outcome.wrong, wrong_why=outcome.why, went_to=outcome.went_to)


def with_placement(kept: RouteView, placement: Placement, offers: tuple[Offer, ...]) -> RouteView:
    told = _text([asdict(one) for one in offers])
    return replace(kept, placement=placement_text(placement), offers=told)


def candidates_of(kept: RouteView) -> tuple[RouteCandidate, ...]:
    return tuple(_candidate(one) for one in json.loads(kept.candidates))


def candidates_text(candidates: Iterable[RouteCandidate]) -> str:
    return _text([asdict(one) for one in candidates])


def outcome_kept(kept: RouteView) -> Outcome:
    return Outcome(kept.wrong, kept.wrong_why, kept.went_to)


def placement_of(kept: RouteView) -> Placement:
    read = json.loads(kept.placement)
    return Placement(tuple(read["agents"]), read["is_open"], read["opens_at_ms"], read["reason"])


def placement_text(placement: Placement) -> str:
    return _text(asdict(placement))


def offers_of(kept: RouteView) -> tuple[Offer, ...]:
    return tuple(Offer(one["agent"], one["at_ms"], one["ended"]) for one in json.loads(kept.offers))


def _candidate(read: dict[str, Any]) -> RouteCandidate:
    return RouteCandidate(
        matter=read["matter"],
        subject=read["subject"],
        rule=read["rule"],
        desk=read["desk"],
        skills=tuple(read["skills"]),
        authority=tuple(read["authority"]),
        score=read["score"],
        points=tuple(Points(one["what"], one["points"]) for one in read["points"]),
        reason=read["reason"],
        evidence=tuple(read["evidence"]),
    )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
