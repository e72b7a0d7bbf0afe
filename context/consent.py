"""What may a customer be written to for, and how does a customer want to be spoken with?

Statements of all records count together, the newest on each matter wins. What the customer wrote
or had on record beats what is merely seen from use, and what was refused is never preferred.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from context.journey.wording import how_many
from context.wishes.reading import channel_of
from graph.model import CustomerView, InteractionView
from graph.standing import ConsentView, PreferredChannel, RefusedChannel, Stated, Wish

ANY: Final = "any"
SPOKEN_WITH: Final = frozenset({ANY, "all", "contact", "service", "support"})  # purposes
TO_WRITE_OR_CALL: Final = ("voice", "email", "sms", "chat", "dm")  # what "only" leaves out
FEWEST_USES: Final = 3  # of a channel, so that it is a habit
WORDS: Final = {
    "voice": "the phone",
    "email": "e-mail",
    "sms": "text messages",
    "dm": "direct messages",
    "social": "public posts",
    "web": "the web site",
}


@dataclass(frozen=True, slots=True)
class _Word:
    """That a channel is wanted (or not), by whom, and since when."""

    channel: str
    kind: str  # "not", "only", "prefer" or "may"
    why: str
    source: str
    since_ms: int


def consents_of(stated: Iterable[Stated]) -> tuple[ConsentView, ...]:
    """Return the newest statement of each channel and purpose; of equally old ones the refusal."""
    newest: dict[tuple[str, str], tuple[tuple[int, bool, str, str], ConsentView]] = {}
    for one in stated:
        for channel, purpose, given, at_ms in json.loads(one.consents) if one.consents else ():
            since_ms = one.updated_at_ms if at_ms is None else at_ms
            view = ConsentView(channel, purpose, given, one.source, one.source_id, since_ms or None)
            rank = (since_ms, not given, one.source, one.source_id)
            key = (channel, purpose.strip().casefold())
            if key not in newest or rank > newest[key][0]:
                newest[key] = (rank, view)
    return tuple(newest[key][1] for key in sorted(newest))


def preferred_channel(
    customer: CustomerView, consents: Iterable[ConsentView], zone: tzinfo
) -> PreferredChannel | None:
    """Return how to speak with a customer, why, and what to leave alone; None if nothing is known.

    `zone` is the one in which days are told.
    """
    standing = customer.standing
    words = [
        *_of_records(standing.stated, zone),
        *_of_consents(consents, zone),
        *(word for wish in standing.wishes for word in _of_wish(wish, zone)),
    ]
    words.sort(key=lambda one: (one.since_ms, one.kind == "not", one.source, one.channel))
    refused = _refused(words)
    avoid = tuple(
        RefusedChannel(one.channel, one.why, one.source, one.since_ms or None)
        for one in sorted(refused.values(), key=lambda one: one.channel)
    )
    wanted = [one for one in words if one.kind in ("only", "prefer")]
    for one in reversed(wanted):
        if one.channel not in refused:
            return PreferredChannel(one.channel, one.why, one.source, one.since_ms or None, avoid)
    used = _used_most(customer.interactions, refused)
    if used is not None:
        return PreferredChannel(*used, avoid=avoid)
    if not avoid:
        return None
    return PreferredChannel(None, "only what to leave alone is known", avoid=avoid)


def _refused(words: Iterable[_Word]) -> dict[str, _Word]:
    """Return the channels that are refused today; `words` come oldest first."""
    refused: dict[str, _Word] = {}
    for one in words:
        if one.kind == "not":
            refused |= dict.fromkeys(_channels(one.channel), one)
        elif one.kind == "only":
            others = [it for it in TO_WRITE_OR_CALL if it != one.channel]
            refused |= dict.fromkeys(others, one)
            refused.pop(one.channel, None)
        else:
            for channel in _channels(one.channel):
                refused.pop(channel, None)
    return {
        channel: _Word(channel, one.kind, one.why, one.source, one.since_ms)
        for channel, one in refused.items()
    }


def _channels(channel: str) -> tuple[str, ...]:
    return TO_WRITE_OR_CALL if channel == ANY else (channel,)


def _of_records(stated: Iterable[Stated], zone: tzinfo) -> Iterator[_Word]:
    for one in stated:
        if one.preferred_channel is not None:
            since = f" since {_day(one.updated_at_ms, zone)}" if one.updated_at_ms else ""
            why = f"{_named(one.preferred_channel)} is preferred, {one.source} says{since}"
            yield _Word(one.preferred_channel, "prefer", why, one.source, one.updated_at_ms)


def _of_consents(consents: Iterable[ConsentView], zone: tzinfo) -> Iterator[_Word]:
    for one in consents:
        if one.purpose.strip().casefold() in SPOKEN_WITH:
            said = "allowed" if one.given else "refused"
            since = f" since {_day(one.since_ms, zone)}" if one.since_ms else ""
            why = f"{_named(one.channel)} {said} for {one.purpose}, {one.source} says{since}"
            yield _Word(
                one.channel, "may" if one.given else "not", why, one.source, one.since_ms or 0
            )


def _of_wish(wish: Wish, zone: tzinfo) -> Iterator[_Word]:
    for one in wish.wishes:
        kind, channel = one.partition(" ")[0], channel_of(one)
        said = {
            "not": f"asked not to use {_named(channel)}",
            "only": f"asked to use {_named(channel)} only",
            "prefer": f"said to prefer {_named(channel)}",
            "may": f"said that {_named(channel)} may be used",
        }[kind]
        why = f"{said} on {_day(wish.at_ms, zone)}, by {_named(wish.channel)}"
        yield _Word(channel, kind, why, wish.source, wish.at_ms)


def _used_most(
    interactions: Iterable[InteractionView], refused: Iterable[str]
) -> tuple[str, str, None, int] | None:
    """Return the channel that the customer used most of late, in words, and since when."""
    mine = [one for one in interactions if one.direction == "in"]
    uses = Counter(one.channel for one in mine)
    for channel in refused:
        uses.pop(channel, None)
    if not uses:
        return None
    channel, times = min(uses.items(), key=lambda one: (-one[1], one[0]))
    if times < FEWEST_USES:
        return None
    since_ms = min(one.started_at_ms for one in mine if one.channel == channel)
    why = f"used most: {times} of the last {how_many(len(mine), 'contact')}; nobody said so"
    return channel, why, None, since_ms


def _named(channel: str) -> str:
    return "any channel" if channel == ANY else WORDS.get(channel, channel)


def _day(at_ms: int, zone: tzinfo) -> str:
    day = datetime.fromtimestamp(at_ms / 1000, zone)
    return f"{day.day} {day:%B %Y}"
