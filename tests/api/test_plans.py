"""What a plan answers is what GraphQL's executor answers, to the letter and in its order."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from api.documents import Prepared
from api.errors import UnplannedError
from api.keys import Caller, Role
from api.operation import Operations
from api.plans.plans import Plans
from api.plans.shape import attribute_of
from api.rate_settings import Rates
from api.request import GraphQLRequest
from api.schema import core_schema, make_schema
from api.settings import ApiSettings
from tests.api.conftest import FakeAnswers, john, nobody, one, several

SCHEMA = core_schema(make_schema())
DESKTOP = (Path(__file__).parents[1] / "stories" / "screen_pop.graphql").read_text()
CALLER = Caller(Role.ADMIN, "admin key")
LOOKUP = {"lookup": {"phone": "+15550142"}}
POP = 'screenPop(lookup: {phone: "+15550142"})'


class OnlyExecuted(Plans):
    """Leaves everything to the executor."""

    async def answer(self, *_: Any) -> None:
        return None


@pytest.fixture
def answers():
    return FakeAnswers()


@pytest.fixture
def compare(answers):
    """Returns a function that asks in both ways, and returns the one answer and who gave it."""

    async def compare(query: str, variables: Any = None, **settings: Any) -> tuple[Any, int]:
        query = query.replace("SCREENPOP", POP)
        told, planned = [], Operations(answers, ApiSettings(**settings))
        executed = Operations(answers, ApiSettings(**settings))
        executed.plans = OnlyExecuted(SCHEMA)
        for way in (planned, executed):
            operation = way.prepare(GraphQLRequest(query, variables), CALLER, "r-1")
            told.append(json.dumps(await way.execute(operation)))
        assert told[0] == told[1]
        return json.loads(told[0]), planned.plans.answered

    return compare


async def test_the_desktops_document_is_planned(compare):
    answer, planned = await compare(DESKTOP, LOOKUP)

    assert planned == 1, answer
    assert answer["data"]["screenPop"]["customer"]["name"] == "John Castell"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("{ p: SCREENPOP { r: resolution } }", id="aliases"),
        pytest.param("{ SCREENPOP { customer { name n: name name } } }", id="twice"),
        pytest.param(
            "{ SCREENPOP { orders { id } ...F orders { lines { sku } } } } "
            "fragment F on ScreenPop { orders { total } }",
            id="merged",
        ),
        pytest.param(
            "{ SCREENPOP { ... { effort { attempts } } ... on ScreenPop { resolution } } }",
            id="inline fragments",
        ),
        pytest.param("{ SCREENPOP { __typename customer { __typename } } }", id="type names"),
        pytest.param('{ customer(id: "nobody") { name } }', id="null"),
        pytest.param(
            '{ customer(id: "c-john") { sinceIs: since } SCREENPOP { resolution } }', id="two roots"
        ),
        pytest.param(
            "{ customers(first: 2) { edges { cursor node { id } } pageInfo "
            "{ hasNextPage endCursor } } }",
            id="a connection",
        ),
        pytest.param("{ reviewTasks { edges { node { id left { name } } } } }", id="review"),
        pytest.param("query A { SCREENPOP { resolution } } ", id="a name"),
    ],
)
async def test_a_plan_answers_as_the_executor(compare, query):
    answer, planned = await compare(query)

    assert planned == 1, answer


@pytest.mark.parametrize("yes", [True, False])
async def test_directives_are_decided_by_variables(compare, yes):
    query = """
    query($yes: Boolean!, $no: Boolean = true) {
      screenPop(lookup: {phone: "+15550142"}) {
        resolution @skip(if: $yes)
        customer @include(if: $yes) { name ...F @skip(if: $no) }
        orders { id @include(if: false) total }
      }
    }
    fragment F on Customer { city @include(if: $yes) }
    """

    for no in (True, False):
        answer, planned = await compare(query, {"yes": yes, "no": no})
        assert planned == 1, answer


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        pytest.param("{ __schema { queryType { name } } }", None, id="introspection"),
        pytest.param("{ __typename }", None, id="the root's type name"),
        pytest.param("{ customers(first: 1000) { edges { cursor } } }", None, id="refused"),
    ],
)
async def test_what_a_plan_does_not_cover_is_executed(compare, query, variables):
    _, planned = await compare(query, variables, introspection=True)

    assert planned == 0


async def test_a_wrong_value_in_an_answer_is_the_executors_error(compare, answers, monkeypatch):
    wrong = replace(one(), acknowledgement=None)
    monkeypatch.setattr(answers, "screen_pop", _returning(wrong))

    answer, planned = await compare("{ SCREENPOP { resolution acknowledgement } }")

    assert planned == 0
    assert answer["errors"]


async def test_a_number_too_large_for_graphql_is_the_executors_error(compare, answers, monkeypatch):
    first, *others = one().interactions
    wrong = replace(one(), interactions=(replace(first, reach=2**31), *others))
    monkeypatch.setattr(answers, "screen_pop", _returning(wrong))

    answer, planned = await compare("{ SCREENPOP { interactions { id reach } } }")

    assert planned == 0
    assert answer["errors"]
    assert answer["data"]["screenPop"]["interactions"][0] == {"id": first.id, "reach": None}


async def test_a_resolver_that_fails_is_told_once_and_audited_once(compare, answers):
    answers.fails = ValueError("secret")

    answer, planned = await compare(DESKTOP, LOOKUP)

    assert planned == 0
    assert "secret" not in json.dumps(answer)


async def test_masked_fields_are_masked_in_a_plan_too(compare):
    answer, planned = await compare(
        DESKTOP, LOOKUP, masked={Role.ADMIN: ("Customer.identifiers", "Customer.name")}
    )

    assert planned == 1, answer
    assert answer["data"]["screenPop"]["customer"]["identifiers"] == []
    assert "Customer.name" in answer["extensions"]["masked"]


async def test_plans_are_made_once_per_document_and_forgotten_in_turn(answers):
    way = Operations(answers, ApiSettings(rates=Rates(a_second=0)))
    for number in range(600):
        query = f"{{ p{number}: {POP} {{ resolution }} }}"
        await way.execute(way.prepare(GraphQLRequest(query), CALLER, "r-1"))

    assert way.plans.answered == 600
    assert len(way.plans._made) <= 500
    assert all(isinstance(prepared, Prepared) for prepared, _ in way.plans._made.values())


@pytest.mark.parametrize("seed", range(60))
async def test_any_document_is_answered_alike(compare, answers, monkeypatch, seed):
    rng = random.Random(seed)
    shown = rng.choice([one(), several(), nobody()])
    monkeypatch.setattr(answers, "screen_pop", _returning(shown))
    monkeypatch.setattr(answers, "customer", _returning(rng.choice([john(), None])))
    document = Document(rng)
    roots = [POP, 'customer(id: "c-john")', "customers(first: 3)", "reviewTasks(first: 2)"]
    asked = [f"r{n}: {root} {document.of(root)}" for n, root in enumerate(rng.sample(roots, 2))]
    query = f"""
    query($yes: Boolean!, $no: Boolean!) {{
      {asked[0]} {asked[1]}
      a: {POP} {{ resolution @skip(if: $yes) effort @include(if: $no) {{ people }} }}
    }}
    """

    answer, planned = await compare(
        query + document.fragments, {"yes": True, "no": rng.random() < 0.5}
    )

    assert planned == 1, answer


class Document:
    """Selects fields of the schema at random, with aliases, fragments and directives."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.fragments = ""
        self._fields = 0
        self._aliases = 0

    def of(self, root: str) -> str:
        assert SCHEMA.query_type is not None
        kind = get_named_type(SCHEMA.query_type.fields[root.partition("(")[0]].type)
        return self._selection(kind, depth=4)

    def _selection(self, kind: GraphQLObjectType, depth: int) -> str:
        parts = list(self._parts(kind, depth))
        self._rng.shuffle(parts)
        selected = f"{{ __typename {' '.join(parts)} }}"
        chance = self._rng.random()
        if chance < 0.15 and not self.fragments:
            name = f"F{len(self.fragments)}"
            self.fragments += f" fragment {name} on {kind.name} {selected}"
            return f"{{ ...{name} ...{name} }}"
        return f"{{ ... on {kind.name} {selected} }}" if chance < 0.3 else selected

    def _parts(self, kind: GraphQLObjectType, depth: int) -> Iterator[str]:
        for name, field in kind.fields.items():
            below = get_named_type(field.type)
            if not _is_attribute(kind, name) or self._fields > 45 or self._rng.random() < 0.4:
                continue
            self._fields += 1
            is_named = self._aliases < 2 and self._rng.random() < 0.1
            self._aliases += is_named
            alias = f"a{self._fields}: " if is_named else ""
            decided = self._rng.choice(["", "", "", " @include(if: $yes)", " @skip(if: $no)"])
            if is_leaf_type(below):
                yield f"{alias}{name}{decided}"
            elif depth > 1 and isinstance(below, GraphQLObjectType):
                yield f"{alias}{name}{decided} {self._selection(below, depth - 1)}"


def _is_attribute(kind: GraphQLObjectType, field: str) -> bool:
    try:
        return bool(attribute_of(kind, field))
    except UnplannedError:
        return False


def _returning(value: Any) -> Any:
    async def answer(*_: Any, **__: Any) -> Any:
        return value

    return answer
