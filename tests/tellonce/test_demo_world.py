"""The demo world is whole, the same for the same seed, and readable by the import."""

import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from connectors.canonical.parse import parse_line, parse_record
from connectors.canonical.types import TYPES
from context.records import ActivityRecord, InteractionRecord
from tellonce.demo.world import call_events, lookups, records

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CALL_EVENTS = {"ringing", "queued", "answered", "abandoned", "transferred", "voicemail", "ended"}
# The ranges that are kept free for invented people.
INVENTED_PHONE = re.compile(r"\+1\d{3}55501\d{2}|\+447700900\d{3}")


@pytest.fixture(scope="module")
def world():
    return list(records(seed=1, now=NOW))


@pytest.fixture(scope="module")
def events():
    return list(call_events(seed=1, now=NOW))


def test_the_same_seed_gives_the_same_world(world, events):
    assert list(records(seed=1, now=NOW)) == world
    assert list(call_events(seed=1, now=NOW)) == events


def test_another_seed_gives_other_people(world):
    assert list(records(seed=2, now=NOW)) != world


def test_every_record_is_canonical_json(world):
    for record in world:
        assert parse_line(json.dumps(record)) == parse_record(record)


def test_every_record_type_is_there(world):
    assert {record["type"] for record in world} == set(TYPES)


def test_there_are_about_five_hundred_customers(world):
    accounts = [one for one in world if one["type"] == "person" and one["source"] == "shop"]

    assert 480 <= len(accounts) <= 520


def test_no_version_of_a_record_is_told_twice(world):
    told = Counter((one["type"], one["source"], one["id"], one.get("updated_at")) for one in world)

    assert [key for key, times in told.items() if times > 1] == []


def test_every_activity_is_about_something_that_is_there(world, events):
    there = {(one["type"], one["source"], one["id"]) for one in world}
    there |= {("interaction", "voice:demo", one["call_id"]) for one in events}

    for record in map(parse_record, world):
        if isinstance(record, ActivityRecord):
            for about in record.about:
                assert (about.type, about.source or record.source, about.id) in there


def test_every_answer_answers_something(world):
    said = {record["id"] for record in world if record["type"] == "interaction"}
    answered = [one["in_reply_to"] for one in world if "in_reply_to" in one]

    assert answered
    assert set(answered) <= said


def test_nothing_happens_after_now(world, events):
    said = [record for record in map(parse_record, world) if isinstance(record, InteractionRecord)]

    assert all(one.started_at <= NOW for one in said)
    assert all(one.ended_at is None or one.started_at <= one.ended_at <= NOW for one in said)
    assert all(datetime.fromisoformat(one["at"]) <= NOW for one in events)


def test_all_people_are_invented(world, events):
    text = json.dumps([world, events])
    phones = set(re.findall(r"\+\d[\d ]+", text)) - {"+00", "+00:00"}
    addresses = set(re.findall(r"[\w.]+@([\w.]+)", text))

    assert phones
    assert [one for one in phones if len(one) > 5 and not INVENTED_PHONE.fullmatch(one)] == []
    assert addresses == {"example.com", "example.org", "example.net"}


def test_there_are_namesakes_and_households(world):
    accounts = [one for one in world if one["type"] == "person" and one["source"] == "shop"]
    names = Counter((one["given_name"], one["family_name"], one["city"]) for one in accounts)
    homes = Counter((one["family_name"], one.get("address")) for one in accounts)

    assert sum(times > 1 for times in names.values()) >= 10
    assert sum(times > 1 for times in homes.values()) >= 20


def test_people_write_in_several_scripts(world):
    names = "".join(one["family_name"] for one in world if "family_name" in one)

    assert re.search("[А-я]", names)
    assert re.search("[一-龯]", names)
    assert re.search("[ا-ي]", names)
    assert re.search("[Α-ω]", names)


def test_the_switch_reports_whole_calls_in_order(events):
    at = [datetime.fromisoformat(one["at"]) for one in events]
    calls = {one["call_id"]: one for one in events}

    assert at == sorted(at)
    assert {one["event"] for one in events} == CALL_EVENTS
    assert {last["event"] for last in calls.values()} == {"abandoned", "voicemail", "ended"}


def test_john_waited_fourteen_minutes_for_nobody(events):
    call = [one for one in events if one["call_id"] == "call-9201"]
    began, ended = (datetime.fromisoformat(one["at"]) for one in (call[0], call[-1]))

    assert call[-1]["event"] == "abandoned"
    assert (ended - began).seconds // 60 == 14


def test_each_story_has_something_to_ask():
    asked = lookups(NOW)

    assert set(asked) >= {
        "the bag",
        "the logo",
        "the two matters",
        "john",
        "the stacked machines",
        "the silent sufferers",
        "the unknown caller",
    }
    assert asked["the two matters"]["name"] == "Beth Marlowe"
    assert asked["john"]["channel"] == "chat"
