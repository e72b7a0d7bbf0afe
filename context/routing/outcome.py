"""Was a contact sent to the right desk? What became of it says so."""

from typing import Final

from context.journey.wording import how_many
from context.routing.contacts import was_served
from context.routing.model import Outcome
from context.routing.placement import same_desk
from graph.model import InteractionView, RouteView

UNKNOWN: Final = Outcome(None)


def outcome_of(kept: RouteView, contact: InteractionView) -> Outcome:
    """Return whether the decision was wrong, from the contact as it is known by now.

    Whoever was handed on was sent wrongly, unless that brought the contact to the desk that it
    should have gone to. A contact that stayed where it was waiting before anybody decided, in
    another queue, was not sent at all: it says nothing.
    """
    is_here = _is_same(contact.queue, kept.desk)
    stayed = _is_same(contact.queue, kept.queue)
    went_to = None if is_here or stayed else contact.queue
    if _was_handed_on(kept, contact):
        if is_here and kept.queue is not None and not stayed:
            return Outcome(False, f"It was handed on to {kept.desk}, as decided")
        return Outcome(True, _handed_on(kept, contact, went_to), went_to)
    if not was_served(contact):
        return UNKNOWN
    if is_here or contact.queue is None:
        return Outcome(False, "It was dealt with there, and nobody handed it on")
    if stayed:
        return UNKNOWN
    return Outcome(True, f"It was dealt with at {contact.queue}, not at {kept.desk}", went_to)


def _was_handed_on(kept: RouteView, contact: InteractionView) -> bool:
    if (contact.transfers or 0) > kept.transfers:
        return True
    return contact.status == "transferred" != kept.status


def _handed_on(kept: RouteView, contact: InteractionView, went_to: str | None) -> str:
    times = (contact.transfers or 0) - kept.transfers
    often = f" {how_many(times, 'time')}" if times > 1 else ""
    return f"It was handed on{often}" + (f" and ended at {went_to}" if went_to else "")


def _is_same(queue: str | None, desk: str | None) -> bool:
    if queue is None or desk is None:
        return queue is desk
    return same_desk(queue, desk)
