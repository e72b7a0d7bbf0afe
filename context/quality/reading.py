"""What is there to see of quality: scorecards, what to score, a report, a recording."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from context.naming import named_interaction
from context.quality.calibration import SCORE, Calibrated, Scored, calibrate, levels_of
from context.quality.cards import INTERACTION, Scorecard, scorecard_of
from context.quality.contact import transcript_of
from context.quality.model import MACHINE, QualityRules
from context.quality.report import By, Line, report
from context.quality.sampling import Candidate, Chosen, choose, days_of_week
from context.quality.speech import Speech, speech_of
from context.records import Utterance
from graph.quality import DesktopView, ScorecardView
from graph.queries import quality as queries
from graph.queries import scorecards as cards
from graph.queries.staff import read_staff
from identity.setup import Identity

MOST: Final = 200  # scorecards of one interaction or matter
STEP: Final = 1_000  # scorecards read at once


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said in an interaction, and what was done at the desk."""

    interaction: str  # "voice:4711"
    customer_id: str | None
    url: str | None
    seconds: int | None
    until_ms: int | None  # then recording and transcript go
    transcript: tuple[Utterance, ...]
    speech: Speech | None
    desktop: tuple[DesktopView, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """An interaction that a person is to score."""

    id: str  # "voice:4711"
    agent: str | None
    channel: str | None
    at_ms: int
    by_machine: float | None  # what the machine made of it
    plan: str
    why: str


async def interaction_key(identity: Identity, name: str) -> str:
    """Return the key of the interaction that `source:id` names."""
    named = await named_interaction(identity, name)
    return identity.keys.activity("Interaction", *named)


async def read_scorecard(identity: Identity, id: str) -> Scorecard | None:
    view = await cards.scorecard(identity.graph, id)
    return scorecard_of(view) if view else None


async def scorecards_of_interaction(identity: Identity, name: str) -> list[Scorecard]:
    """Return the scorecards of `source:id`, the newest first."""
    key = await interaction_key(identity, name)
    found = await cards.scorecards_of_interaction(identity.graph, key, limit=MOST)
    return [scorecard_of(one) for one in found]


async def scorecards_of_matter(identity: Identity, id: str) -> list[Scorecard]:
    """Return the scorecards of all interactions of a matter, and of its whole journey."""
    found = await cards.scorecards_of_matter(identity.graph, id, limit=MOST)
    return [scorecard_of(one) for one in found]


async def scorecards_in(
    identity: Identity,
    since: date,
    until: date,
    *,
    agents: Sequence[str] | None,
    after: str,
    limit: int,
) -> list[Scorecard]:
    """Return at most `limit` scorecards of what was done on these days, by day.

    `until` is the first day that does not count, `after` the `place` of the one before.
    """
    found = await cards.scorecards_between(
        identity.graph,
        since.isoformat(),
        until.isoformat(),
        agents=agents,
        after=after,
        limit=limit,
    )
    return [scorecard_of(one) for one in found]


async def agents_of(identity: Identity, name: str) -> list[str]:
    """Return the ids of the agents who are called so; the name itself may be an id."""
    agents, _ = await read_staff(identity.graph, ())
    return [name, *(one.id for one in agents if one.name.casefold() == name.casefold())]


async def heard(
    identity: Identity, name: str, *, agents: Sequence[str] | None = None
) -> Heard | None:
    """Return what was said in the interaction `source:id`; None when there is no such one.

    Nor is there for somebody who only hears what these `agents` took part in (None: all).
    """
    found = await queries.contacts(identity.graph, [await interaction_key(identity, name)])
    if not found or (agents is not None and found[0].agent not in agents):
        return None
    one, recording = found[0], found[0].recording
    transcript = transcript_of(recording.transcript if recording else None)
    return Heard(
        interaction=f"{one.source}:{one.source_id}",
        customer_id=one.customer_id,
        url=recording.url if recording else None,
        seconds=recording.seconds if recording else None,
        until_ms=recording.until_ms if recording else None,
        transcript=transcript,
        speech=speech_of(transcript),
        desktop=one.desktop,
    )


async def samples(
    identity: Identity, rules: QualityRules, week: str, *, agent: str | None = None
) -> list[Sample]:
    """Return what people are to score of a week ("2026-W48") and have not yet, by agent and time.

    Chosen among what the machine has scored. Raises ValueError for a week that is none.
    """
    since, until = days_of_week(week)
    agents = None if agent is None else [agent]
    known = await _all(identity, since, until, agents=agents, scorer=MACHINE)
    views = {
        identity.keys.activity("Interaction", *one.interaction): one
        for one in known
        if one.interaction is not None and one.scope == INTERACTION and one.agent is not None
    }
    candidates = [
        Candidate(key, one.agent or "", one.channel or "", one.at_ms, one.attempts)
        for key, one in views.items()
    ]
    chosen = choose(rules.plans, candidates)
    done = await cards.scored_by_people(identity.graph, [one.key for one in chosen])
    found = [_sample(views[one.key], one) for one in chosen if one.key not in done]
    return sorted(found, key=lambda one: (one.agent or "", one.at_ms, one.id))


async def quality_report(identity: Identity, since: date, until: date, by: By) -> list[Line]:
    """Return how good what was done on these days is; `until` does not count."""
    return report(await _all(identity, since, until), by)


async def calibration(
    identity: Identity, form: str, since: date, until: date, rules: QualityRules
) -> list[Calibrated]:
    """Return how far the scorers of a form agree on what was done on these days.

    The machine counts as a scorer among others.
    """
    views = [one for one in await _all(identity, since, until) if one.form == form]
    known = rules.form(form)
    scored = [_scored(one) for one in views]
    return calibrate(scored, levels_of(known)) if known else []


def _scored(view: ScorecardView) -> Scored:
    card = scorecard_of(view)
    values = {
        one.question.id: float(one.answer.points)
        for one in card.told
        if one.answer and one.answer.applies and one.answer.points is not None
    }
    if card.score is not None:
        values[SCORE] = card.score
    unit = ":".join(card.interaction) if card.interaction else card.matter_id or card.id
    return Scored(f"{card.scope} {unit}", card.scorer, values)


def _sample(view: ScorecardView, chosen: Chosen) -> Sample:
    source, source_id = view.interaction or ("", "")
    return Sample(
        id=f"{source}:{source_id}",
        agent=view.agent,
        channel=view.channel,
        at_ms=view.at_ms,
        by_machine=view.score,
        plan=chosen.plan,
        why=chosen.why,
    )


async def _all(
    identity: Identity,
    since: date,
    until: date,
    *,
    agents: Sequence[str] | None = None,
    scorer: str | None = None,
) -> list[ScorecardView]:
    found: list[ScorecardView] = []
    after = ""
    while True:
        step = await cards.scorecards_between(
            identity.graph,
            since.isoformat(),
            until.isoformat(),
            agents=agents,
            scorer=scorer,
            after=after,
            limit=STEP,
        )
        found += step
        if len(step) < STEP:
            return found
        after = f"{step[-1].day} {step[-1].key}"
