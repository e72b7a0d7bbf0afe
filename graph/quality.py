"""What quality is read from: an interaction or a whole matter with all around it, and scorecards.

Instants are epoch milliseconds (`…_ms`), as in graph.model.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DesktopView:
    """Something that an agent did at the desk."""

    kind: str  # "screen_opened", "macro_used"…
    name: str
    agent: str | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class SurveyView:
    """What a customer answered."""

    score: int
    best: int
    at_ms: int
    text: str | None = None

    @property
    def percent(self) -> int:
        """Return the answer in percent of the best: the worst, 1, is 0."""
        return round(100 * (self.score - 1) / (self.best - 1)) if self.best > 1 else 0


@dataclass(frozen=True, slots=True)
class RecordingView:
    """What was kept of a talk."""

    url: str | None
    seconds: int | None
    until_ms: int  # then it goes
    transcript: str | None  # JSON: [speaker, from_seconds, to_seconds, text]


@dataclass(frozen=True, slots=True)
class ContactView:
    """One interaction that may be scored, with what stands around it."""

    key: str
    source: str
    source_id: str
    channel: str
    kind: str
    direction: str
    started_at_ms: int
    ended_at_ms: int | None
    status: str | None
    text: str | None
    queue: str | None
    agent: str | None
    waited_seconds: int | None
    transfers: int | None
    canned: bool
    recording: RecordingView | None
    asked_at_ms: int | None  # when the customer said what this one answers
    asked_id: str | None
    promises: int  # made in it
    desktop: tuple[DesktopView, ...]  # oldest first
    matter_id: str | None
    story: str | None  # of that matter, JSON
    customer_id: str | None


@dataclass(frozen=True, slots=True)
class JourneyView:
    """One matter that may be scored as a whole."""

    matter_id: str
    customer_id: str
    story: str  # JSON
    subject: tuple[str, str]  # label and key of the evidence that its scorecards hang on
    promises: tuple[tuple[str, bool], ...]  # status, and whether it was kept late
    texts: tuple[str, ...]  # what the customer wrote
    transcripts: tuple[str, ...]  # JSON
    surveys: tuple[SurveyView, ...]  # oldest first
    is_asked: bool  # whether the customer was, what he or she thinks


@dataclass(frozen=True, slots=True)
class ScorecardView:
    """One scoring of one interaction or one journey."""

    key: str
    scope: str  # "interaction" or "journey"
    form: str
    version: str
    scorer: str  # "machine", or who
    agent: str | None
    channel: str | None
    day: str  # of what was scored: "2026-11-23"
    at_ms: int  # of what was scored
    scored_at_ms: int
    score: float | None
    fatal: tuple[str, ...]
    sections: str  # JSON: name → score
    answers: str  # JSON
    attempts: int
    note: str | None
    coaching: tuple[str, ...]  # JSON each
    appeal: str | None
    appeal_by: str | None
    appeal_why: str | None
    appealed_at_ms: int | None
    decided_by: str | None
    decided_why: str | None
    decided_at_ms: int | None
    score_before: float | None  # where an appeal changed it
    form_text: str | None  # JSON: the form as it was
    interaction: tuple[str, str] | None  # source and id of what it hangs on
    matter_id: str | None
    satisfaction: int | None  # the latest answer of the customer about that matter, in percent
