"""Forms, samples, agreement and reports of quality, as a terminal shows them."""

from collections.abc import Iterator, Sequence
from typing import Any

from context.quality.calibration import Calibrated
from context.quality.cards import Scorecard
from context.quality.model import Form, Kind, Question
from context.quality.reading import Sample
from context.quality.report import By, Line
from context.quality.versions import rule_in_words
from tellonce.cli.terminal import columns, counted, safe, when


def form_lines(form: Form) -> Iterator[str]:
    """Yield the form, its sections and its questions with what they weigh."""
    yield f"{form.name}: {safe(form.title)} (for {', '.join(form.over)}; version {form.version})"
    for section in form.sections:
        yield f"  {safe(section.name)}"
        for one in section.questions:
            yield f"    {one.id} ({_how(one)}): {safe(one.text)}"
            if one.rule is not None:
                yield f"      by machine: {safe(rule_in_words(one.rule))}"


def _how(one: Question) -> str:
    kind = "yes or no" if one.kind is Kind.YES_NO else f"1 to {one.scale}"
    more = [word for word, holds in (("fatal", one.fatal), ("may not apply", one.may_not_apply))
            if holds]  # fmt: skip
    return ", ".join([f"weight {one.weight}", kind, *more])


def form_json(form: Form) -> dict[str, Any]:
    return {
        "name": form.name,
        "title": form.title,
        "version": form.version,
        "for": form.over,
        "sections": [
            {"name": one.name, "questions": [_question_json(it) for it in one.questions]}
            for one in form.sections
        ],
    }


def _question_json(one: Question) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "weight": one.weight,
        "answer": one.kind.value,
        "scale": one.scale or None,
        "fatal": one.fatal,
        "may_not_apply": one.may_not_apply,
        "by_machine": rule_in_words(one.rule) or None,
    }


def card_lines(card: Scorecard) -> Iterator[str]:
    """Yield who scored what how, and what was not as good as it could be, with why."""
    of = "the whole journey" if card.agent is None else f"{card.channel} by {safe(card.agent)}"
    points = "nothing to score" if card.score is None else f"{card.score:.0f} of 100"
    yield f"Scored by {safe(card.scorer)}: {of}, {points} ({safe(card.form.title)})"
    for told in card.told:
        answer, question = told.answer, told.question
        if answer is None or not answer.applies or answer.points is None:
            continue
        if answer.points < (question.scale or 1):
            said = f"{answer.points} of {question.scale}" if question.scale else "no"
            yield f"  {said:<6} {safe(question.text)} ({safe(answer.why)})"


def sample_lines(found: Sequence[Sample]) -> Iterator[str]:
    rows = [("interaction", "when", "agent", "channel", "machine", "why")]
    rows += [
        (
            safe(one.id),
            when(one.at_ms),
            safe(one.agent or ""),
            safe(one.channel or ""),
            _number(one.by_machine),
            safe(f"{one.plan}: {one.why}"),
        )
        for one in found
    ]
    yield from columns(rows)


def calibration_lines(found: Sequence[Calibrated]) -> Iterator[str]:
    rows = [("question", "alpha", "level", "units", "")]
    rows += [
        (
            safe(one.name),
            "-" if one.agreement.alpha is None else f"{one.agreement.alpha:.3f}",
            one.level.value,
            str(one.agreement.units),
            one.verdict,
        )
        for one in found
    ]
    yield from columns(rows)


def calibrated_json(one: Calibrated) -> dict[str, Any]:
    return {
        "question": one.name,
        "level": one.level.value,
        "alpha": one.agreement.alpha,
        "units": one.agreement.units,
        "values": one.agreement.values,
        "verdict": one.verdict,
    }


def report_lines(lines: Sequence[Line], by: By) -> Iterator[str]:
    head = (by.value, "cards", "people", "machine", "fatal", "appeals", "satisfied", "answers")
    rows = [head]
    rows += [
        (
            safe(one.name),
            str(one.scorecards),
            _number(one.by_people),
            _number(one.by_machine),
            str(one.fatal),
            f"{one.appeals} ({one.changed} changed)" if one.appeals else "0",
            "-" if one.satisfaction is None else f"{one.satisfaction:.0f} %",
            str(one.answers),
        )
        for one in lines
    ]
    yield from columns(rows)
    yield f"{counted(sum(one.scored for one in lines), 'thing')} scored"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
