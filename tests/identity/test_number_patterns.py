"""Which of a deployment's own numbers does a text name?

The messages are invented, in the styles of four deployments. What is learned there stands in
DEPLOYMENTS; each message says what a person would read out of it.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.normalise.number_patterns import NumberPatterns
from identity.normalise.number_shapes import NumberShape
from identity.normalise.numbers import normalise_number, numbers_in_text

DEPLOYMENTS = {
    "prefixed": NumberPatterns(
        [NumberShape("order", "BX-#####", 900), NumberShape("case", "CS-####", 300)]
    ),
    "short": NumberPatterns([NumberShape("order", "####", 800, 1001, 1890)]),
    "dated": NumberPatterns(
        [NumberShape("order", "ORD-####-######", 500), NumberShape("contract", "C-##-#", 60)]
    ),
    "long": NumberPatterns(
        [
            NumberShape("order", "########", 5000, 40_100_000, 40_620_000),
            NumberShape("case", "#####", 4000, 20_017, 61_040),
            NumberShape("account", "****-****", 80),
        ]
    ),
}

# Deployment, message, what it names.
MESSAGES = [
    ("prefixed", "BX-20441 please", {"order:BX20441"}),
    ("prefixed", "hi, where is bx20441? thanks", {"order:BX20441"}),
    ("prefixed", "It is BX 20441.", {"order:BX20441"}),
    ("prefixed", "my order 20441 never came", {"order:BX20441"}),
    ("prefixed", "Order number: 20441", {"order:BX20441"}),
    ("prefixed", "BX-20441 and BX-20442 arrived, BX-20450 did not",
     {"order:BX20441", "order:BX20442", "order:BX20450"}),
    ("prefixed", "see case CS-4711 about BX-20441", {"case:CS4711", "order:BX20441"}),
    ("prefixed", "ticket 4711 is still open", {"case:CS4711"}),
    ("prefixed", "(BX-20441)", {"order:BX20441"}),
    ("prefixed", "Bestellnummer BX-20441, wo bleibt sie?", {"order:BX20441"}),
    ("prefixed", "Ma commande n° 20441 n'est pas arrivée", {"order:BX20441"}),
    ("prefixed", "mi pedido BX_20441 llegó roto", {"order:BX20441"}),
    ("prefixed", "I live in Austin, TX 78701", set()),
    ("prefixed", "call me on 555-010-0123 after 17:30", set()),
    ("prefixed", "tracking number 94055118992231", set()),
    ("prefixed", "paid $20441 for it", set()),
    ("prefixed", "12345 people agree with me", set()),
    ("prefixed", "my BX-20 headphones and the BX-2044 charger", set()),
    ("prefixed", "mail me at bx-20441@example.com", set()),
    ("prefixed", "https://example.com/orders/BX-20441", set()),
    ("prefixed", "part ABX-20441 is missing", set()),
    ("prefixed", "serial BX-20441-77 on the box", set()),
    ("prefixed", "since 2019 I have had no trouble", set()),
    ("prefixed", "order 204411 is not mine", set()),
    ("prefixed", "I waited 20441 seconds, order BX-20499", {"order:BX20499"}),
    ("short", "order 1204 is late", {"order:1204"}),
    ("short", "Order #1204", {"order:1204"}),
    ("short", "#1204", {"order:1204"}),
    ("short", "my order number is 1204, thanks", {"order:1204"}),
    ("short", "orders 1204 and 1207 came in one box", {"order:1204", "order:1207"}),
    ("short", "orders 1204, 1207 and 1300", {"order:1204", "order:1207", "order:1300"}),
    ("short", "Auftrag Nr. 1204 fehlt", {"order:1204"}),
    ("short", "zamówienie nr 1204", {"order:1204"}),
    ("short", "order no. 1204", {"order:1204"}),
    ("short", "It's order:1204", {"order:1204"}),
    ("short", "I was born in 1204? no, 1987", set()),
    ("short", "it cost 1204", set()),
    ("short", "I have been a customer since 2004", set()),
    ("short", "1204 Main Street", set()),
    ("short", "my pin is 1204", set()),
    ("short", "flight 1204 was late", set()),
    ("short", "there were 1204 of them", set()),
    ("short", "call 555-1204", set()),
    ("short", "on 12/04/2026 at 12:04", set()),
    ("short", "order 12045 please", set()),
    ("short", "case 88123 is open", {"case:88123"}),
    ("short", "invoice 1204 is wrong", set()),
    ("short", "The code 1204 does not work", set()),
    ("short", "order 1204-A", set()),
    ("dated", "ORD-2026-001234", {"order:ORD2026001234"}),
    ("dated", "ord 2026 001234 has not arrived", {"order:ORD2026001234"}),
    ("dated", "Order ORD-2026-001234/ORD-2026-001240",
     {"order:ORD2026001234", "order:ORD2026001240"}),
    ("dated", "order 2026-001234", {"order:ORD2026001234"}),
    ("dated", "contract C/88-1 ends when?", {"contract:C881"}),
    ("dated", "I mean C/88-1", {"contract:C881"}),
    ("dated", "Vertrag 88-1", {"contract:C881"}),
    ("dated", "ORD-2026-001234.", {"order:ORD2026001234"}),
    ("dated", "on 2026-11-01 I paid 88-1", set()),
    ("dated", "vitamin C 88 1", set()),
    ("dated", "ORD-2026-00123 is cut off", set()),
    ("dated", "my phone: +1 555 010 0123", set()),
    ("dated", "parcel 2026-001234 is with the carrier", set()),
    ("dated", "see page C-88", set()),
    ("long", "Where is 40231877?", {"order:40231877"}),
    ("long", "order 40231877 and ticket 20418", {"order:40231877", "case:20418"}),
    ("long", "20418", {"case:20418"}),
    ("long", "it was ticket 20418", {"case:20418"}),
    ("long", "my case from last week, that is 20418 I think", {"case:20418"}),
    ("long", "customer number X7K2-P9Q1", {"account:X7K2P9Q1"}),
    ("long", "x7k2-p9q1 is my account", {"account:X7K2P9Q1"}),
    ("long", "numéro de client X7K2-P9Q1", {"account:X7K2P9Q1"}),
    ("long", "40231877, 40231878", {"order:40231877", "order:40231878"}),
    ("long", "my zip is 20418", set()),
    ("long", "Springfield, IL 62704 and no reply since last month from you", set()),
    ("long", "20418 km on the clock", set()),
    ("long", "tracking 40231877", set()),
    ("long", "20261101 was the day", set()),
    ("long", "99887766 is somebody else's", set()),
    ("long", "phone 40231877", set()),
    ("long", "I ran 20418 steps yesterday and my knees still hurt a lot today", set()),
    ("long", "the model is called XR70-PLUS and it is great", set()),
    ("long", "5550100123", set()),
    ("long", "IBAN 4023 1877 0000", set()),
    ("prefixed", "Hello team, I placed BX-31007 on Friday and nobody answered",{"order:BX31007"}),
    ("prefixed", "order nr BX31007 / BX31008",{"order:BX31007","order:BX31008"}),
    ("prefixed", "re: [CS-0099] charger broken",{"case:CS0099"}),
    ("prefixed", "RE: BX-31007 - where is it",{"order:BX31007"}),
    ("prefixed", "the ticket number is 0099",{"case:CS0099"}),
    ("prefixed", "I ordered 31007 of these",set()),
    ("prefixed", "Ordine BX-31007 mai arrivato",{"order:BX31007"}),
    ("prefixed", "My order's number BX-31007",{"order:BX31007"}),
    ("prefixed", "#31007",{"order:BX31007"}),
    ("prefixed", "DHL 00340434161094042557",set()),
    ("prefixed", "refund of 129.00 EUR please",set()),
    ("prefixed", "12/11/2026 14:05 delivery",set()),
    ("prefixed", "IP 192.168.0.1 shows error 50301",set()),
    ("prefixed", "order from 2026 is missing",set()),
    ("prefixed", "two orders: BX-31007 (bag) and BX-31010 (shoes)",
     {"order:BX31007","order:BX31010"}),
    ("short", "my last order (1733) has a hole",{"order:1733"}),
    ("short", "Re: Order 1733",{"order:1733"}),
    ("short", "i want to return 1733",set()),
    ("short", "order number 1733 placed 2 weeks ago by card ending 4242",{"order:1733"}),
    ("short", "commande 1733, svp",{"order:1733"}),
    ("short", "where's order 1,733",set()),
    ("short", "the order was 1299.00",set()),
    ("short", "Bestellung 1733 und 1734 fehlen",{"order:1733","order:1734"}),
    ("short", "room 1733 at the hotel",set()),
    ("short", "I've called 1800 times",set()),
    ("short", "order 1733?",{"order:1733"}),
    ("short", "order=1733",{"order:1733"}),
    ("short", "Order ID 1733",{"order:1733"}),
    ("dated", "ord-2026-004321 wrong size",{"order:ORD2026004321"}),
    ("dated", "ORD2026004321",{"order:ORD2026004321"}),
    ("dated", "ORD_2026_004321 and ORD_2026_004322",{"order:ORD2026004321","order:ORD2026004322"}),
    ("dated", "cancel contract C/12-3 and C/12-4",{"contract:C123","contract:C124"}),
    ("dated", "my contract number is C12-3",{"contract:C123"}),
    ("dated", "Type C-12 plug, 3 pieces",set()),
    ("dated", "case 55012 as well as ORD-2026-004321",{"case:55012","order:ORD2026004321"}),
    ("dated", "SKU ORDER-2026-004321-X",set()),
    ("long", "40300112 please cancel",{"order:40300112"}),
    ("long", "order40300112",set()),
    ("long", "I have 2 orders, 40300112 and 40300113",{"order:40300112","order:40300113"}),
    ("long", "Vorgang 30555",{"case:30555"}),
    ("long", "Rechnung 40300112",set()),
    ("long", "PLZ 30555 Hannover",set()),
    ("long", "Ticket #30555 still nothing",{"case:30555"}),
    ("long", "account K9M2-T4R7 was charged",{"account:K9M2T4R7"}),
    ("long", "wifi password K9M2-T4R",set()),
    ("long", "call 40300112 now",set()),
    ("long", "30555 euros is a lot",set()),
    ("long", "I paid 30555 for case 30556",{"case:30556"}),
]  # fmt: skip


def read(deployment, text):
    """Return the numbers as identifiers, as they are looked up."""
    found = (one.partition(":") for one in DEPLOYMENTS[deployment].read(text))
    return {f"{kind}:{normalise_number(kind, value)}" for kind, _, value in found}


def test_what_is_read_is_right_and_little_is_missed():
    right = wrong = missed = 0
    errors = []
    for deployment, text, expected in MESSAGES:
        found = read(deployment, text)
        right += len(found & expected)
        wrong += len(found - expected)
        missed += len(expected - found)
        if found != expected:
            errors.append((deployment, text, sorted(found), sorted(expected)))

    assert len(MESSAGES) >= 130
    assert right / (right + wrong) >= 0.95, errors
    assert right / (right + missed) >= 0.9, errors


def test_where_nothing_is_learned_the_general_rules_hold():
    text = "my order is 20417, call 555-010-0123"

    assert NumberPatterns().read(text) == numbers_in_text(text) == ("20417",)


def test_a_number_of_two_kinds_is_both():
    shapes = [NumberShape(kind, "#####", 100, 20_000, 20_900) for kind in ("order", "case")]
    patterns = NumberPatterns(shapes)

    assert patterns.read("20417") == ("case:20417", "order:20417")
    assert patterns.read("order 20417") == ("order:20417",)


def test_a_number_is_given_as_it_is_written():
    assert DEPLOYMENTS["prefixed"].read("it is bx 20441") == ("order:bx 20441",)


def test_only_so_many_numbers_are_taken():
    text = " ".join(f"BX-{number}" for number in range(20_000, 20_100))

    assert len(DEPLOYMENTS["prefixed"].read(text)) == 10


@pytest.mark.parametrize("text", ["1 " * 50_000, "BX-" * 40_000, "(1" * 50_000, "a-1_" * 30_000])
@pytest.mark.parametrize("deployment", sorted(DEPLOYMENTS))
def test_a_hostile_message_gives_little(deployment, text):
    assert len(DEPLOYMENTS[deployment].read(text)) <= 10


@given(st.sampled_from(sorted(DEPLOYMENTS)), st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_whatever_is_written_can_be_read(deployment, text):
    for number in DEPLOYMENTS[deployment].read(text):
        kind, _, value = number.partition(":")
        assert kind in DEPLOYMENTS[deployment].kinds | {"order", "case"}
        assert normalise_number(kind, value)
