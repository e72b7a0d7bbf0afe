"""What people score is drawn so that nobody can choose; customers are asked once, as they like."""

import pytest

from context.journey.model import Attempt, Matter
from context.quality.model import Plan, SurveyRules
from context.quality.sampling import Candidate, choose, days_of_week, week_of
from context.quality.speech import speech_of
from context.quality.surveys import asking, is_due
from graph.standing import ConsentView, PreferredChannel, RefusedChannel
from tests.context.quality import START, at, ms, talk

WEEKLY = Plan("weekly", (), per_mille=100, at_least=1, always_attempts=3, seed="s")
CALLS = [
    Candidate(f"k{number}", agent, "voice", ms(at(number)))
    for number, agent in enumerate(["kim"] * 40 + ["lee"] * 4)
]


def drawn(plans, candidates=CALLS):
    return {one.key for one in choose(plans, candidates)}


def test_of_each_agent_a_share_is_drawn_and_one_at_least():
    keys = drawn([WEEKLY])

    assert len(keys & {one.key for one in CALLS if one.agent == "kim"}) == 4
    assert len(keys & {one.key for one in CALLS if one.agent == "lee"}) == 1


def test_who_draws_again_draws_the_same_and_another_seed_something_else():
    other = Plan("weekly", (), per_mille=100, at_least=1, always_attempts=3, seed="other")

    assert drawn([WEEKLY]) == drawn([WEEKLY], list(reversed(CALLS)))
    assert drawn([WEEKLY]) != drawn([other])


def test_weeks_and_channels_are_drawn_from_each():
    more = [Candidate("next", "kim", "voice", ms(at(7 * 24 * 60))),
            Candidate("chat", "kim", "chat", ms(START))]  # fmt: skip

    assert {"next", "chat"} <= drawn([WEEKLY], [*CALLS, *more])
    assert "chat" not in drawn([Plan("calls", ("voice",), 1000, 0, 0, "s")], [*CALLS, *more])


def test_a_matter_of_many_attempts_is_always_looked_at():
    hard = Candidate("hard", "kim", "voice", ms(START), attempts=3)
    (chosen,) = [one for one in choose([WEEKLY], [*CALLS, hard]) if one.key == "hard"]

    assert chosen.why == "its matter has 3 attempts"
    assert "hard" not in drawn([Plan("few", (), 1, 0, 0, "z")], [*CALLS, hard])


def test_a_week_has_seven_days_and_belongs_to_its_thursdays_year():
    assert week_of(ms(START)) == "2026-W48"
    assert [one.isoformat() for one in days_of_week("2026-W48")] == ["2026-11-23", "2026-11-30"]
    assert [one.isoformat() for one in days_of_week("2020-W53")] == ["2020-12-28", "2021-01-04"]
    with pytest.raises(ValueError, match="99"):
        days_of_week("2026-W99")


def test_a_talk_in_figures():
    speech = speech_of(
        talk(
            ("customer", 10, 20, ""), ("agent", 0, 8, ""), ("agent", 18, 26, ""),
            ("hold", 30, 90, ""), ("agent", 90, 92.5, ""),
        )
    )  # fmt: skip

    assert (speech.seconds, speech.hold) == (92.5, 60)
    assert (speech.silence, speech.longest_silence) == (4, 4)  # two seconds are breath
    assert (speech.talk_over, speech.talk_overs) == (2, 1)
    assert speech.agent_share == 65


def test_without_timings_there_are_no_figures():
    assert speech_of(()) is None
    assert speech_of(talk(("agent", 0, 0, "Hello"))) is None


def closed(*channels, status="closed", hours_ago=1):
    tried = tuple(Attempt(f"i{number}", channel, number, "answered", None)
                  for number, channel in enumerate(channels))  # fmt: skip
    closed_at_ms = ms(START) - hours_ago * 3_600_000 if status == "closed" else None
    return Matter("m1", "Worn boots", 0, status, 0, "", tried=tried, closed_at_ms=closed_at_ms)


@pytest.mark.parametrize(
    ("matter", "due"),
    [
        pytest.param(closed("voice"), True, id="closed an hour ago"),
        pytest.param(closed("voice", status="open"), False, id="open"),
        pytest.param(closed("voice", hours_ago=100), False, id="history that came in"),
        pytest.param(closed(), False, id="the customer had nothing to do with it"),
    ],
)
def test_a_customer_is_asked_about_what_was_closed_of_late(matter, due):
    assert is_due(matter, SurveyRules(), now_ms=ms(START)) is due
    assert not is_due(matter, SurveyRules(ask=False), now_ms=ms(START))


def refuses(*channels):
    avoid = tuple(RefusedChannel(one, "", "crm") for one in channels)
    return PreferredChannel(None, "", avoid=avoid)


def consent(channel, purpose, given=False):
    return ConsentView(channel, purpose, given, "shop", "c1", None)


@pytest.mark.parametrize(
    ("channels", "preferred", "consents", "channel"),
    [
        pytest.param(["voice", "email"], None, (), "email", id="the latest"),
        pytest.param(["voice", "social"], None, (), "dm", id="not in public"),
        pytest.param(["email", "counter"], None, (), "email", id="nobody is at the counter"),
        pytest.param(["voice"], PreferredChannel("sms", "said so"), (), "sms", id="preferred"),
        pytest.param(["email", "voice"], refuses("voice"), (), "email", id="not what is refused"),
        pytest.param(["voice"], refuses("voice"), (), None, id="nothing is left"),
        pytest.param(["email"], None, (consent("any", "survey"),), None, id="no surveys at all"),
        pytest.param(["email"], None, (consent("email", "marketing"),), "email", id="no marketing"),
        pytest.param(["counter"], None, (), None, id="no channel is known"),
    ],
)
def test_the_channel_is_the_customers(channels, preferred, consents, channel):
    how = asking(closed(*channels), preferred, consents)

    assert how.channel == channel
    assert how.why
