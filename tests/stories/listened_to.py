"""What the company keeps of talks, and how it finds out whether they were good."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from api.keys import Role, make_key
from context.pop import Desk
from context.quality.automatic import MachineScorer
from graph.queries.events import events_after
from graph.queries.surveys import SURVEY_DUE, SurveyRequest, survey_requests

Json = dict[str, Any]

CARDS = """
query Cards($interaction: String, $matter: ID) {
  scorecards(interaction: $interaction, matter: $matter, first: 20) { edges { node {
    id scope scorer agent channel interaction matter score fatal satisfaction
    form { name } answers { question { id text } points applies why }
    appeal { status decidedBy } coaching { text }
  } } }
}
"""
SCORE = """
mutation Score($input: ScoreInput!) { scoreInteraction(input: $input) {
  ... on Scored { scorecard { id score fatal } } ... on Refused { message }
} }
"""
APPEAL = """
mutation Appeal($id: ID!, $why: String!) { appealScorecard(id: $id, why: $why) {
  __typename ... on Scored { scorecard { appeal { status by } } } ... on Refused { message }
} }
"""
DECIDE = """
mutation Decide($id: ID!, $why: String!, $answers: [AnswerInput!]) {
  decideAppeal(id: $id, why: $why, answers: $answers) {
    ... on Scored { scorecard { score appeal { status scoreBefore } } } ... on Refused { message }
  }
}
"""
HEARD = """
query Heard($interaction: String!) { recording(interaction: $interaction) {
  url transcript { speaker text } speech { holdSeconds: hold talkOver }
} }
"""
AGREE = "query Agree($form: String!) { calibration(form: $form) { name level alpha verdict } }"
REPORT = "{ qualityReport(by: AGENT) { name byPeople byMachine satisfaction answers } }"
FORMS = "{ qualityForms { name sections { questions { id scale } } } }"


class ListenedTo:
    """A part of the company: recordings, scorecards, surveys. Times count back from now."""

    def is_listened_to(self, desk: Desk) -> None:
        """Say by which forms."""
        self._desk = desk
        self._keys_by_name: dict[str, str] = {}

    async def keeps(
        self, interaction: str, *said: tuple[str, float, float, str], source: str
    ) -> None:
        """The recording system has what was said in an interaction."""
        names = ("speaker", "from_seconds", "to_seconds", "text")
        await self._import(
            type="recording",
            source="tapes",
            id=f"tape-{interaction}",
            url=f"https://recordings.example.com/{interaction}",
            kept_until=(datetime.now(UTC) + timedelta(days=90)).isoformat(),
            transcript=[dict(zip(names, one, strict=True)) for one in said],
            about=[{"type": "interaction", "id": interaction, "source": source}],
        )

    async def opens_at_the_desk(
        self, screen: str, *, interaction: str, source: str, agent: str, days_ago: float
    ) -> None:
        """An agent's desktop says which screen was opened."""
        await self._import(
            type="desktop_event",
            source="desk",
            id=f"{interaction}-{screen}",
            kind="screen_opened",
            name=screen,
            agent=agent,
            at=self._ago(days_ago),
            about=[{"type": "interaction", "id": interaction, "source": source}],
        )

    async def is_answered(self, request: SurveyRequest, score: int, text: str) -> None:
        """The customer has answered the question how satisfied he or she is."""
        await self._import(
            type="survey",
            source="ask",
            id=request.key,
            answered_at=self._ago(0),
            score=score,
            text=text,
            matter=request.matter,
        )

    async def is_written_to(self, id: str, text: str, *, days_ago: float) -> None:
        """The customer of the first account writes an e-mail."""
        await self._meets(id, "email", "mail", "in", days_ago, text=text)

    async def answers_in_writing(self, id: str, text: str, *, agent: str, days_ago: float) -> None:
        answer = {"text": text, "agent": agent, "in_reply_to": id}
        await self._meets(f"{id}-answer", "email", "mail", "out", days_ago, **answer)

    async def answers_in_public(self, id: str, text: str, *, agent: str, days_ago: float) -> None:
        answer = {"text": text, "agent": agent, "in_reply_to": id, "public": True}
        await self._meets(f"{id}-answer", "social", "reply", "out", days_ago, "x", **answer)

    async def serves(
        self, channel: str, id: str, text: str, *, agent: str, days_ago: float
    ) -> None:
        """Somebody of ours talks with her for ten minutes, in a chat or at the counter."""
        about = [{"type": "order", "id": "3301", "source": "shop"}]
        ended = self._ago(days_ago - 10 / (24 * 60))
        served = {"text": text, "agent": agent, "status": "ended", "ended_at": ended}
        await self._meets(id, channel, channel, "in", days_ago, about=about, **served)

    async def _meets(
        self,
        id: str,
        channel: str,
        kind: str,
        direction: str,
        days_ago: float,
        source: str | None = None,
        **more: Any,
    ) -> None:
        await self._import(
            type="interaction",
            source=source or channel,
            id=id,
            channel=channel,
            kind=kind,
            direction=direction,
            started_at=self._ago(days_ago),
            person={"id": "c1", "source": "shop"},
            **more,
        )

    async def listens(self) -> None:
        """The machine scores what has come, and finds who is to be asked."""
        await self._keeper.catch_up()
        scorer = MachineScorer(self._desk.identity, self._desk.quality)
        while await scorer.step(now_ms=round(datetime.now(UTC).timestamp() * 1000)):
            pass

    async def questions_due(self) -> list[SurveyRequest]:
        """Return what connectors are told to ask customers."""
        events = await events_after(self._graph, 0, limit=1000)
        asked = [key for one in events if one["kind"] == SURVEY_DUE for key in one["subjects"]]
        return await survey_requests(self._graph, asked)

    async def scorecards(self, who: str = "lead", **of: str) -> list[Json]:
        answer = await self._asked_by(who, CARDS, of)
        return [one["node"] for one in answer["scorecards"]["edges"]]

    async def scores(
        self, who: str, form: str, answers: Json, *, note: str | None = None, **of: str
    ) -> Json:
        """Somebody scores an interaction or a matter; what is not said is as well as can be."""
        forms = {one["name"]: one for one in (await self._asked_by(who, FORMS, {}))["qualityForms"]}
        questions = [it for one in forms[form]["sections"] for it in one["questions"]]
        points = {it["id"]: it["scale"] or 1 for it in questions} | answers
        said: Sequence[Json] = [
            {"question": id, "points": one, "notApplicable": one is None}
            for id, one in points.items()
        ]
        given = {"form": form, "answers": said, "note": note, **of}
        answer = await self._asked_by(who, SCORE, {"input": given})
        card: Json = answer["scoreInteraction"]["scorecard"]
        return card

    async def says(self, who: str, what: str, **values: Any) -> Json:
        """Somebody appeals, decides, listens, or looks at the figures."""
        queries = {"appeal": APPEAL, "decide": DECIDE, "hear": HEARD, "agree": AGREE,
                   "report": REPORT}  # fmt: skip
        answer = await self._asked_by(who, queries[what], values)
        (said,) = answer.values()
        return said

    async def _asked_by(self, who: str, query: str, variables: Json) -> Json:
        role = Role.SUPERVISOR if who in ("lead", "boss") else Role.AGENT
        key = self._keys_by_name.get(who) or await make_key(self._graph, role, who)
        self._keys_by_name[who] = key
        answer = await self._client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {key}"},
        )
        told = answer.json()
        assert "errors" not in told, told["errors"]
        data: Json = told["data"]
        return data
