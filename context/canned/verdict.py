"""Is a reply canned? Evidence for and against, weighed, with the reason in words.

A reply is canned when it could have gone, but for names and numbers filled in, to any customer
whatever they wrote: it greets, apologises, thanks, offers help, promises to look into it or sends
the customer elsewhere (a private message, a link, a number, a form), and neither tells, asks nor
does anything about this customer's matter. Mostly others had nearly the same; the first of its kind
is canned as well when it consists of nothing else. A fact that many needed ("delayed until 6pm")
is an answer each time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log2
from typing import Final

from context.canned.lexicon import UNKNOWN
from context.canned.lookalikes import Likeness
from context.canned.reading import Reading, words_taken_up
from context.journey.wording import how_many, listing

FEWEST_COPIES: Final = 2  # to others, where nothing else can be told
SENDS: Final = frozenset({"redirect", "holding"})
ACT_WORDS: Final = {
    "apology": "apologises",
    "empathy": "sympathises",
    "thanks": "thanks",
    "offer": "offers help",
    "asking": "asks what happened",
    "redirect": "sends elsewhere",
    "holding": "says that it is being looked into",
    "closing": "takes leave",
    "greeting": "greets",
}
MOST_SAID: Final = 3  # of such words, in a reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """`like` is the reply to another customer that this one is most like, if any is."""

    canned: bool
    like: str | None
    reason: str
    similarity: float  # to `like`, 0 to 1
    chance: float  # that a person would call it canned


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece of evidence counts, learned from judged replies; in natural log odds."""

    intercept: float
    evidence: Mapping[str, float]
    threshold: float  # chance from which a reply is called canned


def evidence_of(reading: Reading, likeness: Likeness, question: str = "") -> dict[str, float]:
    """Return what speaks for and against, each about 0 to 1."""
    words = max(1, reading.words)
    own = sum(len(one.own) for one in reading.parts)
    shared = _shared(reading, likeness)
    covered = sum(one.covered for one in reading.parts)
    return {
        "alike": shared * max(0.0, likeness.similarity - 0.6) / 0.4,
        "copies": shared * min(1.0, log2(1 + likeness.copies) / 3),
        "covered": covered / words,
        "stretch": min(max((one.stretch for one in reading.parts), default=0), 10) / 10,
        "own": min(own, 6) / 6,
        "own_share": own / words,
        "facts": min(sum(one.facts for one in reading.parts), 2) / 2,
        "tells": min(sum(one.tells for one in reading.parts), 3) / 3,
        "done": float(any(one.done for one in reading.parts)),
        "asks": float(any(one.asks for one in reading.parts)),
        "sends": float(bool(reading.acts & SENDS)),
        "plain": float(own == 0),
        "taken_up": min(len(words_taken_up(reading, question)), 2) / 2 if question else 0.0,
    }


def _shared(reading: Reading, likeness: Likeness) -> float:
    """Return the share of the reply's own words that the other has as well; of none, all.

    "The blue one fits your lamp" and "the red one fits your desk" are alike, and both answers.
    """
    there = set(likeness.text.split())
    own = [word for one in reading.parts for word in one.own]
    return sum(word in there for word in own) / len(own) if own else 1.0


def judge(reading: Reading, likeness: Likeness, question: str = "") -> Verdict:
    """Return the verdict on a reply, given what it looks like and what the customer wrote."""
    if not reading.words:
        return Verdict(False, None, "nothing is said in words", 0.0, 0.0)
    if reading.language == UNKNOWN:
        return _judge_by_copies(reading, likeness)
    weights = shipped_weights()
    evidence = evidence_of(reading, likeness, question)
    chance = chance_of(evidence, weights)
    canned = chance >= weights.threshold
    reason = _reason(canned, reading, likeness, question)
    return Verdict(canned, likeness.like, reason, likeness.similarity, chance)


def _judge_by_copies(reading: Reading, likeness: Likeness) -> Verdict:
    """Judge a reply in a language whose phrases are not known: by what others had alone."""
    facts = sum(one.facts for one in reading.parts)
    canned = likeness.copies >= FEWEST_COPIES and not facts
    others = how_many(likeness.copies, "other customer") if likeness.copies else "nobody else"
    reason = f"of its language no phrases are known; nearly the same went to {others}"
    return Verdict(canned, likeness.like, reason, likeness.similarity, float(canned))


def chance_of(evidence: Mapping[str, float], weights: Weights) -> float:
    """Return the chance that a person would call a reply with this evidence canned."""
    odds = weights.intercept + sum(weights.evidence[name] * one for name, one in evidence.items())
    return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))


@cache
def shipped_weights() -> Weights:
    """Return the weights that come with the product."""
    table = json.loads((files("context") / "canned" / "weights.json").read_text("utf-8"))
    return Weights(table["intercept"], table["evidence"], table["threshold"])


def _reason(canned: bool, reading: Reading, likeness: Likeness, question: str) -> str:
    if canned:
        acts = [words for act, words in ACT_WORDS.items() if act in reading.acts]
        does = f"it only {listing(acts[:MOST_SAID])}" if acts else "it says nothing of this matter"
        if likeness.copies:
            others = how_many(likeness.copies, "other customer")
            return f"{does}; nearly the same went to {others}"
        return does
    return _answer(reading, question)


def _answer(reading: Reading, question: str) -> str:
    """Say what makes it an answer."""
    if any(one.done for one in reading.parts):
        return "it says what was done"
    if any(one.facts for one in reading.parts):
        return "it names a time, an amount or a number"
    taken = sorted(words_taken_up(reading, question)) if question else []
    if taken:
        return f"it takes up what the customer wrote ({', '.join(taken[:3])})"
    if any(one.asks for one in reading.parts):
        return "it asks about this matter"
    own = [word for one in reading.parts for word in one.own]
    if own:
        return f"it speaks of this matter ({', '.join(own[:3])})"
    return "it is put in words of its own"
