"""What strangers wrote cannot steer the terminal that shows it."""

import pytest

from tellonce.cli.terminal import safe, when


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b]0;owned\x07hi", "�]0;owned�hi", id="escape sequences"),
        pytest.param("abc\u202edcba", "abc�dcba", id="right-to-left override"),
        pytest.param("two\nlines\tand tab", "two lines and tab", id="line ends and tabs"),
        pytest.param("half \ud83d", "half �", id="half a surrogate pair"),
        pytest.param("👩\u200d🚀 José 山田", "👩\u200d🚀 José 山田", id="letters and emoji stay"),
    ],
)
def test_steering_characters_are_replaced(text, shown):
    assert safe(text) == shown


def test_an_instant_is_shown_as_a_minute_of_utc():
    assert when(1_793_610_059_999) == "2026-11-02 09:00"
