"""Scorecards: how one is put together to be kept, and how it is read again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from context.quality.contact import earlier_attempts
from context.quality.journey import matter_of
from context.quality.model import Answer, Appeal, Form, Question
from context.quality.scoring import score
from context.quality.versions import form_from, form_text
from graph.access import Row
from graph.keys import Keys
from graph.quality import ContactView, JourneyView, ScorecardView

INTERACTION = "interaction"
JOURNEY = "journey"


@dataclass(frozen=True, slots=True)
class Told:
    """A question as it was asked then, with what was answered."""

    section: str
    question: Question
    answer: Answer | None  # None: the scorer did not answer it


@dataclass(frozen=True, slots=True)
class Note:
    by: str
    at_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A scorecard as people see it, with the form as it was when it was scored by."""

    id: str
    scope: str
    form: Form
    scorer: str
    agent: str | None
    channel: str | None
    at_ms: int
    scored_at_ms: int
    score: float | None
    fatal: tuple[str, ...]
    sections: dict[str, float | None]
    told: tuple[Told, ...]
    note: str | None
    coaching: tuple[Note, ...]
    appeal: Appeal | None
    appeal_by: str | None
    appeal_why: str | None
    appealed_at_ms: int | None
    decided_by: str | None
    decided_why: str | None
    decided_at_ms: int | None
    score_before: float | None
    interaction: tuple[str, str] | None
    matter_id: str | None
    satisfaction: int | None
    place: str = field(default="")  # among those of some days


@dataclass(frozen=True, slots=True)
class Scored:
    """What was scored: where the card hangs, and what it says of it."""

    label: str  # "Interaction" or "Case"
    subject: str
    scope: str
    agent: str | None
    channel: str | None
    at_ms: int
    attempts: int


def of_contact(one: ContactView) -> Scored:
    attempts = (earlier_attempts(one) or 0) + 1
    return Scored(
        "Interaction", one.key, INTERACTION, one.agent, one.channel, one.started_at_ms, attempts
    )


def of_journey(one: JourneyView) -> Scored:
    matter = matter_of(one)
    at_ms = matter.closed_at_ms or matter.last_at_ms
    return Scored(*one.subject, JOURNEY, None, None, at_ms, matter.attempts)


def card_key(keys: Keys, scored: Scored, form: Form, scorer: str) -> str:
    """Return the key of what one scorer says of one thing by one version of a form."""
    return keys.key("Scorecard", scored.subject, scored.scope, form.name, form.version, scorer)


def card_row(
    keys: Keys,
    scored: Scored,
    form: Form,
    answers: Sequence[Answer],
    *,
    scorer: str,
    at_ms: int,
    note: str | None = None,
) -> Row:
    """Return a scorecard as `graph.queries.scorecards` stores it."""
    properties: Row = {
        "scope": scored.scope,
        "form": form.name,
        "version": form.version,
        "scorer": scorer,
        "agent": scored.agent,
        "channel": scored.channel,
        "day": day_of(scored.at_ms),
        "at_ms": scored.at_ms,
        "attempts": scored.attempts,
        "scored_at_ms": at_ms,
        "note": note,
        **result_of(form, answers),
    }
    key = card_key(keys, scored, form, scorer)
    return {"key": key, "subject": scored.subject, "properties": properties}


def result_of(form: Form, answers: Sequence[Answer]) -> Row:
    """Return the properties that follow from the answers to a form."""
    result = score(form, answers)
    return {
        "score": result.score,
        "fatal": list(result.fatal),
        "sections": json.dumps(dict(result.sections), ensure_ascii=False),
        "answers": json.dumps(
            [[one.question, one.points, one.applies, one.why] for one in answers],
            ensure_ascii=False,
        ),
    }


def form_row(form: Form, at_ms: int) -> Row:
    return {"key": form.version, "name": form.name, "text": form_text(form), "at_ms": at_ms}


def scorecard_of(view: ScorecardView) -> Scorecard:
    """Return a scorecard as it was scored, whatever its form has become since."""
    form = form_from(view.form_text) if view.form_text else Form(view.form, view.form, (), ())
    answers = {id: Answer(id, *values) for id, *values in json.loads(view.answers)}
    return Scorecard(
        id=view.key,
        scope=view.scope,
        form=form,
        scorer=view.scorer,
        agent=view.agent,
        channel=view.channel,
        at_ms=view.at_ms,
        scored_at_ms=view.scored_at_ms,
        score=view.score,
        fatal=view.fatal,
        sections=json.loads(view.sections),
        told=tuple(
            Told(section.name, question, answers.get(question.id))
            for section in form.sections
            for question in section.questions
        ),
        note=view.note,
        coaching=tuple(Note(**json.loads(one)) for one in view.coaching),
        appeal=Appeal(view.appeal) if view.appeal else None,
        appeal_by=view.appeal_by,
        appeal_why=view.appeal_why,
        appealed_at_ms=view.appealed_at_ms,
        decided_by=view.decided_by,
        decided_why=view.decided_why,
        decided_at_ms=view.decided_at_ms,
        score_before=view.score_before,
        interaction=view.interaction,
        matter_id=view.matter_id,
        satisfaction=view.satisfaction,
        place=f"{view.day} {view.key}",
    )


def note_text(by: str, at_ms: int, text: str) -> str:
    return json.dumps({"by": by, "at_ms": at_ms, "text": text}, ensure_ascii=False)


def day_of(at_ms: int) -> str:
    """Return the day of an instant in UTC: "2026-11-23"."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).date().isoformat()
