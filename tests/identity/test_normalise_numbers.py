"""Which order, case or account number is meant?"""

import time

import pytest

from identity.normalise.numbers import normalise_number, numbers_in_text


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        pytest.param("order", "#1001", "1001", id="hash"),
        pytest.param("order", "ORD-1001", "ORD1001", id="prefix stays"),
        pytest.param("order", "ord 1001", "ORD1001", id="case and space"),
        pytest.param("order", "Order 1001", "1001", id="the kind before the number"),
        pytest.param("loyalty", "88-1", "881", id="separator"),
        pytest.param("order", "１００１", "1001", id="full-width digits"),
        pytest.param("account", "ABCDE", "ABCDE", id="letters only"),
        pytest.param("order", "0007", "0007", id="leading zeros count"),
        pytest.param("order", "000", None, id="zeros"),
        pytest.param("order", "n/a", None, id="placeholder"),
        pytest.param("order", "#", None, id="nothing"),
        pytest.param("order", "no", None, id="a word"),
    ],
)
def test_a_number(kind, value, expected):
    assert normalise_number(kind, value) == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("Sure, it was order 20417, and I loved it", ("20417",), id="in a sentence"),
        pytest.param("BX-20441 please", ("BX-20441", "20441"), id="prefix with a dash"),
        pytest.param("ORD66935316.", ("ORD66935316",), id="prefix and a full stop"),
        pytest.param("It is ORD 66935316", ("66935316", "ORD 66935316"), id="prefix apart"),
        pytest.param("#1001?", ("1001",), id="hash"),
        pytest.param("12345 and 67890", ("12345", "67890"), id="two"),
        pytest.param("order number is 5550100123", ("5550100123",), id="ten digits, named"),
        pytest.param("order 2024", ("2024",), id="a year that is named an order"),
        pytest.param("12345 12345", ("12345",), id="said twice"),
        pytest.param("since 2019", (), id="a year"),
        pytest.param("on 2026-11-01, 01/11/2026 or 1.11.2026", (), id="dates"),
        pytest.param("at 10:30:00", (), id="time"),
        pytest.param("I paid $1299 or 1299.00 EUR", (), id="amounts"),
        pytest.param("12,500 people", (), id="a quantity"),
        pytest.param("call me: (555) 010-0123", (), id="telephone number"),
        pytest.param("+44 7700 900123 or 555-010-0123", (), id="telephone numbers"),
        pytest.param("my number is 5550100123", (), id="ten digits in a row"),
        pytest.param("ana1234@example.com @ana1234", (), id="mail and handle"),
        pytest.param("https://example.com/orders/12345", (), id="address"),
        pytest.param("room 101", (), id="three digits"),
        pytest.param("", (), id="empty"),
    ],
)
def test_numbers_in_a_message(text, numbers):
    assert numbers_in_text(text) == numbers


def test_only_so_many_numbers_are_taken():
    assert len(numbers_in_text(" ".join(str(one) for one in range(10_000, 10_100)))) == 10


@pytest.mark.parametrize("text", ["1 " * 50_000, "1" * 100_000, "+1-" * 40_000, "(1" * 50_000])
def test_a_hostile_message_costs_little_more_than_a_long_one(text):
    long = "My order 10443 came on Tuesday and it is not the bag I wanted. " * 80

    assert len(numbers_in_text(text)) <= 10
    assert _least_seconds(text) < 50 * _least_seconds(long)


def _least_seconds(text: str) -> float:
    """Other work on the machine only ever adds: the least of three counts."""
    seconds = []
    for _ in range(3):
        started = time.process_time()
        numbers_in_text(text)
        seconds.append(time.process_time() - started)
    return min(seconds)
