"""On which line of a TOML file does a key stand?"""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from context.policies.lines import line_of

TEXT = '''\
# a comment
title = "x"   # line 2

[[policy]]    # line 4
name = "a"
when = [      # line 6
  # why
  { fact = "f", is = 1 },
  { any = [   # line 9
    { fact = "g", is = "]" },
    { not = { all = [
      { fact = "h" },
    ] } },
  ] },
]             # line 15
text = """
when = [1]
[[policy]]
"""
limit.amounts.USD = 3   # line 20
'quoted key' = 1
[policy.do]             # line 22
action = "x"

[[policy]]              # line 25
name = "b"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param((), 1, id="the whole document"),
        pytest.param(("title",), 2, id="after a comment"),
        pytest.param(("policy",), 4, id="a list of tables"),
        pytest.param(("policy", 0, "name"), 5, id="a key of a table"),
        pytest.param(("policy", 0, "when"), 6, id="a list of several lines"),
        pytest.param(("policy", 0, "when", 0), 8, id="its first part"),
        pytest.param(("policy", 0, "when", 0, "is"), 8, id="a key of it"),
        pytest.param(("policy", 0, "when", 1, "any", 0), 10, id="a bracket in a text"),
        pytest.param(("policy", 0, "when", 1, "any", 1, "not", "all", 0), 12, id="deep inside"),
        pytest.param(("policy", 0, "text"), 16, id="a text of several lines"),
        pytest.param(("policy", 0, "limit", "amounts", "USD"), 20, id="a dotted key"),
        pytest.param(("policy", 0, "quoted key"), 21, id="a quoted key"),
        pytest.param(("policy", 0, "do"), 22, id="a table of its own"),
        pytest.param(("policy", 0, "do", "action"), 23, id="a key in that"),
        pytest.param(("policy", 1), 25, id="the second of a list of tables"),
        pytest.param(("policy", 1, "why"), 25, id="what is missing, at its table"),
        pytest.param(("policy", 0, "when", 7, "is"), 6, id="what is missing, at its list"),
    ],
)
def test_a_key_is_found_on_its_line(path, line):
    tomllib.loads(TEXT)

    assert line_of(TEXT, path) == line


@given(
    st.lists(
        st.sampled_from(["", "# x = 1", "k{} = 1", "k{} = [\n1,\n2]", 'k{} = """\nk9 = 1\n"""']),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_stands_between_each_key_is_found_where_it_begins(parts):
    lines, begins = [], {}
    for number, part in enumerate(parts):
        if part.startswith("k"):
            begins[f"k{number}"] = len(lines) + 1
        lines += part.format(number).split("\n")
    text = "\n".join(lines)

    assert {key: line_of(text, (key,)) for key in begins} == begins
