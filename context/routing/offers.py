"""Who is offered a contact now, when whoever was offered it did not answer or went away?"""

from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from context.routing.contacts import waits
from context.routing.kept import offers_of, placement_of, with_placement
from context.routing.model import Offer, Placement, Staff
from context.routing.placement import place
from graph.model import AgentView, InteractionView, RouteView

AWAY: Final = frozenset(
    {"away", "break", "logged_out", "not_ready", "offline", "signed_out", "unavailable"}
)
OFFERED: Final = (None, "offered", "ringing")  # statuses in which an agent is named who may answer


def offered_again(
    kept: RouteView, contact: InteractionView, staff: Staff, *, now: datetime, zone: ZoneInfo
) -> RouteView:
    """Return the decision with who is offered the contact now; the desk stays as it was decided.

    An offer has ended without an answer when the contact rings with another agent, or waits in
    the queue again; who goes offline before answering is asked no more. Then whoever else may have
    it is next, or it is back to the queue.
    """
    now_ms = round(now.timestamp() * 1000)
    if not waits(contact, now_ms):
        return kept
    away = {one.id for one in staff.agents or () if (one.presence or "").casefold() in AWAY}
    before, placement = offers_of(kept), placement_of(kept)
    rings_with = _id_of(contact.agent, staff) if contact.status in OFFERED else None
    offers = _offers(before, rings_with, away, now_ms)
    ended = [one for one, was in zip(offers, before, strict=False) if one.ended and not was.ended]
    ended += [one for one in offers[len(before) :] if one.ended]
    if ended or away & {*placement.agents}:
        placement = _placed(kept, offers, staff, now, zone)
    elif offers == before:
        return kept
    return with_placement(kept, placement, offers)


def _offers(
    before: tuple[Offer, ...], agent: str | None, away: set[str], now_ms: int
) -> tuple[Offer, ...]:
    """Return the offers with the present one at the end, and how the one before it ended."""
    offers = list(before)
    last = offers[-1] if offers and offers[-1].ended is None else None
    if last is not None and last.agent in away:
        offers[-1] = replace(last, ended="offline")
    elif last is not None and last.agent != agent:
        offers[-1] = replace(last, ended="no_answer")
    if agent is not None and agent not in away and (last is None or last.agent != agent):
        offers.append(Offer(agent, now_ms))
    return tuple(offers)


def _placed(
    kept: RouteView, offers: tuple[Offer, ...], staff: Staff, now: datetime, zone: ZoneInfo
) -> Placement:
    unanswered = frozenset(one.agent for one in offers if one.ended == "no_answer")
    without = replace(staff, not_answered=staff.not_answered | unanswered)
    return place(kept.desk, kept.skills, kept.authority, without, now, zone)


def _id_of(agent: str | None, staff: Staff) -> str | None:
    """Return the id of an agent whom an interaction names by id or by name."""
    known: tuple[AgentView, ...] = staff.agents or ()
    named = (one.id for one in known if agent is not None and agent in (one.id, one.name))
    return next(named, agent)
