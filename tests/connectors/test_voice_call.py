"""One call is what all its events together say, however they come."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import BadRecordError
from connectors.voice.parse import call_of, parse_calls, read_call_event
from context.records import InteractionRecord
from identity.records import Number, PersonRecord, RecordKind

FIXTURES = Path(__file__).parent.parent / "fixtures" / "voice"
START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def event(name, seconds=0, **fields):
    at = (START + timedelta(seconds=seconds)).isoformat()
    return {"event": name, "call_id": "c-1", "at": at, **fields}


def parse(payloads):
    return parse_calls("voice:main", [read_call_event("voice:main", one) for one in payloads])


def interaction(payloads) -> InteractionRecord:
    return next(one for one in parse(payloads) if isinstance(one, InteractionRecord))


def contact(payloads) -> PersonRecord:
    return next(one for one in parse(payloads) if isinstance(one, PersonRecord))


def fixture(name):
    return json.loads((FIXTURES / f"{name}.json").read_text())


def test_an_abandoned_call_says_how_long_nobody_answered():
    call = interaction(fixture("abandoned"))

    assert (call.channel, call.kind, call.direction) == ("voice", "call", "in")
    assert (call.status, call.waited_seconds, call.queue) == ("abandoned", 14 * 60, "support")
    assert (call.started_at, call.ended_at) == (START, START + timedelta(minutes=14))


def test_a_caller_without_account_is_a_contact_of_that_call():
    assert contact(fixture("abandoned")) == PersonRecord(
        source="voice:main",
        source_id="contact:call:c-abandoned",
        kind=RecordKind.CONTACT,
        name="John Carter",
        phones=("+15550100123",),
        updated_at=START + timedelta(minutes=14),
    )


def test_a_transferred_call_counts_both_waits_and_names_who_had_it_last():
    call = interaction(fixture("transferred"))

    assert (call.status, call.transfers, call.waited_seconds) == ("ended", 1, 60 + 30)
    assert (call.queue, call.agent) == ("loans", "agent-9")
    assert contact(fixture("transferred")).phones == ("+447700900123",)
    assert contact(fixture("transferred")).cited_numbers == ("1001",)


@pytest.mark.parametrize(
    ("events", "status", "waited"),
    [
        pytest.param([("ringing", 0)], "ringing", None, id="rings"),
        pytest.param([("ringing", 0), ("queued", 5)], "queued", None, id="waits"),
        pytest.param([("ringing", 0), ("answered", 9)], "answered", 9, id="talks"),
        pytest.param([("answered", 9), ("ended", 60)], "ended", None, id="start never came"),
        pytest.param([("ringing", 0), ("answered", 9), ("ended", 60)], "ended", 9, id="over"),
        pytest.param([("ringing", 0), ("abandoned", 9)], "abandoned", 9, id="hung up"),
        pytest.param([("abandoned", 9)], "abandoned", None, id="only the end came"),
        pytest.param([("queued", 0), ("ended", 9)], "abandoned", 9, id="ended in the queue"),
        pytest.param([("ringing", 0), ("ended", 9)], "ended", 9, id="ended, answer unknown"),
        pytest.param(
            [("queued", 0), ("voicemail", 9), ("ended", 30)], "voicemail", 9, id="message"
        ),
        pytest.param(
            [("queued", 0), ("answered", 9), ("abandoned", 60)], "abandoned", 9, id="gave up later"
        ),
        pytest.param(
            [("queued", 0), ("abandoned", 5), ("answered", 9), ("ended", 60)],
            "ended",
            5,
            id="another leg gave up",
        ),
        pytest.param(
            [("queued", 0), ("answered", 9), ("transferred", 20)], "transferred", 9, id="passed on"
        ),
        pytest.param(
            [("ringing", 0), ("answered", 9), ("ringing", 10)], "answered", 9, id="second telephone"
        ),
        pytest.param(
            [
                ("queued", 0),
                ("answered", 9),
                ("transferred", 20),
                ("queued", 20),
                ("abandoned", 50),
            ],
            "abandoned",
            39,
            id="gave up after a transfer",
        ),
    ],
)
def test_status_and_wait_follow_from_the_events(events, status, waited):
    call = interaction([event(name, seconds) for name, seconds in events])

    assert (call.status, call.waited_seconds) == (status, waited)


def test_a_repeated_answer_is_one_answer_and_a_repeated_transfer_one_transfer():
    call = interaction(
        [
            event("ringing"),
            event("answered", 10),
            event("answered", 11),
            event("transferred", 20, queue="loans"),
            event("transferred", 21, queue="loans"),
            event("answered", 40),
            event("transferred", 50, queue="loans"),
        ]
    )

    assert (call.waited_seconds, call.transfers) == (10, 2)


def test_the_senders_own_count_of_the_wait_stands_in_for_events_that_never_came():
    assert interaction([event("abandoned", waited_seconds=840)]).waited_seconds == 840
    assert (
        interaction([event("queued"), event("abandoned", 9, waited_seconds=1)]).waited_seconds == 9
    )


def test_on_an_outbound_call_the_customer_is_who_was_called():
    person = contact(
        [
            event(
                "ringing",
                direction="outbound",
                to="+447700900123",
                caller_name="Our Desk",
                **{"from": "+15550100999"},
            )
        ]
    )

    assert (person.phones, person.name) == (("+447700900123",), None)


def test_a_caller_that_the_switch_knows_is_that_account():
    records = parse([event("ringing", account_source="crm", account_id=4711)])

    assert [record.person for record in records] == [PersonRecord(source="crm", source_id="4711")]


def test_a_withheld_number_gives_a_contact_that_says_nothing():
    person = contact([event("ringing", caller_name="Anonymous", **{"from": "anonymous"})])

    assert person.is_reference


def test_a_keyed_account_number_is_a_number_of_the_contact():
    assert contact([event("ringing", account_number="77-1")]).numbers == (
        Number("account", "77-1"),
    )


def test_events_that_say_nothing_make_no_call():
    assert parse([event("hold"), event("dtmf", 3)]) == ()


EVENTS = st.lists(
    st.builds(
        event,
        st.sampled_from(
            [
                "ringing",
                "queued",
                "answered",
                "transferred",
                "abandoned",
                "voicemail",
                "ended",
                "hold",
            ]
        ),
        st.integers(0, 6),  # few instants: many events at the same one
        **{"from": st.sampled_from([None, "anonymous", "+15550100123", "+15550100124"])},
        caller_name=st.sampled_from([None, "WIRELESS CALLER", "Ana Lopez", "Bo Lopez"]),
        queue=st.sampled_from([None, "sales", "loans"]),
        agent=st.sampled_from([None, "a-1", "a-2"]),
        direction=st.sampled_from([None, "in", "out"]),
        waited_seconds=st.sampled_from([None, 3, 5]),
        order_number=st.sampled_from([None, "1001", "1002"]),
    ),
    min_size=1,
    max_size=20,
)


@given(EVENTS, st.data())
def test_any_order_and_any_repetition_of_a_calls_events_is_the_same_call(events, data):
    again = data.draw(st.lists(st.sampled_from(events), max_size=5))
    shuffled = data.draw(st.permutations(events + again))

    assert parse(shuffled) == parse(events)


@given(EVENTS)
def test_no_wait_is_negative_or_longer_than_the_call(events):
    for record in parse([{**one, "waited_seconds": None} for one in events]):
        if isinstance(record, InteractionRecord) and record.waited_seconds is not None:
            assert 0 <= record.waited_seconds <= 6


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        pytest.param({}, "event", id="empty"),
        pytest.param(event("ringing", call_id=""), "call_id", id="no call"),
        pytest.param(event("ringing", call_id=["c"]), "call_id", id="a list for a call"),
        pytest.param(event("ringing", call_id="c" * 257), "call_id", id="endless id"),
        pytest.param(event("ringing", at="2026-11-02T09:00:00"), "at", id="no zone"),
        pytest.param(event("ringing", at="yesterday"), "at", id="no time"),
        pytest.param(event("ringing", at="0001-01-01T00:00:00+23:00"), "at", id="before time"),
        pytest.param(event("ringing", direction="sideways"), "direction", id="no direction"),
        pytest.param(event("ringing", waited_seconds=-1), "waited_seconds", id="negative wait"),
        pytest.param(event("ringing", waited_seconds=1e308), "waited_seconds", id="endless wait"),
        pytest.param(event("ringing", waited_seconds=True), "waited_seconds", id="no wait"),
        pytest.param(event("ringing", queue={"name": "x"}), "queue", id="an object"),
    ],
)
def test_an_event_that_cannot_be_read_is_refused_by_the_name_of_its_field(payload, field):
    with pytest.raises(BadRecordError) as refused:
        read_call_event("voice:main", payload)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("call_id", "call"),
    [
        ("c-1", "c-1"),
        (7, "7"),
        (" c-1 ", "c-1"),
        ("", None),
        (None, None),
        (True, None),
        ([], None),
    ],
)
def test_a_call_is_named_by_its_id(call_id, call):
    assert call_of({"call_id": call_id}) == call
