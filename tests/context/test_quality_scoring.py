"""Answers become a score, by machine or by a person; what is not known does not count."""

import json

import pytest

from context.journey.kept import to_text
from context.journey.model import Attempt, Effort, Matter
from context.quality.contact import contact_facts, is_scorable
from context.quality.journey import journey_facts
from context.quality.machine import machine_answers
from context.quality.model import Answer
from context.quality.parse import parse_quality
from context.quality.scoring import WrongAnswersError, check_answers, score
from context.quality.shipped import shipped_quality
from graph.quality import DesktopView, JourneyView, SurveyView
from tests.context.quality import START, at, ms, transcript_view, view

(FORM,) = parse_quality("""
[[form]]
name = "f"
title = "F"
for = ["voice"]
[[form.section]]
name = "One"
[[form.section.question]]
id = "a"
text = "A?"
weight = 3
[[form.section.question]]
id = "b"
text = "B?"
answer = "scale"
scale = 5
may_not_apply = true
[[form.section]]
name = "Two"
[[form.section.question]]
id = "c"
text = "C?"
fatal = true
""").forms
TALK = next(one for one in shipped_quality().forms if one.name == "talk")
WRITTEN = next(one for one in shipped_quality().forms if one.name == "written")
JOURNEY = next(one for one in shipped_quality().forms if one.name == "journey")


def said(**points):
    """Answers to form F; None: it does not apply."""
    return [Answer(name, points, points is not None) for name, points in points.items()]


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        pytest.param(said(a=1, b=5, c=1), 100.0, id="all best"),
        pytest.param(said(a=0, b=5, c=1), 40.0, id="weighted: 0 of 3, 1 of 1, 1 of 1"),
        pytest.param(said(a=1, b=3, c=1), 90.0, id="half of a scale"),
        pytest.param(said(a=1, b=None, c=1), 100.0, id="what does not apply is taken out"),
        pytest.param(said(a=0, b=None, c=1), 25.0, id="and the others weigh more"),
        pytest.param(said(a=1, b=5, c=0), 0.0, id="fatal"),
        pytest.param(said(b=None), None, id="nothing applied"),
    ],
)
def test_answers_are_weighed(answers, result):
    assert score(FORM, answers).score == result


def test_sections_have_scores_of_their_own():
    result = score(FORM, said(a=1, b=1, c=0))

    assert result.sections == {"One": 75.0, "Two": 0.0}
    assert (result.fatal, result.answered) == (("c",), 3)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        pytest.param(said(a=1, b=3), "not answered: c", id="missing"),
        pytest.param(said(a=1, b=3, c=1, d=1), "no question 'd'", id="unknown"),
        pytest.param(said(a=2, b=3, c=1), "1 for yes or 0 for no", id="yes is 1"),
        pytest.param(said(a=1, b=6, c=1), "1 to 5", id="beyond the scale"),
        pytest.param(said(a=1, b=0, c=1), "1 to 5", id="a scale begins with 1"),
        pytest.param(said(a=None, b=1, c=1), "'a' always applies", id="it always applies"),
        pytest.param([*said(a=1, b=1, c=1), *said(a=0)], "answered twice: a", id="twice"),
    ],
)
def test_a_person_answers_every_question_as_it_may_be(answers, says):
    with pytest.raises(WrongAnswersError, match=says):
        check_answers(FORM, answers)


def by_machine(form, contact):
    facts = contact_facts(contact, ("Quick Boots",))
    return {one.question: (one.points, one.why) for one in machine_answers(form, facts)}


def spoken(*lines):
    return transcript_view(json.dumps(lines))


def test_a_machine_leaves_out_what_it_does_not_know():
    answers = by_machine(TALK, view())

    assert answers["talk_over"] == (None, "not on file: contact.talk_over_seconds")
    assert answers["greeting"][0] is None
    assert answers["stayed"] == (1, "contact.transfers: 0")
    assert "solution" not in answers  # no rule: people only


def test_a_machine_hears_silence_hold_and_who_talks_over_whom():
    answers = by_machine(
        TALK,
        view(
            transfers=3,
            recording=spoken(
                ["agent", 0, 5, "Hello, I see that you called twice about this."],
                ["customer", 4, 20, "Yes, three times."],
                ["agent", 10, 18, "One moment."],
                ["hold", 20, 120, ""],
                ["agent", 150, 155, "Here I am."],
            ),
        ),
    )

    assert answers["greeting"][0] == 1
    assert answers["talk_over"] == (0, "contact.talk_over_seconds: 9")
    assert answers["silence"] == (0, "contact.longest_silence_seconds: 30")
    assert answers["hold"] == (3, "contact.hold_seconds: 100")
    assert answers["stayed"] == (0, "contact.transfers: 3")


def attempt(id_, minutes, **changes):
    values = {"interaction_id": id_, "channel": "voice", "at_ms": ms(at(minutes)),
              "outcome": "abandoned", "waited_seconds": 600, "source": "voice"}  # fmt: skip
    return Attempt(**{**values, **changes})


def matter(*tried, **changes):
    values = {"id": "m1", "subject": "Worn boots", "opened_at_ms": ms(START), "status": "closed",
              "last_at_ms": ms(at(60)), "why": "", "tried": tried}  # fmt: skip
    return Matter(**{**values, **changes})


@pytest.mark.parametrize(
    ("words", "points"),
    [
        pytest.param("Good morning, what can I do for you?", 0, id="she tells it again"),
        pytest.param("I see that you called this morning and waited.", 1, id="it is acknowledged"),
        pytest.param("You have already explained it, so no need to repeat it.", 1, id="otherwise"),
        pytest.param("Ich sehe, dass Sie heute früh angerufen haben.", 1, id="in German"),
    ],
)
def test_whoever_was_there_before_should_not_tell_it_again(words, points):
    story = to_text(matter(attempt("0", -30), attempt("1", 0)))
    contact = view(matter_id="m1", story=story, recording=spoken(["agent", 0, 5, words]))

    assert by_machine(TALK, contact)["acknowledged"][0] == points


def test_who_comes_the_first_time_cannot_be_acknowledged():
    contact = view(story=to_text(matter(attempt("1", 0))), recording=spoken(["agent", 0, 5, "Hi"]))

    assert by_machine(TALK, contact)["acknowledged"] == (None, "contact.earlier_attempts: 0")


@pytest.mark.parametrize(
    ("minutes", "points"), [(30, 5), (61, 4), (300, 2), (1500, 1)], ids="{} min".format
)
def test_an_answer_in_writing_is_the_better_the_sooner_it_comes(minutes, points):
    contact = view(channel="email", kind="mail", direction="out", text="Dear Ana",
                   asked_at_ms=ms(at(-minutes)), asked_id="0")  # fmt: skip

    answers = by_machine(WRITTEN, contact)

    assert answers["in_time"] == (points, f"contact.answered_minutes: {minutes}")
    assert answers["personal"][0] == 1


def test_a_standard_reply_is_not_personal():
    contact = view(channel="social", direction="out", text="We value your call", canned=True)

    assert by_machine(WRITTEN, contact)["personal"] == (0, "contact.canned: yes")


def test_the_file_is_opened_before_the_talk_begins_or_after():
    early, late = (DesktopView("screen_opened", name, "kim", ms(START) + seconds * 1000)
                   for name, seconds in (("order", 30), ("notes", 90)))  # fmt: skip

    assert by_machine(TALK, view(desktop=(early, late)))["prepared"][0] == 1
    assert by_machine(TALK, view(desktop=(late,)))["prepared"][0] == 0
    assert by_machine(TALK, view())["prepared"][0] is None  # no desktop says anything


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        pytest.param({}, True, id="a call that is over"),
        pytest.param({"agent": None}, False, id="nobody of ours was there"),
        pytest.param({"status": "answered", "ended_at_ms": None}, False, id="it goes on"),
        pytest.param({"status": "abandoned"}, False, id="nobody answered"),
        pytest.param({"channel": "email"}, False, id="what the customer writes"),
        pytest.param({"channel": "email", "direction": "out", "text": "Dear Ana"}, True, id="ours"),
        pytest.param({"channel": "counter", "status": None}, True, id="a visit"),
    ],
)
def test_what_is_there_to_be_scored(changes, counts):
    assert is_scorable(view(**changes)) is counts


def journey(told, **changes):
    values = {"matter_id": "m1", "customer_id": "c-ana", "story": to_text(told),
              "subject": ("Interaction", "k1"), "promises": (), "texts": (), "transcripts": (),
              "surveys": (), "is_asked": False}  # fmt: skip
    view = JourneyView(**{**values, **changes})
    facts = journey_facts(view, ("Quick Boots",))
    return {one.question: one.points for one in machine_answers(JOURNEY, facts)}


def test_a_journey_is_scored_by_what_it_cost_and_how_it_ended():
    told = matter(attempt("0", 0), attempt("1", 60, outcome="canned"),
                  effort=Effort(3, 2, 1_300, 2, retellings=2))  # fmt: skip

    answers = journey(
        told,
        promises=(("kept", False), ("kept", True)),
        texts=("I will buy them at quick  boots, next day and free.",),
        surveys=(SurveyView(5, 5, ms(START)), SurveyView(2, 5, ms(at(9)))),
    )

    assert answers == {"told_once": 0, "not_handed_on": 0, "attempts": 4, "waiting": 0,
                       "promises": 0, "no_standard_reply": 0, "stays_with_us": 0,
                       "satisfied": 2}  # fmt: skip


def test_a_journey_that_went_well():
    answers = journey(matter(attempt("0", 0), effort=Effort(1, 1, 60, 0)))

    assert answers["attempts"] == 5
    assert answers["stays_with_us"] == 1
    assert answers["promises"] is None
    assert answers["satisfied"] is None
