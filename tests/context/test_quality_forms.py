"""Forms are data: refused with file and line, changed while we run, readable for ever."""

import os

import pytest

from context.errors import RuleFileError
from context.policies.parse import RefusedRulesError
from context.quality.book import quality_book
from context.quality.model import JOURNEY
from context.quality.parse import OVER, parse_quality
from context.quality.shipped import shipped_quality
from context.quality.versions import form_from, form_text

FORM = """\
[[form]]
name = "ours"
title = "How we do it"
for = ["voice"]

[[form.section]]
name = "Opening"
[[form.section.question]]
id = "greeting"
text = "Was the customer greeted?"
"""


def faults(text: str):
    with pytest.raises(RefusedRulesError) as raised:
        parse_quality(text)
    return raised.value.faults


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        pytest.param("a = [1\nb", 2, "b", "TOML", id="no TOML"),
        pytest.param("fomr = 1", 1, "the key 'fomr'", "competitors, form", id="unknown key"),
        pytest.param(FORM.replace("title", "titel"), 3, "'titel'", "title", id="misspelt key"),
        pytest.param(FORM.replace('["voice"]', '["fax"]'), 4, "'fax'", "voice", id="no channel"),
        pytest.param(
            FORM.replace('["voice"]', '["voice", "journey"]'), 4, "['voice', 'journey']",
            "either channels or journey", id="channels and journey",
        ),
        pytest.param(FORM + "weight = 0\n", 11, "0", "1 to 1000", id="no weight"),
        pytest.param(FORM + "scale = 5\n", 8, "and a scale", "answer", id="a scale for yes or no"),
        pytest.param(
            FORM + 'answer = "scale"\nscale = 5\nfatal = true\n', 13, "one with a scale",
            "yes or no", id="a fatal scale",
        ),
        pytest.param(
            FORM + 'yes_when = { fact = "contact.gretting", is = true }\n', 11,
            "contact.gretting", "contact.greeting", id="unknown fact",
        ),
        pytest.param(
            FORM + 'yes_when = { fact = "journey.transfers", at_most = 1 }\n', 11,
            "journey.transfers", "contact.", id="a fact of a journey in a form for calls",
        ),
        pytest.param(
            FORM + 'yes_when = { fact = "contact.greeting", at_most = 1 }\n', 11,
            "at_most", "is, exists", id="an operator for something else",
        ),
        pytest.param(
            FORM + '[[form.section.question]]\nid = "greeting"\ntext = "Once more?"\n', 12,
            "'greeting'", "no other question", id="a question twice",
        ),
        pytest.param(FORM + FORM, 12, "once more", "no other form", id="a form twice"),
        pytest.param("off = [\n  'talk',\n]", 2, "'talk'", "a form that ships", id="off nothing"),
        pytest.param('[[sample]]\nname = "s"', 1, "name", "percent", id="a plan for nothing"),
        pytest.param('[survey]\nask = "yes"', 2, "'yes'", "true or false", id="wrong type"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(text, line, found, expected):
    (fault,) = [one for one in faults(text) if one.line == line]

    assert found in fault.found
    assert expected in fault.expected


def test_there_is_a_form_for_every_channel_where_somebody_of_ours_speaks_and_for_the_journey():
    without = {over for over in OVER if not shipped_quality().forms_for(over)}

    assert without == {"other", "web"}
    assert [one.name for one in shipped_quality().forms_for(JOURNEY)] == ["journey"]


def test_own_forms_stand_on_top_of_what_ships():
    rules = parse_quality('off = ["counter"]\n' + FORM, shipped_quality())

    assert [one.name for one in rules.forms] == ["talk", "written", "journey", "ours"]
    assert rules.plans == shipped_quality().plans


def test_a_wrong_change_leaves_the_old_forms_in_force(tmp_path):
    now = [0.0]
    file = tmp_path / "forms.toml"
    file.write_text(FORM)
    book = quality_book(file)
    book._clock = lambda: now[0]
    before = book.current()

    file.write_text(FORM.replace("voice", "fax"))
    os.utime(file, ns=(1, 1))
    now[0] += 1e9

    assert book.current() is before
    with pytest.raises(RuleFileError, match=r"forms\.toml.*line 4"):
        quality_book(file)


def test_a_form_says_in_its_version_what_it_says():
    (ours,) = parse_quality(FORM).forms
    (heavier,) = parse_quality(FORM + "weight = 3\n").forms
    (same,) = parse_quality("# a remark\n" + FORM).forms

    assert ours.version == same.version != heavier.version


@pytest.mark.parametrize("form", shipped_quality().forms, ids=lambda form: form.name)
def test_a_form_is_read_again_as_it_was_with_its_rules_in_words(form):
    again = form_from(form_text(form))

    assert form_text(again) == form_text(form)
    assert again.version == form.version
    ruled = [one for one in form.questions if one.rule]
    assert [one.id for one in again.questions if one.rule_words] == [one.id for one in ruled]
