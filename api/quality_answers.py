"""Who answers what is asked about quality: one function of context per question."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from context.pop import Desk
from context.quality import by_hand, reading
from context.quality.by_hand import Deciding, Scoring
from context.quality.calibration import Calibrated
from context.quality.cards import Scorecard
from context.quality.model import Form, QualityRules
from context.quality.reading import Heard, Sample
from context.quality.report import By, Line


class QualityAnswers(Protocol):
    """Everything that a resolver may ask about quality.

    `own` is the name of an agent who sees and does only what is about that agent; None: everybody.
    """

    async def quality_forms(self) -> Sequence[Form]:
        """Return the forms in force."""
        ...

    async def scorecards_of(
        self, interaction: str | None, matter: str | None, *, own: str | None
    ) -> Sequence[Scorecard]:
        """Return the scorecards of an interaction, as `source:id`, or of a matter."""
        ...

    async def scorecards_in(
        self,
        since: date,
        until: date,
        *,
        agent: str | None,
        own: str | None,
        after: str,
        first: int,
    ) -> Sequence[Scorecard]:
        """Return at most `first` scorecards of what was done on these days, by day."""
        ...

    async def heard(self, interaction: str, *, own: str | None) -> Heard | None:
        """Return what was said in an interaction, or None."""
        ...

    async def quality_samples(self, week: str, *, agent: str | None) -> Sequence[Sample]:
        """Return what people are to score of a week. Raises ValueError for one that is none."""
        ...

    async def quality_report(self, since: date, until: date, by: By) -> Sequence[Line]:
        """Return how good what was done on these days is."""
        ...

    async def calibration(self, form: str, since: date, until: date) -> Sequence[Calibrated]:
        """Return how far the scorers of a form agree."""
        ...

    async def score(self, scoring: Scoring, *, actor: str, now: datetime) -> Scorecard:
        """Keep what a person says of an interaction or a journey. Raises RefusedError."""
        ...

    async def appeal_scorecard(
        self, id: str, why: str, *, actor: str, own: str | None, now: datetime
    ) -> Scorecard:
        """Object to a scorecard. Raises RefusedError, as all that follow."""
        ...

    async def decide_appeal(
        self, id: str, deciding: Deciding, *, actor: str, now: datetime
    ) -> Scorecard:
        """Decide an appeal."""
        ...

    async def note_coaching(self, id: str, text: str, *, actor: str, now: datetime) -> Scorecard:
        """Write a note for the agent."""
        ...


class DeskQualityAnswers:
    """The answers of this deployment's desk."""

    _desk: Desk

    async def quality_forms(self) -> Sequence[Form]:
        return self._quality().forms

    async def scorecards_of(
        self, interaction: str | None, matter: str | None, *, own: str | None
    ) -> Sequence[Scorecard]:
        identity = self._desk.identity
        if interaction is not None:
            found = await reading.scorecards_of_interaction(identity, interaction)
        else:
            found = await reading.scorecards_of_matter(identity, matter or "")
        agents = await self._agents(own)
        return [one for one in found if by_hand.is_theirs(one, agents)]

    async def scorecards_in(
        self,
        since: date,
        until: date,
        *,
        agent: str | None,
        own: str | None,
        after: str,
        first: int,
    ) -> Sequence[Scorecard]:
        agents = await self._agents(own)
        if agent is not None:
            agents = [one for one in (agents or [agent]) if one == agent]
        return await reading.scorecards_in(
            self._desk.identity, since, until, agents=agents, after=after, limit=first
        )

    async def heard(self, interaction: str, *, own: str | None) -> Heard | None:
        agents = await self._agents(own)
        return await reading.heard(self._desk.identity, interaction, agents=agents)

    async def quality_samples(self, week: str, *, agent: str | None) -> Sequence[Sample]:
        return await reading.samples(self._desk.identity, self._quality(), week, agent=agent)

    async def quality_report(self, since: date, until: date, by: By) -> Sequence[Line]:
        return await reading.quality_report(self._desk.identity, since, until, by)

    async def calibration(self, form: str, since: date, until: date) -> Sequence[Calibrated]:
        return await reading.calibration(self._desk.identity, form, since, until, self._quality())

    async def score(self, scoring: Scoring, *, actor: str, now: datetime) -> Scorecard:
        return await by_hand.score_by_hand(
            self._desk.identity, scoring, self._quality(), actor=actor, at_ms=_ms(now)
        )

    async def appeal_scorecard(
        self, id: str, why: str, *, actor: str, own: str | None, now: datetime
    ) -> Scorecard:
        agents = await self._agents(own)
        return await by_hand.appeal(
            self._desk.identity, id, why, actor=actor, agents=agents, at_ms=_ms(now)
        )

    async def decide_appeal(
        self, id: str, deciding: Deciding, *, actor: str, now: datetime
    ) -> Scorecard:
        return await by_hand.decide_appeal(
            self._desk.identity, id, deciding, actor=actor, at_ms=_ms(now)
        )

    async def note_coaching(self, id: str, text: str, *, actor: str, now: datetime) -> Scorecard:
        return await by_hand.note_coaching(
            self._desk.identity, id, text, actor=actor, at_ms=_ms(now)
        )

    async def _agents(self, own: str | None) -> list[str] | None:
        return None if own is None else await reading.agents_of(self._desk.identity, own)

    def _quality(self) -> QualityRules:
        return self._desk.quality.current()


def _ms(now: datetime) -> int:
    return round(now.timestamp() * 1000)
