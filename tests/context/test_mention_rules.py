"""How urgent, how late, by whom, and how helpful: the rules about mentions, without a graph."""

import pytest

from context.journey.problem import Problem
from context.journey.wording import DAY_MS, HOUR_MS, MINUTE_MS
from context.mentions.credit import credit
from context.mentions.firestorm import firestorms_of
from context.mentions.history import history_of
from context.mentions.model import Author, Post, Status, Tone
from context.mentions.shipped import shipped_mentions
from context.mentions.target import clock_in_words, is_overdue, next_look_ms
from context.mentions.triage import triage
from tests.context.matters import case, matters, one

NOW = 1_795_000_000_000
TIMES = shipped_mentions().times


def judged(**changes):
    values = {"reach": 500, "tone": Tone.NEGATIVE, "asks": False, "author": Author(), **changes}
    return triage(**values)


def tried(times: int) -> Problem:
    (matter,) = matters(*(one("email", 3 - n / 10, text="the kettle") for n in range(times)))
    return Problem(attempts=list(matter.tried) * times, cases=[case()])


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        pytest.param({}, 3 * 1 * 2, id="a stranger complains"),
        pytest.param({"reach": 50}, 2 * 1 * 2, id="to fewer"),
        pytest.param({"reach": 50_000}, 5 * 1 * 2, id="to many"),
        pytest.param({"reach": None}, 1 * 1 * 2, id="nobody knows to how many"),
        pytest.param({"tone": Tone.POSITIVE}, 3, id="praise"),
        pytest.param({"tone": Tone.NEUTRAL}, 3, id="a remark"),
        pytest.param({"tone": Tone.NEUTRAL, "asks": True}, 3 * 1 * 2, id="a question"),
        pytest.param({"author": Author(known=True)}, 3 * 2 * 2, id="a customer"),
        pytest.param({"author": Author(known=True, orders=11)}, 3 * 3 * 2, id="of many orders"),
        pytest.param({"author": Author(followers=40_000)}, 5 * 3 * 2, id="somebody many follow"),
        pytest.param(
            {"author": Author(known=True, standing="detractor")}, 3 * 3 * 2, id="a known detractor"
        ),
        pytest.param({"open_now": [tried(1)]}, 3 * 1 * 3, id="a matter is open"),
        pytest.param({"open_now": [tried(3)]}, 3 * 1 * 4, id="it was tried three times"),
        pytest.param({"broken_promises": 1}, 3 * 1 * 4, id="a promise was broken"),
        pytest.param({"storm": 2}, 3 * 1 * 6, id="in two public places"),
    ],
)
def test_points_are_reach_times_who_times_what_is_open(changes, points):
    assert judged(**changes).points == points


def test_the_reason_says_what_the_points_are_made_of():
    found = judged(reach=2500, author=Author(known=True, orders=11), open_now=[tried(1)])

    assert found.why == (
        "2,500 may have read it (4) × a customer of 11 orders (3) × a matter is open (3)"
    )


@pytest.mark.parametrize(
    ("status", "answered", "words"),
    [
        pytest.param(Status.OPEN, None, "31 minutes left", id="open"),
        pytest.param(Status.CLAIMED, None, "31 minutes left", id="claimed"),
        pytest.param(Status.ANSWERED, NOW, "answered in time", id="answered"),
        pytest.param(Status.PRIVATE, NOW + 2 * HOUR_MS, "answered 1 hour late", id="late"),
        pytest.param(Status.CLOSED, None, "closed without an answer", id="closed"),
        pytest.param(Status.LAPSED, None, "lapsed without an answer", id="lapsed"),
    ],
)
def test_the_clock_is_said_in_words(status, answered, words):
    due = NOW + 31 * MINUTE_MS

    assert clock_in_words(status, due=due, answered_ms=answered, now_ms=NOW) == words


def test_what_waits_past_its_time_is_overdue_and_what_is_answered_is_not():
    assert is_overdue(Status.OPEN, NOW - 1, NOW)
    assert not is_overdue(Status.OPEN, NOW, NOW)
    assert not is_overdue(Status.ANSWERED, NOW - 1, NOW)


@pytest.mark.parametrize(
    ("status", "claimed", "told", "minutes"),
    [
        pytest.param(Status.OPEN, None, False, 60, id="its hour first"),
        pytest.param(Status.CLAIMED, NOW, False, 30, id="the claim before that"),
        pytest.param(Status.OPEN, None, True, 7 * 24 * 60, id="then its end"),
        pytest.param(Status.ANSWERED, None, False, None, id="never, once answered"),
    ],
)
def test_the_clock_looks_when_something_is_due(status, claimed, told, minutes):
    look = next_look_ms(
        status, at_ms=NOW, due=NOW + HOUR_MS, claimed_ms=claimed, is_told=told, times=TIMES
    )

    assert look == (None if minutes is None else NOW + minutes * MINUTE_MS)


def said(source: str, hours: float, tone: Tone = Tone.NEGATIVE, **more) -> Post:
    at_ms = NOW + round(hours * HOUR_MS)
    values = {"channel": "social", "reach": 100, **more}
    return Post(f"{source}{hours}", "i", source, f"{hours}", values.pop("channel"), at_ms, tone,
                **values)  # fmt: skip


@pytest.mark.parametrize(
    ("posts", "places"),
    [
        pytest.param([said("x", 0)], [], id="one place"),
        pytest.param([said("x", 0), said("x", 1)], [], id="one place twice"),
        pytest.param([said("x", 0), said("facebook", 1)], [("x", "facebook")], id="two places"),
        pytest.param(
            [said("x", 0), said("facebook", 23.9)], [("x", "facebook")], id="the same day"
        ),
        pytest.param([said("x", 0), said("facebook", 24.1)], [], id="a day later"),
        pytest.param(
            [said("x", 0), said("facebook", 1, Tone.POSITIVE)], [], id="praise in the second"
        ),
        pytest.param(
            [said("x", 0, Tone.NEUTRAL), said("facebook", 1, Tone.NEUTRAL)], [], id="no complaint"
        ),
        pytest.param(
            [said("x", 0, Tone.NEUTRAL), said("facebook", 1)], [("x", "facebook")], id="one of two"
        ),
        pytest.param(
            [said("x", 0), said("facebook", 1, text="Thank you, all is well.")], [], id="thanks"
        ),
        pytest.param(
            [
                said("x", 0),
                said("facebook", 1),
                said("reviews", 2),
                said("news", 3, channel="email"),
            ],
            [("x", "facebook", "reviews", "email news")],
            id="four places",
        ),
        pytest.param(
            [said("x", 0), said("x", 20), said("facebook", 43)],
            [("x", "facebook")],
            id="it goes on",
        ),
        pytest.param(
            [said("x", 0), said("y", 1), said("x", 72), said("y", 73)],
            [("x", "y"), ("x", "y")],
            id="two of them",
        ),
    ],
)
def test_a_firestorm_is_one_customer_in_several_public_places_within_a_day(posts, places):
    for order in (posts, posts[::-1]):
        assert [one.places for one in firestorms_of(order, DAY_MS)] == places


def test_a_firestorm_has_its_reach_and_the_post_that_made_it_one():
    (storm,) = firestorms_of([said("x", 0), said("x", 1), said("facebook", 2)], DAY_MS)

    assert storm.reach == 300
    assert storm.warned_ms == NOW + 2 * HOUR_MS


@pytest.mark.parametrize(
    ("tones", "standing"),
    [
        pytest.param("", None, id="said nothing"),
        pytest.param("+", None, id="praised once"),
        pytest.param("++", "ambassador", id="twice"),
        pytest.param("+++-", "ambassador", id="mostly"),
        pytest.param("++--", None, id="both"),
        pytest.param("--", "detractor", id="blamed twice"),
        pytest.param("--000", "detractor", id="with remarks between"),
    ],
)
def test_who_praises_or_blames_again_and_again_is_known_for_it(tones, standing):
    tone = {"+": Tone.POSITIVE, "-": Tone.NEGATIVE, "0": Tone.NEUTRAL}
    posts = [said("x", place, tone[one]) for place, one in enumerate(tones)]

    assert history_of(posts).standing == standing


@pytest.mark.parametrize(
    ("text", "tone", "thanks", "why"),
    [
        pytest.param("Same here", Tone.NEUTRAL, ("Thank you, Pat!",), "said thanks", id="thanked"),
        pytest.param(
            "You need to ask for two technicians when you book.",
            Tone.NEUTRAL,
            (),
            "what to do",
            id="it tells what to do",
        ),
        pytest.param("Same here, they are useless", Tone.NEGATIVE, (), None, id="blame"),
        pytest.param("Did you try to call them?", Tone.NEUTRAL, (), None, id="a question"),
        pytest.param("lol", Tone.NEUTRAL, (), None, id="nothing"),
        pytest.param("Same", Tone.NEUTRAL, ("Thanks but no",), None, id="thanks that are none"),
    ],
)
def test_an_answer_is_credited_when_it_helped(text, tone, thanks, why):
    found = credit(text, tone, thanks)

    assert (found is None) if why is None else (why in (found or ""))
