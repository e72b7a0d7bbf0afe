"""Rules about promises are data: a file of one's own, and every fault of it with its line."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from context.policies.parse import RefusedRulesError
from context.promises.book import promise_book
from context.promises.due import usual_due_ms
from context.promises.model import Kind, Span
from context.promises.parse import parse_promises
from context.promises.phrases import LANGUAGES, WrongPhrasesError, phrases, read_phrases
from context.promises.reading import read_promises
from context.promises.shipped import shipped_promises
from tests.context.promises import HOUR_MS, START, later, ms

FRIDAY = later(4 * 24)


def test_a_file_changes_what_it_names_and_nothing_else():
    text = '[usual]\nrefund = { hours = 48 }\n[escalation]\nowner = "duty manager"\n'

    rules = parse_promises(text, shipped_promises())

    assert rules.usual[Kind.REFUND] == Span(hours=48)
    assert rules.usual[Kind.VISIT] == shipped_promises().usual[Kind.VISIT]
    assert (rules.supervisor, rules.escalate_ms) == ("duty manager", 4 * HOUR_MS)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        pytest.param("day_ends = 18", 1, 'a time of day like "17:30"', id="no time"),
        pytest.param('\nday_ends = "25:00"', 2, 'a time of day like "17:30"', id="no such time"),
        pytest.param('working_days = ["mo"]', 1, "one of mon, tue", id="no such day"),
        pytest.param("[usual]\nrefund = { days = 3 }", 2, "one of hours, working_days", id="days"),
        pytest.param(
            "[usual]\nrefund = { hours = 1, working_days = 2 }", 2, "either hours or", id="both"
        ),
        pytest.param("[usual]\ncall = { hours = 1 }", 2, "one of call_back", id="no such kind"),
        pytest.param("[escalation]\nafter_hours = -1", 2, "from 0 to", id="before its time"),
        pytest.param("colour = 1", 1, "one of day_ends", id="unknown key"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(text, line, expected):
    with pytest.raises(RefusedRulesError) as refused:
        parse_promises(text, shipped_promises())

    assert refused.value.faults[0].line == line
    assert any(expected in one.expected for one in refused.value.faults)


def test_working_days_skip_the_weekend():
    due_ms = usual_due_ms(Kind.CALL_BACK, ms(FRIDAY), shipped_promises())

    assert due_ms == ms(datetime(2026, 11, 9, 18, tzinfo=UTC))


def test_by_five_is_by_five_where_the_company_is():
    rules = promise_book(zone=ZoneInfo("America/New_York")).current()

    (said,) = read_promises("I'll call you back by 5 pm today.", ms(START), rules)

    assert said.due_ms == ms(datetime(2026, 11, 2, 22, tzinfo=UTC))


def test_a_day_is_over_when_the_company_says():
    rules = parse_promises('day_ends = "20:00"', shipped_promises())

    (said,) = read_promises("You will hear from us today.", ms(START), rules)

    assert rules.day_ends == time(20)
    assert said.due_ms == ms(later(11))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_of_phrases_is_whole(language):
    assert phrases(language).kinds.keys() == set(Kind)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"kinds": {"gift": ["x"]}}, "no kind gift", id="kind"),
        pytest.param({"triggers": ["{they} will"]}, "no part 'they'", id="part"),
        pytest.param({"triggers": ["(will"]}, "in one of", id="bracket"),
    ],
)
def test_a_wrong_table_of_phrases_is_refused(change, says):
    table = {
        "parts": {},
        "triggers": ["will"],
        "kinds": {kind.value: ["will"] for kind in Kind},
        "sentence": {"vetoes": [], "harmless": [], "tags": []},
    }

    with pytest.raises(WrongPhrasesError, match=says):
        read_phrases("xx", {**table, **change})


@pytest.mark.parametrize(
    ("text", "due"),
    [
        pytest.param("We will call you in 20 minutes.", later(1 / 3), id="minutes"),
        pytest.param("We will call you back by 8 am.", later(23), id="tomorrow, since it is 9"),
        pytest.param("We will call you back on Monday.", later(7 * 24 + 9), id="not today"),
        pytest.param("We will call you on 2026-12-01 at 14:30.", later(29 * 24 + 5.5), id="ISO"),
        pytest.param("We will call you on January 5.", later(64 * 24 + 9), id="next year"),
        pytest.param("We will call you between 2 and 4.", later(7), id="in the afternoon"),
    ],
)
def test_times_are_read_as_they_are_meant(text, due):
    (said,) = read_promises(text, ms(START), shipped_promises())

    assert (said.due_ms, said.assumed) == (ms(due), False)


def test_two_promises_of_a_sentence_have_each_its_own_time():
    text = "I will call you back by 5 pm today and we will refund you within 3 days."

    call, refund = read_promises(text, ms(START), shipped_promises())

    assert (call.kind, call.due_ms) == (Kind.CALL_BACK, ms(later(8)))
    assert (refund.kind, refund.due_ms) == (Kind.REFUND, ms(later(3 * 24 + 9)))


def test_what_stands_below_in_an_older_mail_is_not_said_again():
    text = "Thank you for your patience.\n\nOn Monday Kim wrote:\nWe will call you tomorrow."

    assert read_promises(text, ms(START), shipped_promises()) == ()


def test_a_long_text_takes_no_time():
    text = "we will " * 5_000 + "." + "call you back by 5 " * 5_000

    read_promises(text, ms(START), shipped_promises())
