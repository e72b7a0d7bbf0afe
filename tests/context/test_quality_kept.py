"""Scorecards are kept where evidence is, by machine and by people, and customers are asked."""

from dataclasses import replace
from datetime import date

import pytest

from context.quality.by_hand import (
    Deciding,
    Scoring,
    appeal,
    decide_appeal,
    note_coaching,
    score_by_hand,
)
from context.quality.clock import QualityClock
from context.quality.model import MACHINE, Answer, Appeal
from context.quality.parse import parse_quality
from context.quality.reading import (
    calibration,
    heard,
    quality_report,
    samples,
    scorecards_in,
    scorecards_of_interaction,
    scorecards_of_matter,
)
from context.quality.report import By
from context.quality.scoring import WrongAnswersError
from context.records import (
    DesktopEventRecord,
    InteractionRecord,
    RecordingRecord,
    Reference,
    SurveyRecord,
)
from graph.queries.events import events_after
from graph.queries.surveys import SURVEY_DUE, survey_requests
from identity.errors import NothingToDoError, UnknownError
from identity.records import Consent
from tests.context.quality import ANA, START, Centre, at, call, ms, recorded, talk

pytestmark = pytest.mark.graph

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
IN_CALL = (Reference("interaction", "1", "voice"),)
WORN = talk(
    ("agent", 0, 4, "Good morning, this is Kim."),
    ("customer", 5, 9, "My boots came worn. My card is 4111 1111 1111 1111."),
    ("customer", 40, 45, "Are you there?"),
)


@pytest.fixture
def centre(graph, keys) -> Centre:
    return Centre(graph, keys)


def answers(centre, form="talk", *, points=None, **changed):
    """To all questions of a form: yes, or the middle of a scale."""
    questions = centre.rules.current().form(form).questions
    usual = {one.id: 3 if one.scale else 1 for one in questions}
    said = {**usual, **(points or {}), **changed}
    return tuple(Answer(name, one, one is not None) for name, one in said.items())


async def score(centre, actor="lead", *, form="talk", name="voice:1", **changed):
    scoring = Scoring(name, None, form, answers(centre, form, **changed))
    rules = centre.rules.current()
    return await score_by_hand(centre.identity, scoring, rules, actor=actor, at_ms=ms(centre.now))


async def cards_of(centre, name="voice:1"):
    return {one.scorer: one for one in await scorecards_of_interaction(centre.identity, name)}


def points_of(card):
    return {one.question.id: one.answer.points for one in card.told if one.answer}


async def due(graph):
    return [one for one in await events_after(graph, 0) if one["kind"] == SURVEY_DUE]


async def test_a_call_is_scored_when_it_has_come(centre):
    await centre.take(call(transfers=2, transcript=WORN))

    await centre.look()

    card = (await cards_of(centre))[MACHINE]
    said = points_of(card)
    assert (card.agent, card.channel, card.form.name) == ("kim", "voice", "talk")
    assert (said["greeting"], said["silence"], said["stayed"]) == (1, 0, 0)
    assert said["talk_over"] == 1
    assert card.score == pytest.approx(100 * (1 + 2 + 1) / (1 + 2 + 1 + 1 + 3), abs=0.05)


async def test_every_kind_of_interaction_is_scored_and_the_journey_as_a_whole(centre):
    ours = {"person": ANA, "direction": "out", "agent": "lee", "started_at": at(30)}
    written = [
        InteractionRecord(source=channel, source_id="r1", channel=channel, kind="reply",
                          text="Dear Ana, your boots are on their way.", **ours)
        for channel in ("email", "social", "dm", "sms", "review")
    ]  # fmt: skip
    chat = call("2", 20, source="chat", channel="chat", kind="chat")
    visit = call("3", 40, source="counter", channel="counter", kind="visit", text="Quick Boots")

    await centre.take(call(), chat, visit, *written)
    await centre.look()

    on_monday = await scorecards_in(
        centre.identity, MONDAY, TUESDAY, agents=None, after="", limit=50
    )
    assert {one.channel for one in on_monday if one.scope == "interaction"} == {
        "voice", "chat", "counter", "email", "social", "dm", "sms", "review"
    }  # fmt: skip
    assert "journey" in {one.scope for one in on_monday}
    assert {one.scorer for one in on_monday} == {MACHINE}


async def test_looking_twice_changes_nothing(centre, graph):
    await centre.take(call())
    await centre.look()
    before = await graph.read("MATCH (s:Scorecard) RETURN count(s) AS cards")

    await graph.read("MATCH (w:Watermark {name: 'quality'}) RETURN w.value AS value")
    await centre.scorer.score_between(START, at(600), now_ms=ms(centre.now))

    assert await graph.read("MATCH (s:Scorecard) RETURN count(s) AS cards") == before


async def test_what_came_in_as_history_is_scored_when_somebody_asks(centre):
    await centre.take(call(minutes=-60 * 24 * 90))
    await centre.look()
    assert await cards_of(centre) == {}

    done = await centre.scorer.score_between(at(-60 * 24 * 100), START, now_ms=ms(centre.now))

    assert (done.interactions, done.journeys) == (1, 1)
    assert set(await cards_of(centre)) == {MACHINE}


async def test_what_was_done_at_the_desk_counts_when_it_comes_later(centre):
    await centre.take(call())
    await centre.look()
    assert points_of((await cards_of(centre))[MACHINE])["prepared"] is None

    await centre.take(
        DesktopEventRecord(source="desk", source_id="e1", kind="screen_opened", name="order 1001",
                           at=at(0.5), agent="kim", about=IN_CALL)
    )  # fmt: skip
    await centre.look()

    assert points_of((await cards_of(centre))[MACHINE])["prepared"] == 1


async def test_a_person_scores_beside_the_machine_and_may_say_it_anew(centre):
    await centre.take(call())
    await centre.look()

    first = await score(centre, solution=1)
    again = await score(centre, solution=5)

    assert first.id == again.id
    assert first.score < again.score
    assert set(await cards_of(centre)) == {MACHINE, "lead"}


async def test_what_cannot_be_scored_is_refused(centre):
    await centre.take(call(), call("2", agent=None))

    with pytest.raises(UnknownError):
        await score(centre, name="voice:9")
    with pytest.raises(NothingToDoError, match="nobody of ours"):
        await score(centre, name="voice:2")
    with pytest.raises(UnknownError, match="form for voice"):
        await score(centre, form="written")
    with pytest.raises(WrongAnswersError, match="1 to 5"):
        await score(centre, solution=9)


async def test_a_changed_form_keeps_old_scorecards_readable(centre):
    await centre.take(call())
    old = await score(centre, solution=2)
    (form,) = parse_quality(
        '[[form]]\nname = "talk"\ntitle = "New"\nfor = ["voice"]\n[[form.section]]\n'
        'name = "All"\n[[form.section.question]]\nid = "kind"\ntext = "Was it kind?"'
    ).forms
    rules = replace(centre.rules.current(), forms=(form,))

    scoring = Scoring("voice:1", None, "talk", (Answer("kind", 0),))
    new = await score_by_hand(centre.identity, scoring, rules, actor="lead", at_ms=ms(centre.now))

    cards = await scorecards_of_interaction(centre.identity, "voice:1")
    read = next(one for one in cards if one.id == old.id)
    assert {one.id for one in cards} == {old.id, new.id}
    assert read == old
    assert points_of(read)["solution"] == 2
    assert read.told[0].question.text == "Was the customer greeted?"
    assert [one.question.text for one in new.told] == ["Was it kind?"]


async def test_an_appeal_is_decided_by_somebody_else_and_changes_the_score(centre, graph):
    await centre.take(call())
    card = await score(centre, respect=0)
    identity, now = centre.identity, ms(centre.now)
    assert (card.score, card.fatal) == (0.0, ("respect",))

    with pytest.raises(UnknownError):  # somebody else's
        await appeal(identity, card.id, "No", actor="lee", agents=["lee"], at_ms=now)
    await appeal(identity, card.id, "I was polite", actor="kim", agents=["kim"], at_ms=now)
    with pytest.raises(NothingToDoError):
        await appeal(identity, card.id, "Again", actor="kim", agents=None, at_ms=now)
    with pytest.raises(NothingToDoError, match="somebody else"):
        await decide_appeal(identity, card.id, Deciding(None, "No"), actor="lead", at_ms=now)
    with pytest.raises(NothingToDoError, match="appealed against"):
        await score(centre, respect=1)
    other = Deciding(answers(centre), "She was")
    decided = await decide_appeal(identity, card.id, other, actor="boss", at_ms=now)

    assert (decided.appeal, decided.score_before) == (Appeal.CHANGED, 0.0)
    assert decided.score > 0
    assert (decided.appeal_by, decided.decided_by) == ("kim", "boss")
    kinds = [one["kind"] for one in await events_after(graph, 0)]
    assert kinds[-2:] == ["scorecard.appealed", "scorecard.decided"]


async def test_a_score_may_stand_and_the_agent_is_coached(centre):
    await centre.take(call())
    card = await score(centre, solution=1)
    identity, now = centre.identity, ms(centre.now)

    await appeal(identity, card.id, "It was hard", actor="kim", agents=["kim"], at_ms=now)
    await decide_appeal(identity, card.id, Deciding(None, "Yes"), actor="boss", at_ms=now)
    for _ in range(2):
        noted = await note_coaching(identity, card.id, "Offer it", actor="boss", at_ms=now)

    assert (noted.appeal, noted.score, noted.score_before) == (Appeal.UPHELD, card.score, None)
    assert [one.text for one in noted.coaching] == ["Offer it"]


async def test_a_recording_is_heard_masked_until_its_time_is_over(centre, graph):
    kept = recorded(kept_until=at(120), seconds=600)
    await centre.take(call(recording=kept, transcript=WORN))

    said = await heard(centre.identity, "voice:1")

    assert (said.url, said.seconds, said.until_ms) == (kept.url, 600, ms(at(120)))
    assert said.transcript[1].text == "My boots came worn. My card is **** **** **** 1111."
    assert said.speech.longest_silence == 31

    async def ours() -> bool:
        return True

    for minutes, is_there in ((119, True), (121, False)):
        clock = QualityClock(centre.identity, centre.rules, ours, now=lambda m=minutes: ms(at(m)))
        await clock.tick()
        said = await heard(centre.identity, "voice:1")
        assert (bool(said.url), bool(said.transcript)) == (is_there, is_there)
    await centre.take(call(recording=kept, transcript=WORN))  # the same again: it stays away
    assert (await heard(centre.identity, "voice:1")).url is None


async def test_a_recording_may_come_by_itself_before_its_call(centre):
    await centre.take(
        RecordingRecord(source="tapes", source_id="t1", kept_until=at(9_000), transcript=WORN,
                        url="https://recordings.example.com/t1", about=IN_CALL)
    )  # fmt: skip
    await centre.take(call())
    await centre.look()

    said = await heard(centre.identity, "voice:1")

    assert said.url == "https://recordings.example.com/t1"
    assert "**** 1111" in said.transcript[1].text
    assert points_of((await cards_of(centre))[MACHINE])["silence"] == 0


async def test_what_comes_later_about_a_call_leaves_its_recording(centre):
    await centre.take(call(recording=recorded()))

    await centre.take(call(updated_at=at(30), text="wrap-up: exchanged"))

    assert (await heard(centre.identity, "voice:1")).url == recorded().url


async def test_a_customer_is_asked_once_about_a_matter_that_was_closed(centre, graph):
    await centre.take(call(status="solved"))
    await centre.look()
    await centre.take(call(status="solved", updated_at=at(90), text="more of it"))
    await centre.look()

    (event,) = await due(graph)
    (request,) = await survey_requests(graph, event["subjects"])
    assert (request.channel, request.customer_id) == ("voice", event["customers"][0])
    assert request.matter


async def test_whoever_wants_no_questions_gets_none(centre, graph):
    quiet = replace(ANA, consents=(Consent("any", "survey", given=False),), updated_at=START)
    await centre.take(call(status="solved", person=quiet), quiet)

    await centre.look()

    assert await due(graph) == []
    (row,) = await graph.read("MATCH (q:SurveyRequest) RETURN q.why AS why, q.channel AS channel")
    assert row["channel"] is None
    assert "wants no questions" in row["why"]


async def test_what_the_customer_answers_stands_beside_the_scores(centre, graph):
    await centre.take(call(status="solved"))
    await centre.look()
    (event,) = await due(graph)
    (request,) = await survey_requests(graph, event["subjects"])

    await centre.take(
        SurveyRecord(source="ask", source_id="a1", answered_at=at(100), score=2, person=ANA,
                     matter=request.matter, text="twice. Card 4111111111111111")
    )  # fmt: skip
    await centre.look()
    await score(centre, solution=4)

    cards = await scorecards_of_matter(centre.identity, request.matter)
    journey = next(one for one in cards if one.scope == "journey")
    assert {one.satisfaction for one in cards} == {25}
    assert points_of(journey)["satisfied"] == 2
    (row,) = await graph.read("MATCH (v:Survey) RETURN v.text AS text")
    assert row["text"] == "twice. Card ************1111"
    kim, whole = sorted(
        await quality_report(centre.identity, MONDAY, TUESDAY, By.AGENT),
        key=lambda one: one.name != "kim",
    )
    assert (kim.name, kim.satisfaction, kim.answers) == ("kim", 25.0, 1)
    assert kim.by_people is not None
    assert kim.by_machine is not None
    assert whole.scorecards == 1


async def test_what_was_drawn_waits_until_a_person_has_scored_it(centre):
    await centre.take(*(call(str(number), number) for number in range(1, 6)))
    await centre.look()

    drawn = await samples(centre.identity, centre.rules.current(), "2026-W48")
    ours = await samples(centre.identity, centre.rules.current(), "2026-W48", agent="kim")
    await score(centre, name=drawn[0].id)
    left = await samples(centre.identity, centre.rules.current(), "2026-W48")

    assert drawn == ours
    assert len(left) == len(drawn) - 1
    assert drawn[0].by_machine is not None
    assert await samples(centre.identity, centre.rules.current(), "2026-W40") == []


async def test_scorers_are_held_against_each_other(centre):
    await centre.take(call("1"), call("2", 20))
    for name, points in (("voice:1", 5), ("voice:2", 1)):
        for actor in ("lead", "boss"):
            await score(centre, actor, name=name, solution=points)

    found = await calibration(centre.identity, "talk", MONDAY, TUESDAY, centre.rules.current())

    by_name = {one.name: one.agreement.alpha for one in found}
    assert by_name["solution"] == 1.0
    assert by_name["score"] == 1.0
    assert by_name["greeting"] is None  # all said the same
