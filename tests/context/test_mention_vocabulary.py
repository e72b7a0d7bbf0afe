"""A vocabulary that cannot be used is refused by line, and the one before stays in force."""

import pytest

from context.errors import RuleFileError
from context.mentions.book import mention_book
from context.mentions.model import Kind
from context.mentions.parse import parse_mentions
from context.mentions.shipped import shipped_mentions
from context.policies.parse import RefusedRulesError


def brand(**replaced: str) -> str:
    keys = {"name": '"Northwind"', **replaced}
    return "\n".join(["[[brand]]", *(f"{key} = {value}" for key, value in keys.items()), ""])


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        pytest.param("a = [1\nb = 2", 2, "b = 2", "TOML", id="no TOML"),
        pytest.param("brands = 1", 1, "the key 'brands'", "brand, clock", id="unknown key"),
        pytest.param("[[brand]]\nwords = ['x']", 1, "without 'name'", "'name'", id="no name"),
        pytest.param(brand(name="7"), 2, "7", "a text", id="a name that is none"),
        pytest.param(brand(name='"!!!"'), 2, "'!!!'", "a word in it", id="no word in it"),
        pytest.param(brand(words="[]"), 3, "[]", "a list with something", id="an empty list"),
        pytest.param(
            brand(words='[\n "x",\n 3,\n]'), 5, "3", "a text", id="wrong, deep inside a list"
        ),
        pytest.param(brand(hashtags='["#no good"]'), 3, "'#no good'", "hashtag", id="hashtag"),
        pytest.param(brand(handles='["northwind"]'), 3, "'northwind'", "handle", id="no @"),
        pytest.param(brand(sites='["northwind"]'), 3, "'northwind'", "a host", id="no host"),
        pytest.param(brand(exactly='"yes"'), 3, "'yes'", "true or false", id="no flag"),
        pytest.param(
            brand(unless='["on target"]'), 3, "'on target'", "'Northwind' in it", id="unless what"
        ),
        pytest.param(brand() + brand(), 4, "once more", "no other brand", id="twice"),
        pytest.param(
            brand() + '[[competitor]]\nname = "northwind"',
            3,
            "'northwind'",
            "no other entry has",
            id="ours and theirs",
        ),
        pytest.param("[clock]\nanswer_minutes = 0", 2, "0", "from 1 to", id="no time at all"),
        pytest.param(
            "[triage]\nopen = 3\nreach = 4", 3, "the key 'reach'", "firestorm", id="weights"
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, line, found, expected):
    with pytest.raises(RefusedRulesError) as refused:
        parse_mentions(text, shipped_mentions())

    fault = refused.value.faults[0]
    assert (fault.line, found in fault.found, expected in fault.expected) == (line, True, True), (
        fault
    )


def test_all_faults_are_said_at_once():
    with pytest.raises(RefusedRulesError) as refused:
        parse_mentions(brand(name="7", sites='["x"]', exactly="1"), shipped_mentions())

    assert [one.line for one in refused.value.faults] == [2, 3, 4]


def test_what_a_file_leaves_out_is_as_it_ships():
    rules = parse_mentions(brand() + "[clock]\nanswer_minutes = 15", shipped_mentions())

    assert rules.times.answer_ms == 15 * 60_000
    assert rules.times.claim_ms == shipped_mentions().times.claim_ms
    assert [(one.kind, one.name) for one in rules.entries] == [(Kind.BRAND, "Northwind")]


def test_what_ships_names_nobody():
    assert shipped_mentions().entries == ()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mentions.toml"
    path.write_text(brand())
    return path


def test_a_wrong_file_stops_whoever_starts_with_it(file):
    file.write_text("[[brand]]\nname = 7")

    with pytest.raises(RuleFileError, match=r"mentions\.toml cannot be used: line 2: found 7"):
        mention_book(file)


def test_while_running_the_last_good_one_stays_in_force(file):
    book = mention_book(file)
    book._next_look = 0.0
    file.write_text("[[brand]]\nname = 7")

    refused = book.current()
    book._next_look = 0.0
    file.write_text(brand(name='"Southgale"') + "# longer")
    taken = book.current()

    assert [one.name for one in refused.rules.entries] == ["Northwind"]
    assert [one.name for one in taken.rules.entries] == ["Southgale"]
