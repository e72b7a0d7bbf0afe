"""Are the replies of a batch canned? Judged when they arrive, beside what others were sent.

A reply that turns out to be the first of many is judged again when the next one like it comes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from context.canned.lookalikes import NEAR, Likeness, Template, likeness
from context.canned.reading import read_reply
from context.canned.signature import signature_of
from context.canned.verdict import Verdict, judge
from context.canned.words import plain_text, sentences_of
from context.records import ActivityRecord, InteractionRecord
from graph.access import Graph, Row, Statement
from graph.keys import Keys
from graph.queries.replies import Alike, KnownReply, put_on_keys, read_alike, say_canned

SPOKEN: Final = frozenset({"voice", "counter", "web"})  # nobody reads a template aloud to us


@dataclass(frozen=True, slots=True)
class JudgedReplies:
    """Verdicts on the replies of a batch, and what they change in the graph."""

    properties: Mapping[str, Row] = field(default_factory=dict)  # of their nodes, by key
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)  # to be found by; by reply
    again: Sequence[Row] = ()  # earlier replies that are canned, as is seen now

    def statements(self, without: Set[str]) -> list[Statement]:
        """Return the writes but for those replies; they come after the replies themselves."""
        by_key: dict[str, list[str]] = {}
        for reply, keys in self.keys.items():
            if reply not in without:
                for key in keys:
                    by_key.setdefault(key, []).append(reply)
        on_keys = [{"key": key, "replies": replies} for key, replies in sorted(by_key.items())]
        writes = (on_keys and put_on_keys(on_keys), self.again and say_canned(self.again))
        return [one for one in writes if one]


@dataclass(frozen=True, slots=True)
class _Reply:
    key: str
    record_key: str
    text: str
    plain: str
    keys: tuple[str, ...]
    answers: tuple[str, ...]


def reply_keys(text: str, keys: Keys) -> tuple[str, ...]:
    """Return the keys on which a reply is found by others that are like it."""
    plain = _plain(text)
    return tuple(keys.key("ReplyKey", f"{part:08x}") for part in signature_of(plain))


async def judge_replies(
    graph: Graph, keys: Keys, activities: Sequence[ActivityRecord]
) -> JudgedReplies:
    """Return the verdicts on what we wrote to customers, with one read if there is any of it."""
    replies = list(_replies(activities, keys))
    if not replies:
        return JudgedReplies()
    rows = [{"key": one.key, "keys": one.keys, "answers": one.answers} for one in replies]
    known = await read_alike(graph, rows)
    asked = {
        keys.activity("Interaction", one.source, one.source_id): one.text or ""
        for one in activities
        if isinstance(one, InteractionRecord)
    }
    properties: dict[str, Row] = {}
    again: dict[str, Row] = {}
    for at, reply in enumerate(replies):
        alike = known[reply.key]
        question = alike.question or next((asked.get(one, "") for one in reply.answers), "")
        others = [*alike.replies, *(_known(one) for one in replies[:at])]
        found = _likeness(reply.record_key, reply.plain, others)
        properties[reply.key] = _said(judge(read_reply(reply.text), found, question))
        again |= _again(reply, alike)
    return JudgedReplies(properties, {one.key: one.keys for one in replies}, list(again.values()))


def _replies(activities: Iterable[ActivityRecord], keys: Keys) -> Iterator[_Reply]:
    for one in activities:
        if not isinstance(one, InteractionRecord) or one.person is None or not one.text:
            continue
        if one.direction != "out" or one.channel in SPOKEN:
            continue
        plain = _plain(one.text)
        if plain:
            yield _Reply(
                keys.activity("Interaction", one.source, one.source_id),
                keys.record(one.person.source, one.person.source_id),
                one.text,
                plain,
                tuple(keys.key("ReplyKey", f"{part:08x}") for part in signature_of(plain)),
                _answered(one, keys),
            )


def _answered(one: InteractionRecord, keys: Keys) -> tuple[str, ...]:
    if one.in_reply_to is None:
        return ()
    return (keys.activity("Interaction", one.source, one.in_reply_to),)


def _known(one: _Reply) -> KnownReply:
    return KnownReply(one.key, one.text, one.record_key, False)


def _likeness(record_key: str, plain: str, others: Iterable[KnownReply]) -> Likeness:
    templates: dict[str, Template] = {}
    for one in others:
        text = _plain(one.text)
        templates.setdefault(text, Template(text)).add(one.key, one.record_key)
    return likeness(record_key, plain, templates.values())


@lru_cache(maxsize=4_096)
def _plain(text: str) -> str:
    return plain_text(sentences_of(text))


def _again(reply: _Reply, alike: Alike) -> dict[str, Row]:
    """Return the verdicts on earlier replies that are canned now that this one is like them."""
    found: dict[str, Row] = {}
    for one in alike.replies:
        plain = _plain(one.text)
        if one.canned or fuzz.ratio(plain, reply.plain) < NEAR:
            continue
        others = [_known(reply), *(two for two in alike.replies if two.key != one.key)]
        verdict = judge(read_reply(one.text), _likeness(one.record_key, plain, others))
        if verdict.canned:
            found[one.key] = {"key": one.key, **_said(verdict)}
    return found


def _said(verdict: Verdict) -> Row:
    return {
        "canned": verdict.canned,
        "canned_why": verdict.reason,
        "canned_like": verdict.like,
    }
