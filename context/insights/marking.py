"""Keeps what messages complain of: reads those that came, and all of them when the causes changed.

What a message complains of depends on its text and the rules alone, so reading it twice, or by two
processes at once, does no harm.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from context.insights.model import Cause, InsightRules
from context.insights.reading import complaints_in
from context.policies.book import RuleBook
from graph.access import Graph, Row, Statement
from graph.queries.insights import (
    LABELS,
    WEEK_MS,
    Marking,
    Message,
    make_causes,
    mark_messages,
    messages_by_key,
    next_messages,
    read_marking,
    save_marking,
    subjects_between,
)

MOST_EVENTS: Final = 100  # whose messages are read at once
MOST_MESSAGES: Final = 100  # of one transaction


class Marker:
    """Reads messages for causes; any number of them may do so at once."""

    def __init__(self, graph: Graph, rules: RuleBook[InsightRules]) -> None:
        self._graph, self._rules = graph, rules

    async def step(self) -> bool:
        """Read some that are new, or not read by today's rules yet; return whether there were any.

        Where causes have changed, all messages are read anew, a part a step.
        """
        causes = self._rules.current().causes
        marking = await read_marking(self._graph)
        rules = fingerprint(causes)
        if marking.rules != rules:
            await self._begin(marking, causes, rules)
            return True
        if marking.reached is not None:
            await self._read_on(marking, causes)
            return True
        if marking.value >= marking.last:
            return False
        await self._read_new(marking, causes)
        return True

    async def catch_up(self) -> None:
        """Read all that there is."""
        while await self.step():
            pass

    async def _begin(self, marking: Marking, causes: Sequence[Cause], rules: str) -> None:
        """Have everything read anew; what comes meanwhile is read after that."""
        begun = save_marking(marking.last, rules, f"{LABELS[0]} ")
        await self._graph.write([make_causes([one.name for one in causes]), begun])

    async def _read_on(self, marking: Marking, causes: Sequence[Cause]) -> None:
        label, _, after = (marking.reached or "").partition(" ")
        found = await next_messages(self._graph, label, after=after, limit=MOST_MESSAGES)
        following = LABELS[LABELS.index(label) + 1 :]
        reached = f"{label} {found[-1].key}" if found else None
        if not found and following:
            reached = f"{following[0]} "
        saved = save_marking(marking.value, marking.rules, reached)
        await self._graph.write([*await _marks(label, found, causes), saved])

    async def _read_new(self, marking: Marking, causes: Sequence[Cause]) -> None:
        until = min(marking.value + MOST_EVENTS, marking.last)
        events = await subjects_between(self._graph, after=marking.value, until=until)
        for label in LABELS:
            told = [one for one in events if one["labels"] is None or label in one["labels"]]
            keys = sorted({key for one in told for key in one["subjects"]})
            for start in range(0, len(keys), MOST_MESSAGES):
                part = keys[start : start + MOST_MESSAGES]
                found = await messages_by_key(self._graph, label, part)
                await self._graph.write(await _marks(label, found, causes))
        await self._graph.write([save_marking(until, marking.rules, None)])


def fingerprint(causes: Iterable[Cause]) -> str:
    """Return what changes when causes or their phrases do."""
    said = sorted(f"{one.name}\n{it.pattern.pattern}" for one in causes for it in one.phrases)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


async def _marks(
    label: str, messages: Iterable[Message], causes: Sequence[Cause]
) -> list[Statement]:
    rows = []
    for one in messages:
        if one.at_ms is not None:
            rows.append(_row(one, causes))
            await asyncio.sleep(0)  # whoever waits for a pop goes on
    return [mark_messages(label, rows)] if rows else []


def _row(message: Message, causes: Sequence[Cause]) -> Row:
    at_ms = message.at_ms or 0
    found = complaints_in(message.text, causes)
    return {
        "key": message.key,
        "at_ms": at_ms,
        "causes": [one.cause for one in found],
        "complaints": [{"cause": one.cause, "words": one.words} for one in found],
        "week": None if found or not message.text else at_ms // WEEK_MS,
    }
