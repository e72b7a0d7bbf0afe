"""A file of insights is refused with line and what was expected; the last good one stays."""

import logging

import pytest

from context.errors import RuleFileError
from context.insights.book import insight_book
from context.insights.model import Kind
from context.insights.parse import parse_insights
from context.insights.shipped import shipped_insights
from context.policies.book import RuleBook
from context.policies.parse import RefusedRulesError

CAUSE = """\
[[cause]]
name = "smell"
title = "It smells"
pattern = "lot-7"
phrases = { en = ["smells (odd|bad)"] }
"""
PATTERN = """\
[[pattern]]
name = "lot-7"
title = "Owners of lot 7"
kind = "batch"
only = ["7"]
"""
NOTICE = """\
[[notice]]
name = "lot-7"
title = "Lot 7 is called back"
pattern = "lot-7"
text = { en = "Hello {name}, your {asset} is of lot {batch}." }
"""
WHOLE = CAUSE + PATTERN + NOTICE


def refused(text: str) -> str:
    with pytest.raises(RefusedRulesError) as raised:
        parse_insights(text, shipped_insights())
    (fault, *_) = raised.value.faults
    return str(fault)


def test_a_file_adds_to_what_ships():
    rules = parse_insights(WHOLE, shipped_insights())

    pattern = rules.pattern("lot-7")
    assert (pattern.kind, pattern.only) == (Kind.BATCH, ("7",))
    assert rules.causes_of("lot-7") == ("smell",)
    assert rules.notice("lot-7").channels == ("email", "sms", "letter")
    assert rules.cause("price-rise") is not None


def test_one_of_the_same_name_takes_the_place_and_off_takes_away():
    rules = parse_insights(
        'off = ["late"]\n' + CAUSE.replace('"smell"', '"closed"') + PATTERN, shipped_insights()
    )

    assert rules.cause("late") is None
    assert [one.title for one in rules.causes].count("It smells") == 1
    assert rules.cause("closed").title == "It smells"


def test_with_a_pattern_goes_what_was_about_it():
    rules = parse_insights('off = ["closing-shop"]', shipped_insights())

    assert (rules.cause("closed"), rules.notice("closing")) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ('"lot-7"\nphrases', '"lot-8"\nphrases', 4, "one of closing-shop"),
        ('{ en = ["smells (odd|bad)"] }', '{ en = ["smells (odd"] }', 5, "a phrase like"),
        ('{ en = ["smells (odd|bad)"] }', '{ english = ["smells"] }', 5, "two letters"),
        ('title = "It smells"\n', "", 1, "'title'"),
        ('kind = "batch"', 'kind = "colour"', 9, "price_rise"),
        ('only = ["7"]\n', "", 6, "the batches"),
        ('only = ["7"]', 'only = ["7"]\nleast_percent = 5', 11, 'kind = "price_rise"'),
        ('only = ["7"]', 'only = ["7"]\nwithin_days = 0', 11, "from 1 to 3660"),
        ("{batch}", "{colour}", 15, "no placeholder but {name}, {asset}, {serial}, {batch}"),
        ("{batch}", "{batch", 15, "braces"),
        ("text =", "hold_out_percent = 60\ntext =", 15, "per cent, from 0 to 50"),
        ("text =", 'channels = ["fax"]\ntext =', 15, "email, sms, voice, dm, letter"),
        ("text =", "per_day = 0\ntext =", 15, "from 1 to 1000000"),
        ("text =", "colour = 1\ntext =", 15, "one of channels"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_was_expected(old, new, line, expected):
    said = refused(WHOLE.replace(old, new, 1))

    assert said.startswith(f"line {line}: found ")
    assert expected in said


def test_what_is_no_toml_is_told_with_its_line():
    assert refused("[[cause]]\nname = smell\n").startswith("line 2: found 'name = smell'")


def test_everything_wrong_is_told_at_once():
    text = WHOLE.replace('"batch"', '"colour"').replace("smells (odd|bad)", "(")

    with pytest.raises(RefusedRulesError) as raised:
        parse_insights(text, shipped_insights())
    assert len(raised.value.faults) >= 2


def test_a_file_that_cannot_be_used_is_refused_by_its_name(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(WHOLE.replace("batch", "colour"))

    with pytest.raises(RuleFileError, match=r"mine\.toml cannot be used: line 9"):
        insight_book(file)


def test_the_last_good_one_stays_in_force(tmp_path, caplog):
    file, now = tmp_path / "mine.toml", [0.0]
    file.write_text(WHOLE)
    book = RuleBook(
        file,
        lambda text: parse_insights(text, shipped_insights()),
        without=shipped_insights(),
        clock=lambda: now[0],
    )
    file.write_text(WHOLE + "oops")
    now[0] = 2.0

    with caplog.at_level(logging.WARNING):
        in_force = book.current()

    assert in_force.cause("smell") is not None
    assert [one.message for one in caplog.records] == ["rules_refused"]
