"""Which of the posts that come in speak of us? Read when they arrive, written in their transaction.

A post that is older than anybody would still answer is kept as a mention, but waits for nobody.
"""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from typing import Final

from context.mentions.book import InForce
from context.mentions.model import Author, Reading, Sentiment, Status
from context.mentions.reading import may_speak_of_us, read_post
from context.mentions.sentiment import asks_something, sentiment_of
from context.mentions.target import due_ms, next_look_ms
from context.mentions.triage import triage
from context.records import ActivityRecord, InteractionRecord
from graph.access import Row, Statement
from graph.keys import Keys
from graph.queries.events import append_event
from graph.queries.mentions import (
    await_mentions,
    await_no_more,
    day_of,
    drop_unsaid,
    say_mentions,
    settle_answered,
)
from identity.suppression import Activities

NEW: Final = "mention"  # kind of the event that tells of new ones


@dataclass(frozen=True, slots=True)
class ReadMentions:
    """What the posts of a batch say of us, by the keys of their interactions."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)  # public, and not of us: their keys
    answered: Mapping[str, str] = field(default_factory=dict)  # our replies: mentions' keys
    now_ms: int = 0

    def statements(self, without: Set[str]) -> list[Statement]:
        """Return the writes but for those interactions; they come after the interactions."""
        rows = [row for key, row in self.rows.items() if key not in without]
        silent = [key for of, key in self.silent.items() if of not in without]
        keys = [row["key"] for row in rows]
        settled = [*keys, *(key for of, key in self.answered.items() if of not in without)]
        new = [row["key"] for row in rows if row["status"] == Status.OPEN]
        statements = [drop_unsaid(silent)] if silent else []
        if rows:
            statements.append(say_mentions(rows))
        if settled:
            statements.append(settle_answered(settled))
        if rows:
            waits = [{"key": row["key"], "at_ms": row["at_ms"]} for row in rows]
            statements.append(await_mentions(waits))
        if settled:
            statements.append(await_no_more(settled))
        if new:
            told = append_event(at_ms=self.now_ms, kind=NEW, customers=[], subjects=new)
            statements.append(told)
        return statements

    def along(self, activities: Activities) -> Activities:
        """Return the activities with these mentions written after them."""
        if not (self.rows or self.silent or self.answered):
            return activities
        return Activities(
            activities.attached,
            lambda without: [*activities.write(without), *self.statements(without)],
        )


def mentions_in(
    activities: Sequence[ActivityRecord], keys: Keys, known: InForce, *, now_ms: int
) -> ReadMentions:
    """Return what these activities say of us; the same again for the same post."""
    rows: dict[str, Row] = {}
    silent: dict[str, str] = {}
    answered: dict[str, str] = {}
    for one in _by_version(activities):
        of = keys.activity("Interaction", one.source, one.source_id)
        if may_speak_of_us(one):
            rows.pop(of, None)
            silent.pop(of, None)
            reading = read_post(one.text, known.vocabulary, kind=one.kind, channel=one.channel)
            key = keys.activity("Mention", one.source, one.source_id)
            if reading.is_ours:
                rows[of] = _row(one, reading, of, key, known, now_ms)
            else:
                silent[of] = key
        elif one.direction == "out" and one.in_reply_to is not None:
            answered[of] = keys.activity("Mention", one.source, one.in_reply_to)
    return ReadMentions(rows, silent, answered, now_ms)


def _by_version(activities: Sequence[ActivityRecord]) -> Iterator[InteractionRecord]:
    found = (one for one in activities if isinstance(one, InteractionRecord))
    yield from sorted(found, key=lambda one: one.updated_at or one.started_at)


def _row(
    one: InteractionRecord, reading: Reading, of: str, key: str, known: InForce, now_ms: int
) -> Row:
    times = known.rules.times
    at_ms = round(one.started_at.timestamp() * 1000)
    rating = None if one.rating is None else str(one.rating)
    tone = sentiment_of(one.text, rating=rating)
    is_old = now_ms - at_ms > times.lapse_ms
    first = triage(
        reach=one.reach,
        tone=tone.tone,
        asks=asks_something(one.text),
        author=Author(),
        weights=known.rules.weights,
    )
    due = due_ms(at_ms, times)
    look = next_look_ms(
        Status.OPEN, at_ms=at_ms, due=due, claimed_ms=None, is_told=False, times=times
    )
    return {
        "key": key,
        "interaction": of,
        "status": (Status.LAPSED if is_old else Status.OPEN).value,
        "points": first.points,
        "why": first.why,
        "at_ms": look,
        "properties": _properties(one, reading, tone, at_ms, due),
    }


def _properties(
    one: InteractionRecord, reading: Reading, tone: Sentiment, at_ms: int, due: int
) -> Row:
    return {
        "source": one.source,
        "source_id": one.source_id,
        "at_ms": at_ms,
        "day": day_of(at_ms),
        "due_ms": due,
        "tone": tone.tone.value,
        "score": tone.score,
        "tone_words": list(tone.words),
        "tagged": reading.tagged,
        "found": json.dumps([asdict(it) for it in reading.found], ensure_ascii=False),
        "competitors": list(reading.competitors),
    }
