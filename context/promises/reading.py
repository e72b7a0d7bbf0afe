"""What does a text of ours promise? Who says it, to whom and by when is known from around it.

A sentence is a promise when it says what we will do for the customer. A question, a condition, a
hope, a report of what was said or done is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from context.promises.due import usual_due_ms
from context.promises.model import Kind, PromiseRules, Said
from context.promises.phrases import LANGUAGES, Phrases, phrases
from context.promises.text import plain_words, sentences_of
from context.promises.when import read_when

MOST: Final = 5  # promises of one text; whoever makes more makes none
LONGEST_TEXT: Final = 300  # characters of a sentence that are kept
# What is promised by its own words comes before what many words may mean.
ORDER: Final = (
    Kind.CALL_BACK, Kind.VISIT, Kind.REPLACEMENT, Kind.REFUND, Kind.REPLY, Kind.OTHER
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """A promise in a sentence, before the time of its message is known."""

    kind: Kind
    sentence: str
    language: str
    after: str  # words from the promise on, up to the next one
    before: str  # words that stand before it


def read_promises(text: str, at_ms: int, rules: PromiseRules) -> tuple[Said, ...]:
    """Return the promises in a text that we wrote at this instant, in their order.

    Times are those of the rules' zone. Without one a promise is due when such promises usually
    are; what has no name and no time is none.
    """
    at = datetime.fromtimestamp(at_ms / 1000, rules.zone)
    said: dict[tuple[Kind, int], Said] = {}
    for found in _found(text):
        due = read_when(found.language, found.after, at, rules)
        if due is None and found.before:
            due = read_when(found.language, found.before + found.after, at, rules)
        if due is None and found.kind is Kind.OTHER:
            continue
        due_ms = usual_due_ms(found.kind, at_ms, rules) if due is None else _ms(due)
        one = Said(found.kind, found.sentence, due_ms, due is None, len(said))
        said.setdefault((one.kind, one.due_ms), one)
    return tuple(said.values())[:MOST]


@lru_cache(maxsize=4_096)  # standard replies come in thousands
def _found(text: str) -> tuple[_Found, ...]:
    sentences = [(one, plain_words(one)) for one in sentences_of(text)]
    for language in LANGUAGES:
        known = phrases(language)
        found = [
            one for sentence, words in sentences for one in _in_sentence(known, sentence, words)
        ]
        if found:
            return tuple(found)
    return ()


def _in_sentence(known: Phrases, sentence: str, words: str) -> Iterator[_Found]:
    if not known.triggers.search(words) or _asks(known, sentence, words):
        return
    plain = known.harmless.sub("", words)
    if known.vetoes.search(plain):
        return
    matches = _matches(known, plain)
    for place, (kind, match) in enumerate(matches):
        end = matches[place + 1][1].start() if place + 1 < len(matches) else len(plain)
        before = "" if place else plain[: match.start()]
        kept = sentence[:LONGEST_TEXT]
        yield _Found(kind, kept, known.language, plain[match.start() : end], before)


def _asks(known: Phrases, sentence: str, words: str) -> bool:
    """Return whether it is a question; one that ends in "…, ok?" is none."""
    return sentence.rstrip("\"') ").endswith("?") and not known.tags.search(words)


def _matches(known: Phrases, words: str) -> list[tuple[Kind, re.Match[str]]]:
    """Return where something is promised, in the order of the sentence, each kind once."""
    found: list[tuple[Kind, re.Match[str]]] = []
    for kind in ORDER:
        if kind is Kind.OTHER and found:
            break
        match = known.kinds[kind].search(words)
        if match and not any(_overlap(match, one) for _, one in found):
            found.append((kind, match))
    return sorted(found, key=lambda one: one[1].start())


def _overlap(one: re.Match[str], two: re.Match[str]) -> bool:
    return one.start() < two.end() and two.start() < one.end()


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
