"""What may be asked and said about quality: its root fields, each one function of context."""

from collections.abc import Awaitable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final

import strawberry
from graphql import GraphQLError

from api.audit import Look
from api.fields import After, First, Info, mutation_field, root_field
from api.keys import Role
from api.types.connection import USUAL_PAGE, Connection, Edge, PageInfo, page_size
from api.types.decision import Refused
from api.types.lookup import LONGEST_TEXT, read_text
from api.types.quality import (
    AnswerInput,
    AppealScorecardResult,
    DecideAppealResult,
    NoteCoachingResult,
    QualityForm,
    QualityLine,
    QualitySample,
    Recording,
    Scorecard,
    Scored,
    ScoreInput,
    ScoreInteractionResult,
    ScorerAgreement,
    read_answers,
)
from context.quality import cards
from context.quality.by_hand import Deciding, Scoring
from context.quality.reading import Sample
from context.quality.report import By, Line
from context.quality.sampling import week_of
from context.quality.scoring import WrongAnswersError
from identity.errors import RefusedError

USUAL_DAYS: Final = 90
OfScorecard = Annotated[strawberry.ID, strawberry.argument(description="Of a scorecard.")]
OfAgent = Annotated[str | None, strawberry.argument(description="Only this agent's, by id.")]
Since = Annotated[
    str | None, strawberry.argument(description="First day, `2026-11-01`; else 90 days ago.")
]
Until = Annotated[
    str | None, strawberry.argument(description="First day that does not count; else tomorrow.")
]


@strawberry.type
class QualityQueries:
    @root_field(description="The forms that interactions and journeys are scored by.")
    async def quality_forms(self, info: Info) -> list[QualityForm]:
        return [QualityForm.of(one) for one in await info.context.answers.quality_forms()]

    @root_field(
        description=(
            "Scorecards: of an interaction, of a matter, or of what was done in some days, by day. "
            "Agents see their own."
        )
    )
    async def scorecards(
        self,
        info: Info,
        interaction: Annotated[
            str | None, strawberry.argument(description="As `source:id`: `voice:4711`.")
        ] = None,
        matter: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of a matter.")
        ] = None,
        agent: OfAgent = None,
        since: Since = None,
        until: Until = None,
        first: First = USUAL_PAGE,
        after: After = None,
    ) -> Connection[Scorecard]:
        wanted, own = page_size(first), _own(info)
        name, id = read_text("interaction", interaction), read_text("matter", matter)
        answers, last = info.context.answers, read_text("after", after)
        if name is not None or id is not None:
            every = await answers.scorecards_of(name, id, own=own)
            places = [one.place for one in every]
            start_at = places.index(last) + 1 if last in places else 0
            return _page(every[start_at:], first=wanted, after=after)
        start, end = _days(info, since, until)
        found = await answers.scorecards_in(
            start,
            end,
            agent=read_text("agent", agent),
            own=own,
            after=last or "",
            first=wanted + 1,
        )
        return _page(found, first=wanted, after=after)

    @root_field(
        description=(
            "What was said in an interaction and what was done at the desk; null where there is no "
            "such interaction. Agents hear their own."
        )
    )
    async def recording(
        self,
        info: Info,
        interaction: Annotated[
            str, strawberry.argument(description="As `source:id`: `voice:4711`.")
        ],
    ) -> Recording | None:
        name = read_text("interaction", interaction) or ""
        heard = await info.context.answers.heard(name, own=_own(info))
        customer = heard.customer_id if heard else None
        info.context.looks.append(Look("customer", (customer,) if customer else ()))
        return Recording.of(heard) if heard else None

    @root_field(
        description="What people are to score of a week, and nobody has yet.",
        graphql_type=list[QualitySample],
    )
    async def quality_samples(
        self,
        info: Info,
        week: Annotated[
            str | None, strawberry.argument(description="`2026-W48`; without it, this one.")
        ] = None,
        agent: OfAgent = None,
    ) -> list[Sample]:
        asked = read_text("week", week) or week_of(round(info.context.now.timestamp() * 1000))
        try:
            return list(
                await info.context.answers.quality_samples(asked, agent=read_text("agent", agent))
            )
        except ValueError as error:
            raise GraphQLError("`week` is written like `2026-W48`.") from error

    @root_field(
        description="How good it is, by agent, channel, week or form.",
        graphql_type=list[QualityLine],
    )
    async def quality_report(
        self,
        info: Info,
        by: Annotated[By, strawberry.argument(description="What a line is about.")],
        since: Since = None,
        until: Until = None,
    ) -> list[Line]:
        start, end = _days(info, since, until)
        return list(await info.context.answers.quality_report(start, end, by))

    @root_field(description="How far those who score by a form agree, the machine among them.")
    async def calibration(
        self,
        info: Info,
        form: Annotated[str, strawberry.argument(description="By name.")],
        since: Since = None,
        until: Until = None,
    ) -> list[ScorerAgreement]:
        start, end = _days(info, since, until)
        name = read_text("form", form) or ""
        found = await info.context.answers.calibration(name, start, end)
        return [ScorerAgreement.of(one) for one in found]


@strawberry.type
class QualityMutations:
    @mutation_field(
        description=(
            "Score an interaction or a whole journey. Scoring again by the same form replaces what "
            "you said before."
        )
    )
    async def score_interaction(
        self,
        info: Info,
        input: Annotated[ScoreInput, strawberry.argument(description="What, and how.")],
    ) -> ScoreInteractionResult:
        interaction = read_text("input.interaction", input.interaction)
        matter = read_text("input.matter", input.matter)
        if (interaction is None) is (matter is None):
            raise GraphQLError("`input` needs either `interaction` or `matter`.")
        scoring = Scoring(
            interaction=interaction,
            matter=matter,
            form=read_text("input.form", input.form),
            answers=read_answers(input.answers),
            note=read_text("input.note", input.note, longest=LONGEST_TEXT),
        )
        context = info.context
        return await _scored(
            context.answers.score(scoring, actor=context.caller.name, now=context.now)
        )

    @mutation_field(description="Object to a scorecard, once. Agents object to their own.")
    async def appeal_scorecard(
        self,
        info: Info,
        id: OfScorecard,
        why: Annotated[str, strawberry.argument(description="What is wrong with it.")],
    ) -> AppealScorecardResult:
        context = info.context
        return await _scored(
            context.answers.appeal_scorecard(
                read_text("id", id) or "",
                _said("why", why),
                actor=context.caller.name,
                own=_own(info),
                now=context.now,
            )
        )

    @mutation_field(
        description="Let a score stand, or change it: with `answers` to all questions of its form."
    )
    async def decide_appeal(
        self,
        info: Info,
        id: OfScorecard,
        why: Annotated[str, strawberry.argument(description="Why so.")],
        answers: Annotated[
            list[AnswerInput] | None,
            strawberry.argument(description="Without them, the score stands."),
        ] = None,
    ) -> DecideAppealResult:
        deciding = Deciding(read_answers(answers) if answers is not None else None,
                            _said("why", why))  # fmt: skip
        context = info.context
        return await _scored(
            context.answers.decide_appeal(
                read_text("id", id) or "", deciding, actor=context.caller.name, now=context.now
            )
        )

    @mutation_field(description="Write a note for the agent on a scorecard.")
    async def note_coaching(
        self,
        info: Info,
        id: OfScorecard,
        text: Annotated[str, strawberry.argument(description="For the agent.")],
    ) -> NoteCoachingResult:
        context = info.context
        return await _scored(
            context.answers.note_coaching(
                read_text("id", id) or "",
                _said("text", text),
                actor=context.caller.name,
                now=context.now,
            )
        )


async def _scored(card: Awaitable[cards.Scorecard]) -> Scored | Refused:
    try:
        return Scored(scorecard=Scorecard.of(await card))
    except WrongAnswersError as error:
        raise GraphQLError(f"`answers` do not fit the form: {error}.") from error
    except RefusedError as error:
        return Refused.of(error)


def _own(info: Info) -> str | None:
    """Return the name of an agent, who sees what is about that agent alone; None for others."""
    caller = info.context.caller
    return caller.name if caller.role is Role.AGENT else None


def _said(name: str, text: str) -> str:
    said = read_text(name, text, longest=LONGEST_TEXT)
    if said is None:
        raise GraphQLError(f"`{name}` says nothing.")
    return said


def _days(info: Info, since: str | None, until: str | None) -> tuple[date, date]:
    today = info.context.now.astimezone(UTC).date()
    start = _day("since", since) or today - timedelta(days=USUAL_DAYS)
    return start, _day("until", until) or today + timedelta(days=1)


def _day(name: str, text: str | None) -> date | None:
    written = read_text(name, text)
    if written is None:
        return None
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise GraphQLError(f"`{name}` is a day, written like `2026-11-23`.") from error


def _page(
    found: Sequence[cards.Scorecard], *, first: int, after: str | None
) -> Connection[Scorecard]:
    edges = [Edge(cursor=one.place, node=Scorecard.of(one)) for one in found[:first]]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=len(found) > first,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )
