"""What is known of one interaction, as facts for a machine's rules; is it one to be scored?"""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from context.journey.contact import ABANDONED, HANDED_ON, OVER, SOLVED
from context.journey.kept import from_text
from context.policies.fact import Value
from context.quality.facts import CONTACT_FACTS, Values
from context.quality.said import acknowledges, apologises, greets, named_among
from context.quality.speech import AGENT, CUSTOMER, speech_of
from context.records import Utterance
from graph.quality import ContactView

LIVE: Final = frozenset({"voice", "chat"})
MINUTE_MS: Final = 60_000
SCREEN: Final = "screen_opened"
MACRO: Final = "macro_used"


def is_scorable(one: ContactView) -> bool:
    """Return whether somebody of ours did something here that is over and can be scored.

    A talk or a visit is scored itself; of what is written, our answer is.
    """
    if one.agent is None:
        return False
    if one.channel in LIVE:
        is_over = one.status in OVER or one.status in SOLVED or one.status == HANDED_ON
        is_text = one.status is None and one.direction == "out" and one.text is not None
        return (is_over or one.ended_at_ms is not None or is_text) and one.status not in ABANDONED
    return one.channel == "counter" or (one.direction == "out" and one.text is not None)


def transcript_of(text: str | None) -> tuple[Utterance, ...]:
    """Return the transcript that is kept as JSON."""
    return tuple(Utterance(*values) for values in json.loads(text)) if text else ()


def contact_facts(one: ContactView, competitors: Sequence[str]) -> Values:
    """Return the facts of an interaction, by name; what is not on file is None."""
    transcript = transcript_of(one.recording.transcript if one.recording else None)
    ours, theirs = _said(one, transcript, AGENT), _said(one, transcript, CUSTOMER)
    named = {
        "channel": one.channel,
        "kind": one.kind,
        "direction": one.direction,
        "waited_seconds": one.waited_seconds,
        "transfers": one.transfers if one.channel in LIVE and one.transfers else 0,
        "talked_seconds": _talked(one),
        "answered_minutes": _answered(one),
        "canned": one.canned if one.direction == "out" and one.channel not in LIVE else None,
        "earlier_attempts": earlier_attempts(one),
        "promises": one.promises,
        "agent_said": ours,
        "customer_said": theirs,
        "greeting": greets(ours) if ours else None,
        "acknowledged": acknowledges(ours) if ours else None,
        "apology": apologises(ours) if ours else None,
        "competitors": (named_among(competitors, theirs) if theirs else ()) or None,
        **_spoken(transcript),
        **_at_the_desk(one),
    }
    assert {f"contact.{name}" for name in named} == CONTACT_FACTS.keys()  # noqa: S101
    return {f"contact.{name}": value for name, value in named.items()}


def earlier_attempts(one: ContactView) -> int | None:
    """Return how often it was tried before this one, within the same matter."""
    if one.story is None:
        return None
    own = {one.source_id, one.asked_id}
    tried = from_text(one.story).tried
    return sum(
        it.at_ms < one.started_at_ms and own.isdisjoint((it.interaction_id, *it.thread))
        for it in tried
    )


def _said(
    one: ContactView, transcript: Sequence[Utterance], speaker: str
) -> tuple[str, ...] | None:
    if transcript:
        return tuple(it.text for it in transcript if it.speaker == speaker and it.text) or None
    by = AGENT if one.direction == "out" else CUSTOMER
    return (one.text,) if one.text and by == speaker else None


def _talked(one: ContactView) -> int | None:
    if one.channel not in LIVE or one.ended_at_ms is None:
        return None
    return max(0, (one.ended_at_ms - one.started_at_ms) // 1000 - (one.waited_seconds or 0))


def _answered(one: ContactView) -> int | None:
    if one.direction != "out" or one.asked_at_ms is None:
        return None
    return max(0, one.started_at_ms - one.asked_at_ms) // MINUTE_MS


def _spoken(transcript: Sequence[Utterance]) -> dict[str, Value | None]:
    speech = speech_of(transcript)
    return {
        "silence_seconds": round(speech.silence) if speech else None,
        "longest_silence_seconds": round(speech.longest_silence) if speech else None,
        "talk_over_seconds": round(speech.talk_over) if speech else None,
        "hold_seconds": round(speech.hold) if speech else None,
        "agent_share": speech.agent_share if speech else None,
    }


def _at_the_desk(one: ContactView) -> dict[str, Value | None]:
    waited_ms = 1000 * (one.waited_seconds or 0) if one.channel in LIVE else 0
    answered_ms = one.started_at_ms + waited_ms
    opened = [it for it in one.desktop if it.kind == SCREEN]
    before = _names(it.name for it in opened if it.at_ms <= answered_ms)
    return {
        "screens": _names(it.name for it in opened) or None,
        "screens_before_answer": before or None,
        "macros": _names(it.name for it in one.desktop if it.kind == MACRO) or None,
    }


def _names(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
