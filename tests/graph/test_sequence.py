"""Nothing is decided on a stale read: commits and steps of the sequence are one and the same."""

import asyncio

from graph.access import Graph, Statement
from graph.errors import StaleReadError
from graph.sequence import SequenceState, after, make_sequences, read_sequence

WRITERS, TURNS = 6, 6


async def commit_after_reading(graph: Graph, mark: str) -> None:
    """Note in the graph what was read and by whom, as a resolver would that decides on it."""
    while True:
        seen = await read_sequence(graph)
        note = Statement(
            "MERGE (d:Decision {id: $mark}) SET d.read_at = $value",
            {"mark": mark, "value": seen.value},
        )
        try:
            await graph.write([note], guard=after(seen, new_customers=2))
        except StaleReadError:
            continue
        return


async def test_six_writers_commit_once_for_each_step_and_lose_nothing(graph: Graph):
    async def writer(name: int) -> None:
        for turn in range(TURNS):
            await commit_after_reading(graph, f"{name}-{turn}")

    await asyncio.gather(*(writer(name) for name in range(WRITERS)))

    commits = WRITERS * TURNS
    rows = await graph.read("MATCH (d:Decision) RETURN d.read_at AS read_at ORDER BY read_at")
    assert [row["read_at"] for row in rows] == list(range(commits))
    assert await read_sequence(graph) == SequenceState(commits, 2 * commits)


async def test_making_the_sequences_again_leaves_them_where_they_are(graph: Graph):
    await graph.write([], guard=after(await read_sequence(graph), new_customers=3))

    await graph.write(make_sequences())

    assert await read_sequence(graph) == SequenceState(1, 3)
