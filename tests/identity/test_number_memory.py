"""What do this deployment's own numbers look like, and who learns of it?"""

import pytest

from identity.number_memory import REFRESH_SECONDS, NumberMemory, OwnNumber

pytestmark = pytest.mark.graph


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def memory(clock):
    return NumberMemory(clock=clock)


def orders(first, last):
    return [OwnNumber("shop", "order", f"BX-{number}") for number in range(first, last)]


async def patterns_in(graph):
    return await graph.read("MATCH (p:NumberPattern) RETURN p.shape AS shape, p.count AS count")


async def test_numbers_that_arrive_teach_what_to_look_for(graph, keys, memory):
    assert memory.patterns.read("order 20417") == ("20417",)

    await memory.learn(graph, keys, orders(20_001, 20_031))

    assert memory.patterns.read("BX-20417") == ("order:BX-20417",)
    assert memory.patterns.read("order 20417") == ("order:BX20417",)


async def test_few_numbers_teach_nothing_and_are_not_kept(graph, keys, memory):
    await memory.learn(graph, keys, orders(20_001, 20_005))

    assert await patterns_in(graph) == []
    assert memory.patterns.read("order 20417") == ("20417",)


async def test_numbers_that_come_one_by_one_are_written_seldom(graph, keys, memory):
    written = []
    for order in orders(20_001, 20_101):
        await memory.learn(graph, keys, [order])
        written.append(tuple(row["count"] for row in await patterns_in(graph)))

    assert written[-1] == (80,)
    assert sorted(set(written)) == [(), (5,), (10,), (20,), (40,), (80,)]


async def test_another_process_notices_within_a_minute(graph, keys, memory, clock):
    other = NumberMemory(clock=clock)
    await other.refresh(graph)
    await memory.learn(graph, keys, orders(20_001, 20_031))

    await other.refresh(graph)
    assert other.patterns.read("BX-20417") == ("BX-20417", "20417")

    clock.now += REFRESH_SECONDS
    await other.refresh(graph)
    assert other.patterns.read("BX-20417") == ("order:BX-20417",)


async def test_a_minute_costs_one_read(graph, memory, clock):
    await memory.refresh(graph)
    reads = graph.reads

    for _ in range(5):
        clock.now += REFRESH_SECONDS / 10
        await memory.refresh(graph)
    assert graph.reads == reads

    clock.now += REFRESH_SECONDS / 2
    await memory.refresh(graph)
    assert graph.reads > reads


async def test_two_writers_never_lower_a_count_or_narrow_a_range(graph, keys, memory, clock):
    plain = [OwnNumber("shop", "order", str(number)) for number in range(30_000, 30_040)]
    fewer = [OwnNumber("shop", "order", str(number)) for number in range(20_000, 20_006)]
    await memory.learn(graph, keys, plain)

    await NumberMemory(clock=clock).learn(graph, keys, fewer)

    (row,) = await graph.read(
        "MATCH (p:NumberPattern) RETURN p.count AS count, p.low AS low, p.high AS high"
    )
    assert row == {"count": 40, "low": 20_000, "high": 30_039}


async def test_a_process_that_starts_counts_on(graph, keys, memory, clock):
    await memory.learn(graph, keys, orders(20_001, 20_041))
    fresh = NumberMemory(clock=clock)
    await fresh.refresh(graph)

    await fresh.learn(graph, keys, orders(20_041, 20_081))

    assert await patterns_in(graph) == [{"shape": "BX-#####", "count": 80}]


async def test_kinds_that_nobody_quotes_are_not_learned(graph, keys, memory):
    numbers = [OwnNumber("crm", "ssn", f"900-00-{number}") for number in range(1000, 1100)]

    await memory.learn(graph, keys, numbers)

    assert await patterns_in(graph) == []


async def test_random_numbers_do_not_fill_the_memory(graph, keys, memory):
    prefixes = (f"{a}{b}{c}" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ" for c in "ABCDEFGHIJ")
    many = [OwnNumber("shop", "order", f"{prefix}-1") for prefix in prefixes]

    await memory.learn(graph, keys, many * 5)

    assert len(await patterns_in(graph)) == 500
    assert memory.patterns.kinds == frozenset()
