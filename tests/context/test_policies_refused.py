"""What is wrong with a file of policies is said with its line."""

from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from context.policies.parse import RefusedRulesError, parse_policies
from context.policies.shipped import shipped_policies


def policy(**replaced):
    """A file with one policy, of which some keys are written otherwise."""
    keys = {
        "name": '"p"',
        "for": '"order"',
        "when": '[{ fact = "order.live", is = true }]',
        "action": '"call_back"',
        "text": '"Call about {order.id}"',
        "why": '"It is live"',
        **replaced,
    }
    lines = [f"{key} = {value}" for key, value in keys.items() if value is not None]
    return "\n".join(["[[policy]]", *lines, ""])


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        pytest.param("a = [1\nb = 2", 2, "b = 2", "TOML", id="no TOML"),
        pytest.param("[[policy]]\nname = \"a", 2, "name", "TOML", id="cut off"),
        pytest.param("polcy = 1", 1, "the key 'polcy'", "off, policy", id="unknown key at the top"),
        pytest.param(policy(wen="1"), 8, "the key 'wen'", "when", id="unknown key"),
        pytest.param(policy(why=None), 1, "without 'why'", "'why'", id="missing key"),
        pytest.param(policy(**{"for": '"planet"'}), 3, "'planet'", "matter", id="unknown range"),
        pytest.param(
            policy(when='[{ fact = "order.colour", is = "red" }]'),
            4, "order.colour", "a fact like order.", id="unknown fact",
        ),
        pytest.param(
            policy(when='[{ fact = "case.id", is = "7" }]'), 4, "case.id", "order.id",
            id="a fact of something else",
        ),
        pytest.param(
            policy(when='[\n  { fact = "order.live", is = true },\n'
                   '  { any = [\n    { fact = "order.live", at_least = 3 },\n  ] },\n]'),
            7, "the operator 'at_least'", "is, exists", id="wrong operator, deep inside",
        ),
        pytest.param(
            policy(when='[\n  # why\n  { fact = "order.live",\tis = "yes" },\n]'),
            6, "'yes'", "true or false", id="wrong type",
        ),
        pytest.param(
            policy(when='[{ fact = "order.since_delivery", at_least = -1 }]'),
            4, "-1", "not below zero", id="negative days",
        ),
        pytest.param(
            policy(when='[{ fact = "order.since_delivery", at_least = nan }]'),
            4, "NaN", "number of days", id="no number",
        ),
        pytest.param(
            policy(when='[{ fact = "order.worth", at_least = 3 }]'),
            4, "without 'currency'", "currency", id="money without a currency",
        ),
        pytest.param(
            policy(when='[{ fact = "order.id" }]'), 4, "without an operator", "is", id="no operator"
        ),
        pytest.param(
            policy(when='[{ fact = "order.id", all = [] }]'), 4, "a table", "one of", id="two kinds"
        ),
        pytest.param(policy(when="[]"), 4, "[]", "something in it", id="no condition"),
        pytest.param(policy(when='"always"'), 4, "'always'", "a table", id="a text as condition"),
        pytest.param(
            policy(text='"""\nCall about\n{order.colour}"""'),
            6, "{order.colour}", "a fact like order.", id="unknown placeholder, after a long text",
        ),
        pytest.param(
            policy(text='"{order.id.__class__}"'), 6, "__class__", "order.id", id="an attribute"
        ),
        pytest.param(policy(text='"{order.id!r}"'), 6, "!r", "order.id", id="a conversion"),
        pytest.param(policy(text='"{order.id:>9}"'), 6, ":>9", "order.id", id="a format"),
        pytest.param(policy(text='"{order.id"'), 6, "{order.id", "braces", id="an open brace"),
        pytest.param(policy(text="3"), 6, "3", "a text", id="a number as text"),
        pytest.param(policy() + policy(), 9, "'p' once more", "no other", id="duplicate name"),
        pytest.param(
            policy(name='"Big P"'), 2, "'Big P'", "small letters", id="a name with spaces"
        ),
        pytest.param(policy(priority="1001"), 8, "1001", "0 to 1000", id="priority out of bounds"),
        pytest.param(
            policy(limit="{ amounts = { USD = 0 } }"), 8, "0", "above zero", id="a limit of nothing"
        ),
        pytest.param(
            policy(limit="{ amounts = { usd = 5 } }"), 8, "'usd'", "like USD", id="no currency"
        ),
        pytest.param(
            policy(limit="{ times = 2 }"), 8, "times alone", "together", id="half a limit"
        ),
        pytest.param(
            policy(limit="{ amounts = { USD = 100 } }",
                   when='[{ fact = "order.worth", at_least = 200, currency = "USD" }]'),
            8, "100 USD", "200 USD", id="a limit below what is asked for",
        ),
        pytest.param(
            policy(when='[{ fact = "matter.attempts", at_least = 5 }, '
                   '{ fact = "matter.attempts", at_most = 4 }]'),
            4, "matter.attempts", "hold together", id="conditions that never hold",
        ),
        pytest.param(policy(stock='"any"'), 8, "'any'", "same, variants", id="unknown stock"),
        pytest.param(
            policy(**{"for": '"case"'}, when='[{ fact = "case.id", exists = true }]',
                   text='"x"', stock='"same"'),
            8, "a stock", "order", id="stock of a case",
        ),
        pytest.param(
            policy(**{"for": '"matter"'}, when='[{ fact = "matter.attempts", at_least = 1 }]',
                   text='"x"', limit="{ amounts = { USD = 5 } }"),
            8, "amounts", "order", id="an amount of no goods",
        ),
        pytest.param(
            policy(when='[{ fact = "order.since_delivery", at_least = 1e400 }]'),
            4, "1E+400", "at most", id="more days than there are",
        ),
        pytest.param(f"a = {'[' * 5_000}", 1, "no machine", "people", id="brackets without end"),
        pytest.param(f"a = {'9' * 5_000}", 1, "no machine", "people", id="digits without end"),
        pytest.param("off = [[1]]", 1, "[1]", "that ships", id="a list that leaves out a list"),
        pytest.param("policy = 3", 1, "3", "a list", id="policies that are none"),
        pytest.param("policy = [3]", 1, "3", "a table", id="a policy that is none"),
        pytest.param('off = ["nobody"]', 1, "'nobody'", "answer", id="leaves out what is not"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_line(text, line, found, expected):
    with pytest.raises(RefusedRulesError) as refused:
        parse_policies(text, shipped_policies())

    (fault,) = refused.value.faults
    assert (fault.line, True, True) == (line, found in fault.found, expected in fault.expected), (
        str(fault)
    )


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_lines():
    text = policy(priority='"high"', name='"P"') + policy(why=None)

    with pytest.raises(RefusedRulesError) as refused:
        parse_policies(text)

    assert [one.line for one in refused.value.faults] == [2, 8, 9]


TEXT = (files("context.policies") / "policies.toml").read_text("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 12), st.text("[]{}\"'=#\n,.a1 ", max_size=4))
def test_whatever_happens_to_a_file_it_is_read_or_refused_with_lines_of_it(at, gone, comes):
    text = TEXT[:at] + comes + TEXT[at + gone :]

    read, faults = _read(text)

    assert bool(read) is not bool(faults)
    assert all(1 <= one.line <= text.count("\n") + 1 for one in faults)


def _read(text):
    try:
        return parse_policies(text), ()
    except RefusedRulesError as error:
        return (), error.faults


def test_amounts_are_exact():
    (read,) = parse_policies(policy(limit="{ amounts = { USD = 249.99 } }"))

    assert read.limit.amounts == {"USD": Decimal("249.99")}
