"""What is known of a whole matter, as facts for a machine's rules?"""

from collections.abc import Sequence
from typing import Final

from context.journey.kept import from_text
from context.journey.model import Matter
from context.quality.contact import transcript_of
from context.quality.facts import JOURNEY_FACTS, Values
from context.quality.said import named_among
from context.quality.speech import CUSTOMER
from graph.quality import JourneyView

DAY_MS: Final = 86_400_000
MINUTE_MS: Final = 60_000
BROKEN: Final = "broken"


def matter_of(one: JourneyView) -> Matter:
    return from_text(one.story)


def journey_facts(one: JourneyView, competitors: Sequence[str]) -> Values:
    """Return the facts of a journey, by name; what is not on file is None."""
    matter = matter_of(one)
    ended_ms = matter.closed_at_ms or matter.last_at_ms
    contact_ms = matter.contact_at_ms
    broken = [status for status, late in one.promises if status == BROKEN or late]
    named = {
        "status": matter.status,
        "closed_by": matter.closed_by,
        "attempts": matter.attempts,
        "channels": matter.effort.channels,
        "waited_minutes": matter.effort.waited_seconds // 60,
        "transfers": matter.effort.transfers,
        "retellings": matter.effort.retellings,
        "people": matter.effort.people,
        "days": max(0, ended_ms - matter.opened_at_ms) // DAY_MS,
        "first_contact_minutes": (
            None if contact_ms is None else max(0, contact_ms - matter.opened_at_ms) // MINUTE_MS
        ),
        "canned": sum(it.outcome == "canned" for it in matter.tried),
        "reopened": matter.reopened,
        "promises": len(one.promises),
        "promises_broken": len(broken),
        "praise": bool(matter.praise),
        "competitors": named_among(competitors, customers_words(one)) or None,
        "satisfaction": one.surveys[-1].percent if one.surveys else None,
    }
    assert {f"journey.{name}" for name in named} == JOURNEY_FACTS.keys()  # noqa: S101
    return {f"journey.{name}": value for name, value in named.items()}


def customers_words(one: JourneyView) -> tuple[str, ...]:
    """Return what the customer said or wrote in all of it."""
    spoken = [
        it.text for text in one.transcripts for it in transcript_of(text) if it.speaker == CUSTOMER
    ]
    return (*one.texts, *spoken)
