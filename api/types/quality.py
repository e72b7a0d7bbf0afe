"""Forms, scorecards, samples and reports of quality, as clients see them and say them."""

from typing import Annotated, cast

import strawberry
from graphql import GraphQLError

from api.types.decision import Refused
from api.types.lookup import LONGEST_TEXT, read_text
from api.types.scalars import Instant
from context.quality import cards, model, reading, report
from context.quality.calibration import Calibrated
from context.quality.speech import Speech as SpeechFigures
from context.quality.versions import rule_in_words

MOST_ANSWERS = 200  # questions of one form

strawberry.enum(
    model.Kind,
    name="AnswerKind",
    description="How a question is answered. YES_NO: 1 or 0. SCALE: 1 to `scale`.",
)
strawberry.enum(
    model.Appeal,
    name="AppealStatus",
    description=(
        "How an objection stands. OPEN: nobody has decided. UPHELD: the score stands. CHANGED: it "
        "was scored anew."
    ),
)
strawberry.enum(report.By, name="ReportBy", description="What a line of a report is about.")


@strawberry.type(description="A question of a form.")
class FormQuestion:
    id: strawberry.ID = strawberry.field(description="Within its form.")
    text: str = strawberry.field(description="What is asked.")
    weight: int = strawberry.field(description="How much it counts beside the others.")
    kind: model.Kind = strawberry.field(description="How it is answered.")
    scale: int | None = strawberry.field(description="The most points of a scale.")
    fatal: bool = strawberry.field(description="Answered no, the whole score is 0.")
    may_not_apply: bool = strawberry.field(description="Whether it may be left out as such.")
    rule: str | None = strawberry.field(description="How a machine answers; null: people only.")

    @classmethod
    def of(cls, one: model.Question) -> "FormQuestion":
        return cls(
            id=strawberry.ID(one.id),
            text=one.text,
            weight=one.weight,
            kind=one.kind,
            scale=one.scale or None,
            fatal=one.fatal,
            may_not_apply=one.may_not_apply,
            rule=one.rule_words or rule_in_words(one.rule) or None,
        )


@strawberry.type(description="Questions that belong together.")
class FormSection:
    name: str = strawberry.field(description="What they are about.")
    questions: list[FormQuestion] = strawberry.field(description="In the order of the form.")


@strawberry.type(
    description="What interactions of some channels, or whole journeys, are scored by."
)
class QualityForm:
    name: str = strawberry.field(description="For `scoreInteraction`.")
    title: str = strawberry.field(description="In words.")
    version: str = strawberry.field(description="Fingerprint of all that the form says.")
    over: list[str] = strawberry.field(
        name="for", description="Channels, or `journey` for a whole matter."
    )
    sections: list[FormSection] = strawberry.field(description="What is asked.")

    @classmethod
    def of(cls, form: model.Form) -> "QualityForm":
        return cls(
            name=form.name,
            title=form.title,
            version=form.version,
            over=list(form.over),
            sections=[
                FormSection(name=one.name, questions=[FormQuestion.of(it) for it in one.questions])
                for one in form.sections
            ],
        )


@strawberry.type(description="A question as it was asked then, and what was answered.")
class ScorecardAnswer:
    section: str = strawberry.field(description="Of the form.")
    question: FormQuestion = strawberry.field(description="As it was when it was answered.")
    answered: bool = strawberry.field(description="False where the scorer left it open.")
    applies: bool = strawberry.field(description="Whether it counts.")
    points: int | None = strawberry.field(description="1 for yes, 0 for no, else of the scale.")
    why: str | None = strawberry.field(
        description="The scorer's words, or the facts that a machine went by."
    )


@strawberry.type(description="How one section came out.")
class SectionScore:
    name: str = strawberry.field(description="Of the section.")
    score: float | None = strawberry.field(description="0 to 100; null where nothing applied.")


@strawberry.type(description="What somebody wrote for the agent.")
class CoachingNote:
    by: str = strawberry.field(description="Who.")
    at_ms: Instant = strawberry.field(name="at", description="When.")
    text: str = strawberry.field(description="What.")


@strawberry.type(description="An objection to a score.")
class ScoreAppeal:
    status: model.Appeal = strawberry.field(description="How it stands.")
    by: str | None = strawberry.field(description="Who objects.")
    why: str | None = strawberry.field(description="Why.")
    at_ms: Instant | None = strawberry.field(name="at", description="Since when.")
    decided_by: str | None = strawberry.field(description="Who decided.")
    decided_why: str | None = strawberry.field(description="Why so.")
    decided_at_ms: Instant | None = strawberry.field(name="decidedAt", description="When.")
    score_before: float | None = strawberry.field(description="The score that was changed.")


@strawberry.type(description="What one scorer says of an interaction or a whole journey.")
class Scorecard:
    id: strawberry.ID = strawberry.field(description="For `appealScorecard` and the others.")
    scope: str = strawberry.field(description="interaction or journey.")
    form: QualityForm = strawberry.field(description="As it was when it was scored by.")
    scorer: str = strawberry.field(description="`machine`, or who.")
    agent: str | None = strawberry.field(description="Whose work it is; null for a journey.")
    channel: str | None = strawberry.field(description="Of the interaction.")
    interaction: str | None = strawberry.field(
        description="As `source:id`; of a journey the one that it began with."
    )
    matter: strawberry.ID | None = strawberry.field(description="The matter that it belongs to.")
    at_ms: Instant = strawberry.field(name="at", description="When it took place.")
    scored_at_ms: Instant = strawberry.field(name="scoredAt", description="When it was scored.")
    score: float | None = strawberry.field(description="0 to 100; null where nothing applied.")
    fatal: list[str] = strawberry.field(description="Questions after which nothing else counts.")
    sections: list[SectionScore] = strawberry.field(description="How each section came out.")
    answers: list[ScorecardAnswer] = strawberry.field(description="In the order of the form.")
    note: str | None = strawberry.field(description="The scorer's words on the whole.")
    coaching: list[CoachingNote] = strawberry.field(description="For the agent, oldest first.")
    appeal: ScoreAppeal | None = strawberry.field(description="An objection, if there is one.")
    satisfaction: int | None = strawberry.field(
        description="What the customer answered about the matter, in percent of the best."
    )

    @classmethod
    def of(cls, card: cards.Scorecard) -> "Scorecard":
        return cls(
            id=strawberry.ID(card.id),
            scope=card.scope,
            form=QualityForm.of(card.form),
            scorer=card.scorer,
            agent=card.agent,
            channel=card.channel,
            interaction=":".join(card.interaction) if card.interaction else None,
            matter=strawberry.ID(card.matter_id) if card.matter_id else None,
            at_ms=Instant(card.at_ms),
            scored_at_ms=Instant(card.scored_at_ms),
            score=card.score,
            fatal=list(card.fatal),
            sections=[SectionScore(name=it, score=score) for it, score in card.sections.items()],
            answers=[_answer(one) for one in card.told],
            note=card.note,
            coaching=[
                CoachingNote(by=it.by, at_ms=Instant(it.at_ms), text=it.text)
                for it in card.coaching
            ],
            appeal=_appeal(card),
            satisfaction=card.satisfaction,
        )


def _answer(told: cards.Told) -> ScorecardAnswer:
    answer = told.answer
    return ScorecardAnswer(
        section=told.section,
        question=FormQuestion.of(told.question),
        answered=answer is not None,
        applies=answer is not None and answer.applies,
        points=answer.points if answer else None,
        why=(answer.why or None) if answer else None,
    )


def _appeal(card: cards.Scorecard) -> ScoreAppeal | None:
    if card.appeal is None:
        return None
    return ScoreAppeal(
        status=card.appeal,
        by=card.appeal_by,
        why=card.appeal_why,
        at_ms=_instant(card.appealed_at_ms),
        decided_by=card.decided_by,
        decided_why=card.decided_why,
        decided_at_ms=_instant(card.decided_at_ms),
        score_before=card.score_before,
    )


def _instant(at_ms: int | None) -> Instant | None:
    return None if at_ms is None else Instant(at_ms)


@strawberry.type(description="Something that was said; seconds from the interaction's beginning.")
class Utterance:
    speaker: str = strawberry.field(description="agent, customer, hold, or another's name.")
    from_seconds: float = strawberry.field(description="When it begins.")
    to_seconds: float = strawberry.field(description="When it ends.")
    text: str = strawberry.field(description="What; card and account numbers are masked.")


@strawberry.type(description="Figures of a talk, in seconds.")
class Speech:
    seconds: float = strawberry.field(description="From the first word to the last.")
    silence: float = strawberry.field(description="Pauses of three seconds and more, together.")
    longest_silence: float = strawberry.field(description="The longest of them.")
    talk_over: float = strawberry.field(description="Both at once, together.")
    talk_overs: int = strawberry.field(description="How often.")
    hold: float = strawberry.field(description="On hold, together.")
    agent_share: int | None = strawberry.field(
        description="The agent's part of what was said, in percent."
    )


@strawberry.type(description="Something that an agent did at the desk.")
class DesktopEvent:
    kind: str = strawberry.field(description="screen_opened, macro_used…")
    name: str = strawberry.field(description="Which screen or macro.")
    agent: str | None = strawberry.field(description="Who.")
    at_ms: Instant = strawberry.field(name="at", description="When.")


@strawberry.type(description="What was said in an interaction, and what was done at the desk.")
class Recording:
    interaction: str = strawberry.field(description="As `source:id`.")
    url: str | None = strawberry.field(description="Where the recording is.")
    seconds: int | None = strawberry.field(description="How long it is.")
    until_ms: Instant | None = strawberry.field(
        name="keptUntil", description="When the reference and the transcript go."
    )
    transcript: list[Utterance] = strawberry.field(description="In the order of time.")
    speech: Speech | None = strawberry.field(description="Out of the transcript's timings.")
    desktop: list[DesktopEvent] = strawberry.field(description="Oldest first.")

    @classmethod
    def of(cls, heard: reading.Heard) -> "Recording":
        return cls(
            interaction=heard.interaction,
            url=heard.url,
            seconds=heard.seconds,
            until_ms=_instant(heard.until_ms),
            transcript=[cast("Utterance", one) for one in heard.transcript],
            speech=_speech(heard.speech),
            desktop=[cast("DesktopEvent", one) for one in heard.desktop],
        )


def _speech(figures: SpeechFigures | None) -> Speech | None:
    return cast("Speech", figures) if figures is not None else None


@strawberry.type(description="An interaction that a person is to score.")
class QualitySample:
    id: strawberry.ID = strawberry.field(name="interaction", description="As `source:id`.")
    agent: str | None = strawberry.field(description="Whose work it is.")
    channel: str | None = strawberry.field(description="On which channel.")
    at_ms: Instant = strawberry.field(name="at", description="When.")
    by_machine: float | None = strawberry.field(description="What the machine made of it.")
    plan: str = strawberry.field(description="Which plan wants it.")
    why: str = strawberry.field(description="Why: drawn, or because it must be.")


@strawberry.type(description="How good one agent, channel, week or form is.")
class QualityLine:
    name: str = strawberry.field(description="Of the agent, channel, week or form.")
    scorecards: int = strawberry.field(description="How many there are.")
    scored: int = strawberry.field(description="How many things were scored, by whomever.")
    by_people: float | None = strawberry.field(description="Mean of people's scores.")
    by_machine: float | None = strawberry.field(description="Mean of the machine's.")
    fatal: int = strawberry.field(description="Scorecards with a fatal answer.")
    appeals: int = strawberry.field(description="Objections.")
    changed: int = strawberry.field(description="Objections after which the score was changed.")
    satisfaction: float | None = strawberry.field(
        description="What customers answered, in percent of the best."
    )
    answers: int = strawberry.field(description="How many answered.")


@strawberry.type(description="How far scorers agree on one question, or on the whole score.")
class ScorerAgreement:
    name: str = strawberry.field(description="Of the question, or `score`.")
    level: str = strawberry.field(description="nominal, ordinal or interval.")
    alpha: float | None = strawberry.field(
        description="Krippendorff's alpha: 1 perfect, 0 chance; null where nothing could differ."
    )
    units: int = strawberry.field(description="Things that two or more have scored.")
    verdict: str = strawberry.field(description="reliable, tentative or not reliable.")

    @classmethod
    def of(cls, one: Calibrated) -> "ScorerAgreement":
        return cls(
            name=one.name,
            level=one.level.value,
            alpha=one.agreement.alpha,
            units=one.agreement.units,
            verdict=one.verdict,
        )


@strawberry.input(description="What a scorer says to one question.")
class AnswerInput:
    question: str = strawberry.field(description="Its id.")
    points: int | None = strawberry.field(
        default=None, description="1 for yes, 0 for no; of a scale 1 and up."
    )
    not_applicable: bool = strawberry.field(
        default=False, description="It is left out; only where the form allows it."
    )
    why: str | None = strawberry.field(default=None, description="In words.")


@strawberry.input(description="What somebody says of an interaction or of a whole journey.")
class ScoreInput:
    interaction: str | None = strawberry.field(
        default=None, description="As `source:id`: `voice:4711`."
    )
    matter: strawberry.ID | None = strawberry.field(
        default=None, description="For the whole journey, in place of an interaction."
    )
    form: str | None = strawberry.field(
        default=None, description="By name; without it, the first for such a thing."
    )
    answers: list[AnswerInput] = strawberry.field(description="To every question of the form.")
    note: str | None = strawberry.field(default=None, description="On the whole.")


def read_answers(answers: list[AnswerInput]) -> tuple[model.Answer, ...]:
    """Return what was answered. Raises GraphQLError for what cannot be kept on file."""
    if len(answers) > MOST_ANSWERS:
        raise GraphQLError(f"`answers` holds more than {MOST_ANSWERS}.")
    return tuple(
        model.Answer(
            question=read_text("answers.question", one.question) or "",
            points=one.points,
            applies=not one.not_applicable,
            why=read_text("answers.why", one.why, longest=LONGEST_TEXT) or "",
        )
        for one in answers
    )


@strawberry.type(description="A scorecard is on file, or has changed.")
class Scored:
    scorecard: Scorecard = strawberry.field(description="As it stands now.")


ScoreInteractionResult = Annotated[
    Scored | Refused,
    strawberry.union("ScoreInteractionResult", description="What scoring did."),
]
AppealScorecardResult = Annotated[
    Scored | Refused,
    strawberry.union("AppealScorecardResult", description="What objecting did."),
]
DecideAppealResult = Annotated[
    Scored | Refused,
    strawberry.union("DecideAppealResult", description="What deciding an appeal did."),
]
NoteCoachingResult = Annotated[
    Scored | Refused,
    strawberry.union("NoteCoachingResult", description="What writing a note did."),
]
