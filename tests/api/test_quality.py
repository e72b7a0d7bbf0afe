"""Quality over GraphQL: supervisors score, agents see and object to their own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from api.access import MAY_ASK
from api.app import create_routes
from api.keys import KeyRing, Role, make_key
from api.settings import ApiSettings
from context.pop import Desk
from context.records import AgentRecord
from tests.context.quality import Centre, call, ms, talk

CARD = """
id scope scorer agent channel interaction matter score fatal note satisfaction
form { name version title }
sections { name score }
answers { section question { id text weight kind scale rule } answered applies points why }
coaching { by text }
appeal { status by why decidedBy decidedWhy scoreBefore }
"""
SCORED = (
    f"__typename ... on Scored {{ scorecard {{ {CARD} }} }} ... on Refused {{ reason message }}"
)
SCORE = f"mutation($i: ScoreInput!) {{ scoreInteraction(input: $i) {{ {SCORED} }} }}"
APPEAL = f'mutation($id: ID!) {{ appealScorecard(id: $id, why: "I was polite") {{ {SCORED} }} }}'
DECIDE = f"""mutation($id: ID!, $answers: [AnswerInput!]) {{
  decideAppeal(id: $id, why: "She was", answers: $answers) {{ {SCORED} }}
}}"""
COACH = f'mutation($id: ID!) {{ noteCoaching(id: $id, text: "Say it first") {{ {SCORED} }} }}'
OF = f"query($i: String!) {{ scorecards(interaction: $i) {{ edges {{ node {{ {CARD} }} }} }} }}"
IN_DAYS = """query($n: Int!, $after: String) { scorecards(first: $n, after: $after) {
  edges { cursor node { id agent scope } } pageInfo { hasNextPage endCursor }
} }"""
HEARD = """query($i: String!) { recording(interaction: $i) {
  url transcript { speaker text fromSeconds } speech { talkOver silence agentShare }
  desktop { name }
} }"""
REPORT = "{ qualityReport(by: AGENT) { name scorecards byPeople byMachine appeals changed } }"
SAMPLES = "query($w: String) { qualitySamples(week: $w) { interaction agent why byMachine } }"
FORMS = "{ qualityForms { name for version sections { questions { id rule } } } }"


@dataclass(frozen=True)
class Company:
    http: httpx2.AsyncClient
    keys: dict[str, str]

    async def ask(self, who: str, query: str, **variables: object) -> Any:
        response = await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self.keys[who]}"},
        )
        answer = response.json()
        assert "errors" not in answer, answer
        (one,) = answer["data"].values()
        return one

    async def score(self, who: str = "lead", name: str = "voice:1", **changed: int) -> Any:
        forms = {one["name"]: one for one in await self.ask(who, FORMS)}
        questions = [it["id"] for one in forms["talk"]["sections"] for it in one["questions"]]
        points = {**dict.fromkeys(questions, 1), **changed}
        answers = [{"question": it, "points": one} for it, one in points.items()]
        scored = {"interaction": name, "answers": answers, "note": "Listen again"}
        return await self.ask(who, SCORE, i=scored)


@pytest.fixture
async def company(graph, keys) -> AsyncIterator[Company]:
    """Kim and Lee talk with Ana today; a lead and a boss listen."""
    centre = Centre(graph, keys)
    now = datetime.now(UTC)
    started = {"started_at": now - timedelta(minutes=30), "ended_at": now - timedelta(minutes=20)}
    said = talk(("agent", 0, 4, "Hello, this is Kim."), ("customer", 3, 9, "My boots are worn."))
    await centre.take(
        AgentRecord(source="desk", source_id="a-7", name="Kim"),
        call("1", agent="a-7", transcript=said, **started),
        call("2", agent="a-8", **started),
    )
    centre.now = now
    await centre.scorer.step(now_ms=ms(now))
    roles = {"lead": Role.SUPERVISOR, "boss": Role.SUPERVISOR, "Kim": Role.AGENT, "a-8": Role.AGENT}
    made = {name: await make_key(graph, role, name) for name, role in roles.items()}
    app = Starlette(routes=create_routes(Desk(centre.identity), KeyRing(graph), ApiSettings()))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.example.com") as http:
        yield Company(http, made)


def cards(answer: Any) -> list[Any]:
    return [one["node"] for one in answer["edges"]]


@pytest.mark.graph
async def test_a_supervisor_scores_and_both_scorecards_are_there(company):
    scored = (await company.score(solution=5))["scorecard"]

    found = {one["scorer"]: one for one in cards(await company.ask("lead", OF, i="voice:1"))}

    assert found["lead"] == scored
    assert set(found) == {"lead", "machine"}
    assert (scored["form"]["name"], scored["note"]) == ("talk", "Listen again")
    greeting = next(
        one for one in found["machine"]["answers"] if one["question"]["id"] == "greeting"
    )
    assert (greeting["points"], greeting["why"]) == (1, "contact.greeting: yes")
    assert greeting["question"]["rule"] == "yes when contact.greeting is yes"


@pytest.mark.graph
async def test_agents_see_and_hear_their_own_and_nobody_elses(company):
    for who, own, other in (("Kim", "voice:1", "voice:2"), ("a-8", "voice:2", "voice:1")):
        assert cards(await company.ask(who, OF, i=own))
        assert await company.ask(who, HEARD, i=own)
        assert cards(await company.ask(who, OF, i=other)) == []
        assert await company.ask(who, HEARD, i=other) is None
        listed = cards(await company.ask(who, IN_DAYS, n=10))
        assert {one["agent"] for one in listed} == {"a-7" if who == "Kim" else "a-8"}


@pytest.mark.graph
async def test_an_agent_objects_to_the_own_score_and_a_boss_decides(company):
    id = (await company.score(respect=0))["scorecard"]["id"]

    elses = await company.ask("a-8", APPEAL, id=id)
    appealed = (await company.ask("Kim", APPEAL, id=id))["scorecard"]["appeal"]
    own = await company.ask("lead", DECIDE, id=id)
    decided = (await company.ask("boss", DECIDE, id=id))["scorecard"]["appeal"]
    again = await company.ask("boss", DECIDE, id=id)

    assert (elses["__typename"], elses["reason"]) == ("Refused", "UNKNOWN")
    assert (appealed["status"], appealed["by"], appealed["why"]) == ("OPEN", "Kim", "I was polite")
    assert (own["reason"], again["reason"]) == ("NOTHING_TO_DO", "NOTHING_TO_DO")
    assert (decided["status"], decided["decidedBy"]) == ("UPHELD", "boss")


@pytest.mark.graph
async def test_other_answers_change_the_score_and_the_agent_is_coached(company):
    card = (await company.score(respect=0))["scorecard"]
    await company.ask("Kim", APPEAL, id=card["id"])
    answers = [{"question": it["question"]["id"], "points": 1} for it in card["answers"]]

    changed = (await company.ask("boss", DECIDE, id=card["id"], answers=answers))["scorecard"]
    coached = (await company.ask("lead", COACH, id=card["id"]))["scorecard"]
    lines = {one["name"]: one for one in await company.ask("lead", REPORT)}

    assert (card["score"], card["fatal"]) == (0, ["respect"])
    assert (changed["appeal"]["status"], changed["appeal"]["scoreBefore"]) == ("CHANGED", 0)
    assert changed["score"] > 0
    assert coached["coaching"] == [{"by": "lead", "text": "Say it first"}]
    assert (lines["a-7"]["appeals"], lines["a-7"]["changed"]) == (1, 1)
    assert lines["a-7"]["byPeople"] == changed["score"]


@pytest.mark.graph
async def test_what_was_said_is_there_with_its_figures(company):
    said = await company.ask("lead", HEARD, i="voice:1")

    assert said["speech"] == {"talkOver": 1.0, "silence": 0.0, "agentShare": 40}
    assert said["transcript"][1]["text"] == "My boots are worn."
    assert await company.ask("lead", HEARD, i="voice:9") is None


@pytest.mark.graph
async def test_pages_follow_each_other_without_gaps(company):
    every = cards(await company.ask("lead", IN_DAYS, n=50))
    found, after = [], None
    while True:
        page = await company.ask("lead", IN_DAYS, n=1, after=after)
        found += cards(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert found == every
    assert {one["scope"] for one in every} == {"interaction", "journey"}


@pytest.mark.graph
async def test_there_is_something_to_score_this_week(company):
    week = (datetime.now(UTC) - timedelta(minutes=31)).strftime("%G-W%V")
    waiting = await company.ask("lead", SAMPLES, w=week)
    await company.score(name=waiting[0]["interaction"])

    assert {one["agent"] for one in waiting} == {"a-7", "a-8"}
    assert waiting[0]["why"].startswith("drawn of 1 of ")
    assert len(await company.ask("lead", SAMPLES, w=week)) == len(waiting) - 1


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param('{ qualitySamples(week: "x") { why } }', "2026-W48", id="no week"),
        pytest.param(
            '{ qualityReport(by: AGENT, since: "x") { name } }', "`since` is a day", id="no day"
        ),
        pytest.param(
            "mutation { scoreInteraction(input: {answers: []}) { __typename } }",
            "either `interaction` or `matter`", id="nothing to score",
        ),
        pytest.param(
            'mutation { appealScorecard(id: "x", why: " ") { __typename } }', "`why` says nothing",
            id="no reason",
        ),
    ],
)  # fmt: skip
async def test_what_cannot_be_asked_is_an_error_that_says_why(client, query, says):
    answer = await client.as_role(Role.ADMIN).ask(query)

    assert says in answer["errors"][0]["message"]


@pytest.mark.graph
async def test_answers_that_the_form_has_no_place_for_are_an_error(company):
    asked = {"interaction": "voice:1", "answers": [{"question": "x", "points": 1}]}
    response = await company.http.post(
        "/graphql",
        json={"query": SCORE, "variables": {"i": asked}},
        headers={"authorization": f"Bearer {company.keys['lead']}"},
    )

    (error,) = response.json()["errors"]
    assert "has no question 'x'" in error["message"]


def test_only_who_leads_scores_and_reviewers_of_identity_see_nothing_of_it():
    leads = {Role.SUPERVISOR, Role.ADMIN}

    for name in ("scoreInteraction", "decideAppeal", "noteCoaching", "qualityReport"):
        assert MAY_ASK[name] == leads
    assert MAY_ASK["appealScorecard"] == MAY_ASK["scorecards"] == leads | {Role.AGENT}
