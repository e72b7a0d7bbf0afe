"""What was allowed and refused, and how a customer wants to be spoken with."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from context.consent import consents_of, preferred_channel
from context.ingest import Ingest
from context.pop import Desk, Lookup, screen_pop
from context.records import InteractionRecord
from graph.model import CustomerId, CustomerView, InteractionView
from graph.standing import Standing, Stated, Wish
from identity.attribution import move_interaction
from identity.records import Consent, PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY_MS = 86_400_000
START_MS = 1_793_610_000_000  # 2 November 2026
ANA = PersonRecord(
    "shop", "ana", name="Ana Lopez", city="Austin", emails=("ana@example.com",),
    updated_at=NOW - timedelta(days=9),
)  # fmt: skip
BOB = PersonRecord("crm", "bob", name="Bob Stone", city="Reno", emails=("bob@example.com",))


def stated(*consents: tuple, source: str = "crm", day: int = 0, prefers: str | None = None):
    rows = json.dumps(consents) if consents else None
    return Stated(source, f"{source}-1", START_MS + day * DAY_MS, prefers, rows)


def wish(*wishes: str, day: int = 0) -> Wish:
    return Wish("x", f"dm-{day}", "dm", START_MS + day * DAY_MS, wishes)


def used(*channels: str, direction: str = "in") -> tuple[InteractionView, ...]:
    return tuple(
        InteractionView(str(number), "x", channel, "message", direction, START_MS + number)
        for number, channel in enumerate(channels)
    )


def preferred(*said, interactions: tuple[InteractionView, ...] = ()):
    standing = Standing(
        stated=tuple(one for one in said if isinstance(one, Stated)),
        wishes=tuple(one for one in said if isinstance(one, Wish)),
    )
    customer = CustomerView(CustomerId("c1"), standing=standing, interactions=interactions)
    return preferred_channel(customer, consents_of(standing.stated), UTC)


def test_the_newest_statement_on_a_channel_and_purpose_wins_in_whatever_order_they_come():
    said = [
        stated(("email", "marketing", True, START_MS), source="shop"),
        stated(("email", "marketing", False, START_MS + 5), source="crm"),
        stated(("email", "Marketing", True, None), ("sms", "marketing", True, 3), day=-1),
    ]

    for order in itertools.permutations(said):
        assert [
            (one.channel, one.given, one.since_ms, one.source) for one in consents_of(order)
        ] == [
            ("email", False, START_MS + 5, "crm"),
            ("sms", True, 3, "crm"),
        ]


def test_of_equally_old_statements_the_refusal_counts():
    said = stated(("email", "marketing", False, 5), ("email", "marketing", True, 5))

    assert [one.given for one in consents_of([said])] == [False]


def test_what_was_said_last_is_preferred_with_its_source_and_since_when():
    found = preferred(stated(prefers="voice", day=0), wish("prefer email", day=3))

    assert (found.channel, found.source, found.since_ms) == ("email", "x", START_MS + 3 * DAY_MS)
    assert found.why == "said to prefer e-mail on 5 November 2026, by direct messages"


def test_a_refusal_beats_what_is_used_most():
    found = preferred(wish("not voice"), interactions=used(*["voice"] * 5, *["email"] * 3))

    assert (found.channel, found.source) == ("email", None)
    assert found.why == "used most: 3 of the last eight contacts; nobody said so"
    (avoided,) = found.avoid
    assert avoided.channel == "voice"
    assert avoided.why == "asked not to use the phone on 2 November 2026, by direct messages"


def test_a_refusal_beats_an_older_preference_and_a_younger_one_takes_it_back():
    assert preferred(stated(prefers="voice"), wish("not voice", day=1)).channel is None
    again = preferred(wish("not voice"), stated(prefers="voice", day=1))
    assert (again.channel, again.avoid) == ("voice", ())


def test_only_one_channel_leaves_out_the_others_until_another_is_allowed():
    found = preferred(wish("only email"), wish("may voice", day=1))

    assert found.channel == "email"
    assert [one.channel for one in found.avoid] == ["chat", "dm", "sms"]


@pytest.mark.parametrize(
    ("consent", "avoided"),
    [
        pytest.param(("voice", "service", False, 5), ["voice"], id="refused for service"),
        pytest.param(("voice", "marketing", False, 5), [], id="advertisements are another thing"),
        pytest.param(("voice", "service", True, 5), [], id="allowed"),
    ],
)
def test_a_consent_is_a_word_on_the_channel_if_it_is_about_being_served(consent, avoided):
    found = preferred(stated(consent), interactions=used(*["voice"] * 4, *["email"] * 3))

    assert [one.channel for one in found.avoid] == avoided
    assert found.channel == ("email" if avoided else "voice")


@pytest.mark.parametrize(
    "interactions",
    [
        pytest.param((), id="none"),
        pytest.param(used("voice", "voice"), id="too few"),
        pytest.param(used(*["voice"] * 9, direction="out"), id="ours"),
    ],
)
def test_without_a_word_or_a_habit_nothing_is_preferred(interactions):
    assert preferred(interactions=interactions) is None


async def test_records_and_messages_of_one_customer_count_together(graph, keys):
    desk = Desk(open_identity(graph, keys, IdentitySettings()))
    ingest = Ingest(Resolver(desk.identity))
    said = InteractionRecord(
        source="x", source_id="dm-1", channel="dm", kind="dm", person=ANA,
        started_at=NOW - timedelta(days=3), text="And please don't call me.",
    )  # fmt: skip
    refused = Consent("email", "marketing", False, NOW - timedelta(days=1))
    allowed = Consent("email", "marketing", True)
    crm = PersonRecord(
        "crm", "ana", name="Ana Lopez", city="Austin", emails=("ana@example.com",),
        consents=(refused,), preferred_channel="email", updated_at=NOW - timedelta(days=2),
    )  # fmt: skip
    from_shop = PersonRecord(
        "shop", "ana", name="Ana Lopez", city="Austin", emails=("ana@example.com",),
        consents=(allowed,), updated_at=NOW - timedelta(days=8),
    )  # fmt: skip

    await ingest.ingest([ANA, said, crm])
    await ingest.ingest([from_shop])

    customer = (await screen_pop(desk, Lookup(email="ana@example.com"), now=NOW)).customer
    assert [(one.given, one.source) for one in customer.consents] == [(False, "crm")]
    assert customer.preferred_channel.channel == "email"
    assert [one.channel for one in customer.preferred_channel.avoid] == ["voice"]


async def test_what_a_record_does_not_say_any_more_is_gone(graph, keys):
    desk = Desk(open_identity(graph, keys, IdentitySettings()))
    ingest = Ingest(Resolver(desk.identity))
    before = PersonRecord(
        "crm", "bob", name="Bob Stone", emails=("bob@example.com",), preferred_channel="email",
        consents=(Consent("email", "news", True),), updated_at=NOW - timedelta(days=2),
    )  # fmt: skip
    await ingest.ingest([before])
    await ingest.ingest([PersonRecord(
        "crm", "bob", name="Bob Stone", emails=("bob@example.com",), updated_at=NOW,
    )])  # fmt: skip

    customer = (await screen_pop(desk, Lookup(email="bob@example.com"), now=NOW)).customer
    assert (customer.consents, customer.preferred_channel) == ((), None)


async def test_a_message_that_was_somebody_elses_takes_its_wish_along(graph, keys):
    desk = Desk(open_identity(graph, keys, IdentitySettings()))
    said = InteractionRecord(
        source="x", source_id="dm-1", channel="dm", kind="dm", person=ANA,
        started_at=NOW - timedelta(days=3), text="Please don't call me.",
    )  # fmt: skip
    await Ingest(Resolver(desk.identity)).ingest([ANA, BOB, said])
    bob = (await screen_pop(desk, Lookup(email="bob@example.com"), now=NOW)).customer

    key = keys.activity("Interaction", "x", "dm-1")
    await move_interaction(desk.identity, key, bob.id, actor="Kim")

    for email, avoided in (("ana@example.com", None), ("bob@example.com", ["voice"])):
        customer = (await screen_pop(desk, Lookup(email=email), now=NOW)).customer
        prefers = customer.preferred_channel
        assert (prefers and [one.channel for one in prefers.avoid]) == avoided
