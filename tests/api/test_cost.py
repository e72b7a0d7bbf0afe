"""What an operation may ask the server to put together is counted before it runs."""

from pathlib import Path

import pytest
from graphql import parse

from api.cost import check_costs, costs
from api.limits import Limits
from api.schema import core_schema, make_schema

SCHEMA = core_schema(make_schema())
DESKTOP = (Path(__file__).parents[1] / "stories" / "screen_pop.graphql").read_text()
PAGE_OF_IDS = 2 + 100 * (2 + (2 + 1))  # the connection, and a hundred edges with a node each


def cost_of(text: str) -> int:
    return next(iter(costs(parse(text), SCHEMA).values()))


@pytest.mark.parametrize(
    ("document", "cost"),
    [
        pytest.param('{ customer(id: "c") { id name } }', 2 + 2, id="an object and two leaves"),
        pytest.param('{ customer(id: "c") { ...F } } fragment F on Customer { id name }', 2 + 2,
                     id="a fragment"),
        pytest.param('{ customer(id: "c") { ...F ...F } } fragment F on Customer { id }', 2 + 2,
                     id="a fragment counts wherever it stands"),
        pytest.param('{ customer(id: "c") { ... { id } ... on Customer { name } } }', 2 + 2,
                     id="inline fragments"),
        pytest.param('{ customer(id: "c") { orders { id } } }', 2 + 5 * (2 + 1), id="a list"),
        pytest.param('{ customer(id: "c") { orders { lines { sku } } } }',
                     2 + 5 * (2 + 5 * (2 + 1)), id="lists in a list"),
        pytest.param("{ customers(first: 10) { edges { node { id } } } }",
                     2 + 10 * (2 + (2 + 1)), id="as many as asked for"),
        pytest.param("{ customers { edges { node { id } } } }", 2 + 20 * (2 + (2 + 1)),
                     id="the usual page"),
        pytest.param("query($n: Int!) { customers(first: $n) { edges { node { id } } } }",
                     PAGE_OF_IDS, id="a variable may be the longest page"),
        pytest.param("{ customers(first: 2000000) { edges { node { id } } } }", PAGE_OF_IDS,
                     id="no page is longer"),
        pytest.param("{ __schema { queryType { name } } }", 1, id="introspection"),
    ],
)  # fmt: skip
def test_an_operation_costs(document, cost):
    assert cost_of(document) == cost


def test_the_desktops_document_costs_what_is_allowed():
    assert 1000 < cost_of(DESKTOP) <= Limits().cost


def test_an_operation_that_costs_too_much_is_refused_with_its_cost():
    errors = check_costs({None: 5001, "A": 5000}, 5000)

    assert [one.message for one in errors] == [
        "This operation costs 5001, and 5000 is the most: ask for fewer fields of lists, "
        "or for shorter pages."
    ]


async def test_the_cost_is_shown_with_the_answer(client):
    answer = await client.ask('{ customer(id: "c-john") { id name } }')

    assert answer["extensions"]["cost"] == 4


async def test_a_dear_operation_asks_nobody(client, answers):
    words = "at outcome words said queue source messages transfers reach about agents public"
    matter = f"{{ history {{ {words} }} evidence {{ kind source id }} }}"
    within = f"matters {matter} closedMatters {matter}"
    roots = " ".join(
        f'a{n}: screenPop(lookup: {{phone: "1"}}) {{ {within} attempts {{ {words} }} }}'
        for n in range(5)
    )

    answer = await client.ask(f"{{ {roots} }}")

    assert "costs" in answer["errors"][0]["message"]
    assert answers.asked == []
