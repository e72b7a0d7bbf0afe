"""A file of policies may change while we run; one that cannot be used changes nothing."""

import os

import pytest

from context.errors import RuleFileError
from context.policies.book import policy_book, read_policies
from context.policies.shipped import shipped_policies

GREET = """
[[policy]]
name = "greet"
for = "matter"
when = [{ fact = "matter.attempts", at_least = 1 }]
action = "greet"
text = "%s"
why = "They are here"
"""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "policies.toml"
    path.write_text(GREET % "Hello")
    return path


def greeting(book):
    return next((one.text.source[0] for one in book.current() if one.name == "greet"), None)


def test_a_file_stands_on_top_of_what_ships(file):
    assert [one.name for one in read_policies(file)] == [
        *(one.name for one in shipped_policies()),
        "greet",
    ]


def test_without_a_file_those_that_ship_are_in_force():
    assert policy_book().current() is shipped_policies()


def test_a_change_is_in_force_after_a_second_and_not_looked_for_before(file, clock):
    book = policy_book(file, clock=clock)
    file.write_text(GREET % "Good morning")

    clock.now = 0.9
    assert greeting(book) == "Hello"
    clock.now = 1.0
    assert greeting(book) == "Good morning"


def test_the_old_ones_stay_in_force_when_the_new_ones_cannot_be_used(file, clock, caplog):
    book = policy_book(file, clock=clock)
    file.write_text(GREET % "{customer.secret}")
    clock.now = 2.0

    assert greeting(book) == "Hello"

    (record,) = caplog.records
    assert (record.message, record.line, record.file) == ("rules_refused", 7, "policies.toml")
    assert "secret" not in str(vars(record))


def test_a_refusal_is_logged_once_and_a_mended_file_is_taken(file, clock, caplog):
    book = policy_book(file, clock=clock)
    file.write_text("no toml")
    for clock.now in (2.0, 4.0, 6.0):
        book.current()
    file.write_text(GREET % "Good morning")
    clock.now = 8.0

    assert greeting(book) == "Good morning"
    assert [one.message for one in caplog.records if one.levelname == "WARNING"] == [
        "rules_refused"
    ]


def test_a_file_that_goes_away_leaves_its_policies_in_force(file, clock):
    book = policy_book(file, clock=clock)
    file.unlink()
    clock.now = 2.0

    assert greeting(book) == "Hello"


def test_the_same_text_with_a_newer_time_is_not_read_as_a_change(file, clock):
    book = policy_book(file, clock=clock)
    before = book.current()
    os.utime(file, ns=(1, 1))
    clock.now = 2.0

    assert book.current() is before


def test_lines_may_end_as_on_windows(file):
    file.write_bytes((GREET % "{nobody}").replace("\n", "\r\n").encode())

    with pytest.raises(RuleFileError) as refused:
        policy_book(file)

    assert [one.line for one in refused.value.faults] == [7]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param(b"a = 1\nb = \xff\n", "line 2 is not UTF-8", id="another encoding"),
        pytest.param(b"#" * 1_000_001, "more than 1,000,000 bytes", id="far too much"),
        pytest.param(b"a = = 1", "line 1", id="no TOML"),
    ],
)
def test_who_starts_with_a_file_that_cannot_be_used_is_told(tmp_path, content, said):
    path = tmp_path / "policies.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(RuleFileError, match=said):
        policy_book(path)
