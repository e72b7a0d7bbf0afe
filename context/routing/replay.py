"""What would other rules have done with the contacts of a time, and would that have been right?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from context.journey.journey import journey
from context.journey.model import MatterJudgement
from context.journey.present import open_problems
from context.policies.model import Policy
from context.routing.arrivals import contact_of
from context.routing.as_of import as_it_came, as_of
from context.routing.decide import decide
from context.routing.matters import considered, open_matters
from context.routing.model import RouteDecision, RoutingRules, Staff
from context.routing.placement import same_desk
from graph.model import CustomerView, InteractionView, RouteView

NO_DESKS: Final = ("voicemail",)  # where a contact ends when nobody takes it


class Verdict(StrEnum):
    """What other rules make of one decision."""

    PREVENTED = "prevented"  # it would go to where it ended
    ASKED = "asked"  # somebody would ask first, and the right desk is one of the answers
    STILL_WRONG = "still_wrong"
    ELSEWHERE = "elsewhere"  # it was wrong and would go elsewhere; nobody knows where was right
    KEPT = "kept"  # it was right and stays so
    NEW_MISROUTE = "new_misroute"  # it was right, and would be sent elsewhere


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision beside what other rules would have decided at that time."""

    source: str  # of the interaction
    source_id: str
    customer_id: str
    at_ms: int
    channel: str
    desk: str
    was_wrong: bool
    went_to: str | None
    new_desk: str
    new_ask: str | None
    new_why: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Replay:
    decided: int  # in that time
    replayed: tuple[Replayed, ...]  # those of which is known what came of them, oldest first

    def count(self, *verdicts: Verdict) -> int:
        return sum(one.verdict in verdicts for one in self.replayed)

    @property
    def wrong_before(self) -> int:
        return sum(one.was_wrong for one in self.replayed)

    @property
    def wrong_after(self) -> int:
        """Those that are certain; the ones that go elsewhere may be right or wrong."""
        return self.count(Verdict.STILL_WRONG, Verdict.NEW_MISROUTE)


def replayed(
    customer: CustomerView,
    contact: InteractionView,
    kept: RouteView,
    rules: RoutingRules,
    policies: Sequence[Policy],
    zone: ZoneInfo,
    judgements: Sequence[MatterJudgement] = (),
) -> Replayed:
    """Return what these rules make of the contact over the evidence of the time when it came.

    `kept` is the contact's decision. Agents are not on file as they were then, so it is the desk
    that is compared.
    """
    came = as_it_came(contact)
    others = (one for one in customer.interactions if one is not contact)
    before = as_of(replace(customer, interactions=(came, *others)), kept.at_ms)
    asked = contact_of(came)
    problems = open_problems(before, journey(before, judgements), kept.at_ms)
    matters = open_matters(before, problems, kept.at_ms, policies)
    now = datetime.fromtimestamp(kept.at_ms / 1000, UTC)
    decision = decide(
        before, considered(matters, asked), asked, rules, Staff(None), now=now, zone=zone
    )
    return Replayed(
        source=contact.source,
        source_id=contact.id,
        customer_id=customer.id,
        at_ms=kept.at_ms,
        channel=contact.channel,
        desk=kept.desk,
        was_wrong=bool(kept.wrong),
        went_to=kept.went_to,
        new_desk=decision.desk,
        new_ask=decision.ask,
        new_why=decision.reason,
        verdict=verdict(kept, decision, rules),
    )


def verdict(kept: RouteView, decision: RouteDecision, rules: RoutingRules) -> Verdict:
    """Return what the new decision is worth, since it is known what came of the old one."""
    right = _right_desk(kept)
    asks_anew = decision.ask is not None and kept.ask is None
    if not kept.wrong:
        if same_desk(decision.desk, kept.desk):
            return Verdict.KEPT
        is_choice = any(same_desk(one, kept.desk) for one in _choices(decision, rules))
        return Verdict.ASKED if asks_anew and is_choice else Verdict.NEW_MISROUTE
    if right is not None and same_desk(decision.desk, right):
        return Verdict.PREVENTED
    if asks_anew and any(
        not same_desk(one, kept.desk) and (right is None or same_desk(one, right))
        for one in _choices(decision, rules)
    ):
        return Verdict.ASKED
    if right is None and not same_desk(decision.desk, kept.desk):
        return Verdict.ELSEWHERE
    return Verdict.STILL_WRONG


def _right_desk(kept: RouteView) -> str | None:
    """Return where the contact should have gone, as far as what came of it says so."""
    if not kept.wrong:
        return kept.desk
    is_desk = kept.went_to is not None and not any(same_desk(kept.went_to, it) for it in NO_DESKS)
    return kept.went_to if is_desk else None


def _choices(decision: RouteDecision, rules: RoutingRules) -> list[str]:
    """Return the desks between which somebody would ask."""
    if decision.winner is None or decision.ask is None:
        return []
    least = decision.winner.score - rules.ask_below
    return [one.desk for one in decision.candidates if one.score > least]
