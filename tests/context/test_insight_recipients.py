"""Who is told, on which channel and in which words: consents and wishes decide."""

import json
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from context.insights.recipients import (
    LeftOut,
    Reason,
    Terms,
    address_of,
    choose_channel,
    choose_text,
    is_held_out,
    why_not,
)
from graph.insights import Addressee, GivenNotice
from graph.standing import Stated, Wish

UTC = ZoneInfo("UTC")
DAY_MS = 86_400_000
NOW_MS = 1_793_610_000_000
SERVICE = Terms("service", False, ("email", "sms", "letter"), 30)
HOME = json.dumps({"address": "5 Oak Row", "postcode": "78701", "city": "Austin", "country": "US"})


def ana(**values: object) -> Addressee:
    """Ana, who can be reached on every channel."""
    usual = {
        "identifiers": (("email", "ana@example.com", False), ("phone", "+15550100123", False)),
        "profiles": (HOME,),
    }
    return Addressee("c-ana", "Ana Lopez", "Ana", **{**usual, **values})  # type: ignore[arg-type]


def consent(channel: str, purpose: str, given: bool, at_ms: int = 1) -> Stated:
    return Stated("shop", "ana", at_ms, None, json.dumps([[channel, purpose, given, at_ms]]))


def wish(said: str) -> Wish:
    return Wish("desk", "1", "email", NOW_MS - DAY_MS, (said,))


@pytest.mark.parametrize(
    ("who", "channel"),
    [
        pytest.param(ana(), "email", id="the first that there is"),
        pytest.param(ana(wishes=(wish("prefer sms"),)), "sms", id="the wanted one"),
        pytest.param(ana(wishes=(wish("not email"),)), "sms", id="not the refused one"),
        pytest.param(ana(wishes=(wish("only voice"),)), Reason.REFUSED, id="only another one"),
        pytest.param(ana(wishes=(wish("not any"),)), Reason.REFUSED, id="none at all"),
        pytest.param(ana(stated=(consent("email", "service", False),)), "sms", id="by consent"),
        pytest.param(
            ana(stated=(consent("any", "any", False),)), Reason.REFUSED, id="nothing for anything"
        ),
        pytest.param(
            ana(stated=(consent("email", "marketing", False),)), "email", id="not for marketing"
        ),
        pytest.param(
            ana(
                stated=(
                    consent("email", "service", True, 9),
                    consent("email", "service", False, 5),
                )
            ),
            "email",
            id="the newer word",
        ),
        pytest.param(
            ana(identifiers=(("email", "home@example.com", True),)), "letter", id="a shared mailbox"
        ),
        pytest.param(
            ana(identifiers=(), profiles=('{"city": "Austin"}',)),
            Reason.UNREACHABLE,
            id="no address that is whole",
        ),
    ],
)
def test_the_channel_is_the_wanted_one_and_never_a_refused_one(who, channel):
    chosen = choose_channel(who, SERVICE, UTC)

    assert (chosen.reason if isinstance(chosen, LeftOut) else chosen) == channel


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        pytest.param((), Reason.REFUSED, id="silence is a no"),
        pytest.param((consent("email", "marketing", True),), "email", id="agreed"),
        pytest.param((consent("email", "service", True),), Reason.REFUSED, id="to something else"),
    ],
)
def test_what_needs_consent_goes_to_who_gave_it(said, channel):
    chosen = choose_channel(ana(stated=said), Terms("marketing", True, ("email",), 30), UTC)

    assert (chosen.reason if isinstance(chosen, LeftOut) else chosen) == channel


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        pytest.param(ana(), None, id="nothing in the way"),
        pytest.param(ana(complaints=(("bill", NOW_MS - 1),)), Reason.COMPLAINED, id="complained"),
        pytest.param(ana(complaints=(("bill", 5),)), None, id="long before it happened"),
        pytest.param(ana(notices=(GivenNotice(20, ("k",)),)), Reason.TOLD, id="told of it"),
        pytest.param(ana(notices=(GivenNotice(20, ("x",)),)), None, id="told of something else"),
        pytest.param(
            ana(notices=(GivenNotice(NOW_MS - DAY_MS, ("x",)),)), Reason.LATELY, id="yesterday"
        ),
        pytest.param(ana(held_out_until_ms=NOW_MS + 1), Reason.HELD_OUT, id="held out elsewhere"),
        pytest.param(ana(held_out_until_ms=NOW_MS - 1), None, id="held out until today"),
    ],
)
def test_why_somebody_is_left_out(who, reason):
    out = why_not(who, "k", 10, SERVICE, now_ms=NOW_MS)

    assert (out.reason if out else None) is reason


@pytest.mark.parametrize(
    ("language", "known", "said"),
    [
        ("es", {"city": "Austin"}, ("es", "Hola Ana")),
        ("de-AT", {"city": "Austin"}, ("en", "Hello Ana of Austin")),
        (None, {}, ("en", "Hello Ana")),
    ],
)
def test_the_text_is_of_the_customers_language_and_of_known_facts(language, known, said):
    texts = {"en": ("Hello {name} of {city}", "Hello {name}"), "es": ("Hola {name}",)}
    stated = (Stated("shop", "ana", 1, None, None, language),)

    assert choose_text(texts, ana(stated=stated), known) == said


def test_without_the_facts_there_is_no_text():
    out = choose_text({"en": ("It is {batch}",)}, ana(), {})

    assert isinstance(out, LeftOut)
    assert out.reason is Reason.NO_TEXT


def test_the_draw_is_the_same_each_time_another_for_each_notice_and_of_its_size():
    drawn = [is_held_out("n1", f"c{at}", Decimal(10)) for at in range(10_000)]
    again = [is_held_out("n1", f"c{at}", Decimal(10)) for at in range(10_000)]
    other = [is_held_out("n2", f"c{at}", Decimal(10)) for at in range(10_000)]

    both = sum(map(min, zip(drawn, other, strict=True)))
    assert drawn == again
    assert 900 < sum(drawn) < 1_100
    assert 60 < both < 140  # of one notice says nothing about the other
    assert not any(is_held_out("n1", f"c{at}", Decimal(0)) for at in range(1_000))


def test_an_address_is_the_newest_whole_one():
    assert address_of(('{"city": "Austin"}', HOME)) == ("5 Oak Row", "78701 Austin", "US")
