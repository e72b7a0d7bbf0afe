"""The words of quality: forms and their questions, answers, scorecards, sampling plans, surveys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from context.policies.condition import Condition

JOURNEY: Final = "journey"  # what a form may be for besides channels: a whole matter
MACHINE: Final = "machine"  # the scorer that is no person


class Kind(StrEnum):
    YES_NO = "yes_no"
    SCALE = "scale"


class Appeal(StrEnum):
    """How an objection to a scorecard stands."""

    OPEN = "open"
    UPHELD = "upheld"  # the score stands
    CHANGED = "changed"  # somebody who decides has scored it anew


@dataclass(frozen=True, slots=True)
class Points:
    """So many points where this holds."""

    points: int
    when: Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """How a machine answers a question; what it asks for and is not on file leaves it open."""

    yes_when: Condition | None = None
    points: tuple[Points, ...] = ()  # of a scale: the first that holds
    applies_when: Condition | None = None  # else: not applicable


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str
    weight: int
    kind: Kind = Kind.YES_NO
    scale: int = 0  # the most points; the fewest are 1
    fatal: bool = False  # answered no, nothing else counts
    may_not_apply: bool = False  # a person may say so
    rule: Rule | None = None
    rule_words: str = ""  # of a form that is kept: how a machine answered


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What one sort of interaction, or a whole journey, is scored by."""

    name: str
    title: str
    over: tuple[str, ...]  # channels, or JOURNEY alone
    sections: tuple[Section, ...]
    version: str = ""  # fingerprint of all it says: see versions.py

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(one for section in self.sections for one in section.questions)

    def question(self, id: str) -> Question | None:
        return next((one for one in self.questions if one.id == id), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a scorer says to one question. Without points and not `applies`, it is left out."""

    question: str
    points: int | None = None  # yes is 1, no is 0; of a scale: from 1 on
    applies: bool = True
    why: str = ""  # a person's words, or the facts that a machine went by


@dataclass(frozen=True, slots=True)
class Result:
    """What a form comes to."""

    score: float | None  # 0 to 100; None where no question applied
    fatal: tuple[str, ...] = ()  # questions answered no after which nothing else counts
    sections: Mapping[str, float | None] = field(default_factory=dict)
    answered: int = 0  # questions that count


@dataclass(frozen=True, slots=True)
class Plan:
    """Which interactions people score."""

    name: str
    channels: tuple[str, ...]  # empty: all
    per_mille: int  # of what each agent did on each channel in a week
    at_least: int  # of each agent, channel and week
    always_attempts: int  # matters with so many attempts are always looked at; 0: no such rule
    seed: str


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """Whether and when customers are asked what they think of how a matter went."""

    ask: bool = True
    not_older_than_hours: int = 72  # closed longer ago than that: history came in


@dataclass(frozen=True, slots=True)
class QualityRules:
    forms: tuple[Form, ...]
    plans: tuple[Plan, ...]
    surveys: SurveyRules
    competitors: tuple[str, ...] = ()  # names to find in what customers say

    def form(self, name: str) -> Form | None:
        return next((one for one in self.forms if one.name == name), None)

    def forms_for(self, over: str) -> list[Form]:
        """Return the forms for a channel, or for JOURNEY."""
        return [one for one in self.forms if over in one.over]
