"""Documents made to be dear: refused in a moment, whatever they expand to."""

import time
from collections.abc import Callable

import pytest
from graphql import get_introspection_query, parse

from api.limits import Limits, check, measure

POP = '{{ screenPop(lookup: {{phone: "1"}}) {{ {fields} }} }}'

ROUNDS = 5  # the least counts: other work on the machine only ever adds
MOST_TIMES = 15  # the parsing of a document at the token limit, some 3.5 ms; measured: 0.4 to 5


def fragment_bomb(levels: int, spreads: int) -> str:
    """Return a document of `spreads` ** `levels` fields, each level a fragment."""
    parts = [f"{{ customer(id: 1) {{ ...f{levels} }} }}", "fragment f0 on Customer { name }"]
    parts += [
        f"fragment f{level} on Customer {{ {f'...f{level - 1} ' * spreads} }}"
        for level in range(1, levels + 1)
    ]
    return " ".join(parts)


def nested(levels: int) -> str:
    return "{ a" * levels + " }" * levels


@pytest.mark.parametrize(
    ("document", "word"),
    [
        pytest.param(nested(9), "levels deep", id="9 deep"),
        pytest.param(
            "{ " + " ".join(f"a{i}: b" for i in range(16)) + " }", "aliases", id="16 aliases"
        ),
        pytest.param("{ a b c d e f }", "root fields", id="6 root fields"),
        pytest.param("{ a " + "@skip(if: true) " * 51 + "}", "directives", id="51 directives"),
        pytest.param("{ a { " + "b " * 2000 + "} }", "fields", id="2,001 fields"),
        pytest.param(fragment_bomb(7, 12), "fields", id="39 million fields"),
        pytest.param(
            "{ ...f } fragment f on Query { ...g ...g ...g } fragment g on Query { a b }",
            "root fields",
            id="6 root fields in fragments",
        ),
    ],
)
def test_a_document_over_a_limit_is_refused(document, word):
    limits = Limits()

    errors = check(measure(parse(document), limits), limits)

    assert word in str(errors)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(nested(8), id="8 deep"),
        pytest.param("{ " + " ".join(f"a{i}: b" for i in range(5)) + " }", id="5 aliases"),
        pytest.param("{ a { " + "b " * 1999 + "} }", id="2,000 fields"),
        pytest.param(
            "{ __schema { a { b { c { d { e { f { g { h { i }}}}}}}}}}", id="introspection"
        ),
    ],
)
def test_a_document_at_the_limits_passes(document):
    limits = Limits()

    assert check(measure(parse(document), limits), limits) == []


def test_circular_fragments_are_measured_in_finite_time():
    document = parse("{ ...a } fragment a on Query { x ...b } fragment b on Query { y ...a }")

    sizes = measure(document, Limits())

    assert sizes[None].fields == 2


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(fragment_bomb(7, 12), id="fragment bomb"),
        pytest.param(fragment_bomb(20, 40), id="many spreads"),
        pytest.param("{ " + "__typename " * 3000 + "}", id="one field 3,000 times"),
        pytest.param(
            "{ " + "".join(f"a{i}: __typename " for i in range(1000)) + "}", id="1,000 aliases"
        ),
        pytest.param("{ __typename " + "@a " * 5000 + "}", id="5,000 directives"),
        pytest.param(nested(5000), id="5,000 deep"),
        pytest.param('{ customer(id: "' + "x" * 90_000 + '") { id } }', id="a 90 kB string"),
        pytest.param("{ customer(id: [" + "1 " * 40_000 + "]) { id } }", id="40,000 values"),
    ],
)
async def test_a_dear_document_costs_no_more_than_a_few_large_ones(client, answers, document):
    permitted = "{ " + "a: __typename " * 333 + "}"  # 1,001 tokens
    reference = min(_seconds(lambda: parse(permitted)) for _ in range(ROUNDS))

    least = float("inf")
    for number in range(ROUNDS):  # each is another text: a refused one is remembered
        started = time.thread_time()
        answer = await client.ask(f"{document} # {number}")
        least = min(least, time.thread_time() - started)
        assert answer["errors"]

    assert answers.asked == []
    assert least < MOST_TIMES * reference


def _seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


async def test_the_query_that_clients_introspect_with_passes(client):
    answer = await client.ask(get_introspection_query())

    assert answer["data"]["__schema"]["queryType"]["name"] == "Query"
