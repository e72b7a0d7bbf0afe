"""What the one door to the graph promises, on whichever engine serves the tests."""

import asyncio
from collections.abc import Iterator

import pytest
from neo4j.exceptions import ClientError

from graph.access import Graph, Statement
from graph.engines.engine import Endpoint
from graph.errors import ContendedError, GraphUnreachableError, StaleReadError
from graph.sequence import after, read_sequence

COUNT_CUSTOMERS = "MATCH (c:Customer) RETURN count(c) AS customers"
COUNT_UP = """
UNWIND $keys AS key
MERGE (i:Identifier {key: key})
SET i.seen = coalesce(i.seen, 0) + 1
"""


def make_customers(*ids: str) -> Statement:
    return Statement("UNWIND $ids AS id MERGE (:Customer {id: id})", {"ids": list(ids)})


async def count_customers(graph: Graph) -> int:
    (row,) = await graph.read(COUNT_CUSTOMERS)
    return int(row["customers"])


async def test_a_write_answers_with_the_rows_of_each_statement(graph: Graph):
    answers = await graph.write(
        [
            make_customers("a", "b"),
            Statement("MATCH (c:Customer) RETURN c.id AS id ORDER BY id"),
        ]
    )

    assert answers == [[], [{"id": "a"}, {"id": "b"}]]


async def test_a_write_that_fails_half_way_leaves_nothing(graph: Graph):
    fails_at_the_last_row = Statement("UNWIND [3, 2, 1, 0] AS n CREATE (:Customer {id: 6 / n})")

    with pytest.raises(ClientError):
        await graph.write([make_customers("a", "b"), fails_at_the_last_row])

    assert await count_customers(graph) == 0


async def test_of_racing_merges_none_is_lost_doubled_or_given_up(graph: Graph):
    async def writer(number: int) -> None:
        for turn in range(8):
            keys = [f"k{(number + turn + step) % 12}" for step in range(6)]
            await graph.write([Statement(COUNT_UP, {"keys": keys})])

    await asyncio.gather(*(writer(number) for number in range(8)))

    (row,) = await graph.read(
        "MATCH (i:Identifier) "
        "RETURN count(i) AS nodes, count(DISTINCT i.key) AS keys, sum(i.seen) AS seen"
    )
    assert row == {"nodes": 12, "keys": 12, "seen": 8 * 8 * 6}


async def test_a_write_that_never_wins_says_so_when_its_time_is_over(graph: Graph):
    impatient = Graph(graph._driver, graph._endpoint, retry_seconds=0.3)
    doubles = Statement("CREATE (:Customer {id: 'a'})")

    await graph.write([doubles])
    with pytest.raises(ContendedError) as raised:
        await impatient.write([doubles])

    assert raised.value.tries > 1
    assert await count_customers(graph) == 1


async def test_a_write_decided_on_a_stale_read_is_refused_and_leaves_nothing(graph: Graph):
    seen = await read_sequence(graph)
    await graph.write([make_customers("first")], guard=after(seen, new_customers=1))

    with pytest.raises(StaleReadError) as raised:
        await graph.write([make_customers("second")], guard=after(seen, new_customers=1))

    assert (raised.value.seen, raised.value.found) == (0, 2)
    assert await read_sequence(graph) == type(seen)(value=1, customers=1)
    assert await count_customers(graph) == 1


async def test_a_read_given_up_by_its_caller_does_no_harm_to_the_next(graph: Graph):
    slow = "UNWIND range(1, 2000000) AS n WITH n WHERE n % 7 = 0 RETURN sum(n) AS total"
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await graph.read(slow)

        assert await graph.read("RETURN $n AS n", n=5) == [{"n": 5}]


async def test_a_write_given_up_by_its_caller_leaves_nothing(graph: Graph):
    def given_up_after_the_first() -> Iterator[Statement]:
        yield make_customers("a")
        asyncio.current_task().cancel()
        yield make_customers("b")

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(graph.write(given_up_after_the_first()))
    await graph.write([make_customers("c")])

    assert await graph.read("MATCH (c:Customer) RETURN c.id AS id") == [{"id": "c"}]


async def test_many_reads_at_once_share_a_few_sessions(graph: Graph):
    answers = await asyncio.gather(*(graph.read("RETURN $n AS n", n=n) for n in range(40)))
    for n in range(40):
        await graph.read("RETURN $n AS n", n=n)

    assert [rows[0]["n"] for rows in answers] == list(range(40))
    assert len(graph._idle) <= 40 + 1
    assert graph.reads == 80


async def test_a_wrong_statement_is_an_error_at_once_and_harms_no_later_read(graph: Graph):
    with pytest.raises(ClientError) as raised:
        await graph.read("MATCH (n RETURN n")

    assert raised.value.code == "Neo.ClientError.Statement.SyntaxError"
    assert await graph.read("RETURN 1 AS one") == [{"one": 1}]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("bolt://127.0.0.1:1", id="nobody listens there"),
        pytest.param("postgres://127.0.0.1:5432", id="not an address of a graph"),
        pytest.param("neo4j://", id="no host"),
    ],
)
async def test_an_address_where_no_graph_is_gets_a_clear_error(url: str):
    with pytest.raises(GraphUnreachableError, match="GRAPH_URL") as raised:
        await Graph.connect(Endpoint(url, "neo4j", "not this one", "neo4j"))

    assert "not this one" not in str(raised.value)


async def test_a_wrong_password_gets_a_clear_error(graph: Graph):
    there = graph._endpoint
    with pytest.raises(GraphUnreachableError, match="Unauthorized"):
        await Graph.connect(Endpoint(there.url, there.user, "not this one", there.database))


async def test_what_was_planned_answers_as_before_while_the_graph_grows(graph: Graph):
    ids = "MATCH (c:Customer) RETURN c.id AS id ORDER BY id"
    with graph.planning(60):
        before = await graph.read(ids)

    await graph.write([make_customers("a", "b")])

    assert before == []
    assert [row["id"] for row in await graph.read(ids)] == ["a", "b"]
