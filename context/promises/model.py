"""The words of a promise: who said what to whom, by when, and what has become of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    CALL_BACK = "call_back"
    REPLY = "reply"
    REFUND = "refund"
    REPLACEMENT = "replacement"
    VISIT = "visit"
    OTHER = "other"


class Status(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Made(StrEnum):
    """How a promise became known."""

    DESKTOP = "desktop"  # an agent entered it
    TEXT = "text"  # it was read in what we wrote


@dataclass(frozen=True, slots=True)
class Span:
    """How long may pass where nobody said it: hours on the clock, or working days."""

    hours: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class PromiseRules:
    """What a company holds its promises to."""

    zone: ZoneInfo  # in which "by 5 pm" is said
    day_ends: time  # "today" and "on Friday" mean until then
    working_days: frozenset[int]  # 0 is Monday
    usual: Mapping[Kind, Span]  # by when, where a promise does not say
    escalate_ms: int  # after a promise was broken
    supervisor: str  # who answers for it from then on


@dataclass(frozen=True, slots=True)
class Said:
    """A promise that was read in a text."""

    kind: Kind
    text: str  # the sentence
    due_ms: int
    assumed: bool  # nobody said by when
    place: int  # its number among the promises of the text, from 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a promise, as of an instant."""

    status: Status
    late: bool = False  # kept, but after its time
    kept_at_ms: int | None = None  # None where the evidence has no time
    kept_by: str | None = None  # "voice 4711", or who said so
    evidence: tuple[str, str, str] | None = None  # label, source and id of what kept it, if new
    broken_at_ms: int | None = None
    escalated_at_ms: int | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as an agent sees it."""

    id: str
    kind: Kind
    text: str
    made_at_ms: int
    made_how: str
    made_by: str | None  # an agent, or the desk
    interaction_id: str | None
    due_ms: int
    due_assumed: bool
    status: Status
    late: bool
    kept_at_ms: int | None
    kept_by: str | None
    broken_at_ms: int | None
    escalated_at_ms: int | None
    owner: str | None
    why: str | None  # of one that was withdrawn
    about: tuple[str, ...]
    words: str  # "Promised to call back by 17:00 yesterday; broken 3 hours ago"
