"""Which desk should have this contact, what was considered, and should somebody ask first?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from context.policies.fact import Known, Subject
from context.routing.model import (
    AtRisk,
    Contact,
    OpenMatter,
    Points,
    RouteCandidate,
    RouteDecision,
    RoutingRules,
    Rule,
    Staff,
)
from context.routing.placement import place
from context.routing.risk import at_risk
from graph.model import CustomerView

NOTHING: Final = AtRisk(0, "")
UNKNOWN: Final = "nobody is known for certain yet"
NOTHING_OPEN: Final = "nothing is open"
MOST_ASKED: Final = 3  # choices in one question


def decide(
    customer: CustomerView | None,
    matters: Sequence[OpenMatter],
    contact: Contact,
    rules: RoutingRules,
    staff: Staff,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> RouteDecision:
    """Return the decision over every open matter. Pure: equal arguments give an equal decision.

    A matter's score is its best rule's, with points for what the contact names, for an authority
    that it needs and for attempts that came to nothing. The margin is to the best matter that
    another desk, skill or authority would serve; where it is too small, `ask` says what to ask.
    """
    risks = {
        one.id: at_risk(one.problem, customer.interactions, rules.weights) if customer else NOTHING
        for one in matters
    }
    considered = [
        candidate
        for one in (matters if customer else ())
        if (candidate := _candidate(customer, one, contact, rules, risks[one.id], now))
    ]
    ranked = tuple(sorted(considered, key=lambda one: (-one.score, one.matter)))
    if not ranked:
        return _front_desk(customer, rules, staff, now, zone)
    winner = ranked[0]
    others = [one for one in ranked if one.destination != winner.destination]
    margin = winner.score - others[0].score if others else None
    close = [winner, *(one for one in others if winner.score - one.score < rules.ask_below)]
    placement = place(winner.desk, winner.skills, winner.authority, staff, now, zone)
    return RouteDecision(
        desk=winner.desk,
        candidates=ranked,
        winner=winner,
        margin=margin,
        at_risk=risks[winner.matter],
        reason=_reason(winner, margin),
        ask=_question(close) if len(close) > 1 else None,
        skills=winner.skills,
        authority=winner.authority,
        placement=placement,
    )


def _candidate(
    customer: CustomerView | None,
    matter: OpenMatter,
    contact: Contact,
    rules: RoutingRules,
    risk: AtRisk,
    now: datetime,
) -> RouteCandidate | None:
    """Return the matter with the desk of its best rule; None when no rule holds."""
    if customer is None:
        return None
    now_ms = round(now.timestamp() * 1000)
    known = Known(Subject(customer, now_ms, matter.problem, contact.channel, said_now=contact.text))
    holding = [
        (rule, desk, why)
        for rule in rules.rules
        if rule.when.holds(known)
        and (desk := rule.desk.filled(known))
        and (why := rule.why.filled(known))
    ]
    if not holding:
        return None
    rule, desk, why = max(holding, key=lambda one: one[0].score)
    authority = _authority(rule, matter)
    points = (
        Points(f"rule {rule.name}", rule.score),
        Points("named by the contact", rules.weights.named if _is_named(matter, contact) else 0),
        Points("needs authority", rules.weights.authority if authority else 0),
        Points("at risk", risk.points),
    )
    return RouteCandidate(
        matter=matter.id,
        subject=matter.subject,
        rule=rule.name,
        desk=desk,
        skills=(rule.skill,) if rule.skill else (),
        authority=authority,
        score=sum(one.points for one in points),
        points=tuple(one for one in points if one.points),
        reason="; ".join([why, *([f"at risk: {risk.reason}"] if risk.reason else [])]),
        evidence=tuple(
            [f"interaction:{one.source}:{one.interaction_id}" for one in matter.problem.attempts]
            + [f"case:{one.source}:{one.id}" for one in matter.problem.cases]
        ),
    )


def _authority(rule: Rule, matter: OpenMatter) -> tuple[str, ...]:
    """Return what whoever gets it must be allowed to: by the rule, and to do what is due first."""
    due = next((one.authority for one in matter.actions if one.authority), None)
    return tuple(dict.fromkeys(one for one in (rule.authority, due) if one))


def _is_named(matter: OpenMatter, contact: Contact) -> bool:
    """Return whether the contact refers to what the matter is about, or speaks of it right now."""
    if set(contact.about) & set(matter.problem.about):
        return True
    return bool(contact.text) and contact.interaction in {
        (one.source, id_) for one in matter.problem.attempts for id_ in one.thread
    }


def _reason(winner: RouteCandidate, margin: int | None) -> str:
    if margin is None:
        return f"{winner.reason}; no other matter leads elsewhere"
    return f"{winner.reason}; ahead by {margin} of {winner.score} points"


def _question(close: Sequence[RouteCandidate]) -> str:
    """Return what separates the matters that nearly tie, in words of the customer's own matters."""
    subjects = [f"“{one.subject}”" for one in close[:MOST_ASKED]]
    return f"Is it about {', '.join(subjects[:-1])} or {subjects[-1]}?"


def _front_desk(
    customer: CustomerView | None,
    rules: RoutingRules,
    staff: Staff,
    now: datetime,
    zone: ZoneInfo,
) -> RouteDecision:
    return RouteDecision(
        desk=rules.front_desk,
        candidates=(),
        winner=None,
        margin=None,
        at_risk=NOTHING,
        reason=NOTHING_OPEN if customer else UNKNOWN,
        ask=None,
        skills=(),
        authority=(),
        placement=place(rules.front_desk, (), (), staff, now, zone),
    )
