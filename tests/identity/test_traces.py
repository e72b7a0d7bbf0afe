"""A delivery speaks of a person by her identifiers, in whichever spelling, and by her ids."""

import json
import time

import pytest

from connectors.connector import Connector
from connectors.voice.connector import VOICE
from identity.traces import Traces, source_of

TRACES = Traces(
    frozenset({"phone:+15550100177", "email:ana@example.com", "x:ana_l", "loyalty:LOY881177"}),
    frozenset({("voice:main", "call-7"), ("voice:main", "9")}),
    "US",
)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"from": "+15550100177"}, id="E.164"),
        pytest.param({"from": "(555) 010-0177"}, id="national"),
        pytest.param({"from": 5550100177}, id="a number that is one"),
        pytest.param({"from": "tel:+1-555-010-0177"}, id="a URI"),
        pytest.param({"text": "call me at 010 0177 please"}, id="local, in a text"),
        pytest.param({"deep": [{"who": "Ana <ANA@Example.com>"}]}, id="mail, deep inside"),
        pytest.param({"user": {"screen_name": "@Ana_L"}}, id="handle"),
        pytest.param({"text": "thanks @ana_l!"}, id="handle in a text"),
        pytest.param({"account_number": "LOY-881177"}, id="account number"),
        pytest.param({"call_id": "call-7", "event": "ended"}, id="id of hers"),
        pytest.param({"ana@example.com": True}, id="as a name"),
    ],
)
def test_it_is_found(payload):
    assert TRACES.are_in(json.dumps(payload), "voice:main")


@pytest.mark.parametrize(
    ("payload", "source"),
    [
        pytest.param({"from": "+15550100178"}, "voice:main", id="the next number"),
        pytest.param({"from": "+445550100177"}, "voice:main", id="another country"),
        pytest.param({"waited": 177, "at": "2026-11-02T10:00:00Z"}, "voice:main", id="few digits"),
        pytest.param({"who": "diana@example.com"}, "voice:main", id="a longer mail"),
        pytest.param({"who": "ana@example.community"}, "voice:main", id="another domain"),
        pytest.param({"who": "@ana_lo"}, "voice:main", id="a longer handle"),
        pytest.param({"name": "Ana Lopez"}, "voice:main", id="a name alone"),
        pytest.param({"call_id": "call-7"}, "voice:other", id="an id of another sender"),
        pytest.param({"call_id": "call-77"}, "voice:main", id="a longer id"),
        pytest.param({}, "voice:main", id="nothing"),
    ],
)
def test_a_near_miss_is_not(payload, source):
    assert not TRACES.are_in(json.dumps(payload), source)


@pytest.mark.parametrize("body", ["not json, ana@example.com", "[" * 100_000 + "ana@example.com"])
def test_a_body_that_is_no_json_is_searched_as_it_stands(body):
    assert TRACES.are_in(body, "voice:main")


@pytest.mark.parametrize("text", ["a" * 300_000, "1 " * 150_000, "1(" * 150_000, "@" * 300_000])
def test_hostile_text_takes_time_in_proportion(text):
    """Ten times the text may not take a hundred times as long."""

    def seconds(body: str) -> float:
        started = time.perf_counter()
        TRACES.are_in(json.dumps({"text": body}), "voice:main")
        return time.perf_counter() - started

    short = min(seconds(text[: len(text) // 10]) for _ in range(3))
    assert seconds(text) < 60 * max(short, 0.001)


def test_a_sender_is_named_as_its_records_are():
    assert source_of("voice", "main") == VOICE.source("main")
    assert Connector("chat", VOICE.webhook).source("eu") == source_of("chat", "eu")
