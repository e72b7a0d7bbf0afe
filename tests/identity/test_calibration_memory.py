"""A process that runs takes up another calibration by itself."""

import asyncio

import pytest

from graph.errors import GraphUnreachableError
from identity.calibration import FEWEST_JUDGED, Judged
from identity.judged_pairs import recalibrate
from identity.settings import IdentitySettings
from identity.setup import open_identity

pytestmark = pytest.mark.graph

NOW_MS = 1_793_530_800_000
ALL_WRONG = [Judged(float(bits), same=False) for bits in range(FEWEST_JUDGED)]
ALL_RIGHT = [Judged(float(bits), same=True) for bits in range(FEWEST_JUDGED)]


@pytest.fixture
def running(graph, keys):
    """The working set of a process that started before anybody calibrated."""
    return open_identity(graph, keys, IdentitySettings())


async def seen(running, *, probability: float) -> None:
    """Wait until the process claims this of a pair of 10 bits."""
    async with asyncio.timeout(10):
        while True:
            known = running.calibration
            if known and known.probability(10.0, vetoed=False) == pytest.approx(probability, 0.1):
                return
            await asyncio.sleep(0.001)


async def test_each_new_calibration_is_taken_up_while_the_process_runs(running, identity):
    memory = running.calibrated
    async with memory.kept_current(running.graph, running.model, every_seconds=0.001):
        await recalibrate(identity, ALL_WRONG, now_ms=NOW_MS)
        await seen(running, probability=0.5 / (FEWEST_JUDGED + 1))

        await recalibrate(identity, ALL_RIGHT, now_ms=NOW_MS + 1)
        await seen(running, probability=1 - 0.5 / (FEWEST_JUDGED + 1))

    assert running.explainer.calibration == running.calibration


class Away:
    """A graph that cannot be reached for a while."""

    def __init__(self, graph, times: int) -> None:
        self._graph = graph
        self.times = times

    async def read(self, cypher, /, **parameters):
        if self.times:
            self.times -= 1
            raise GraphUnreachableError("bolt://graph.example.com", "it is away")
        return await self._graph.read(cypher, **parameters)


async def test_a_graph_that_is_away_is_asked_again(running, identity, caplog):
    away = Away(running.graph, times=3)
    await recalibrate(identity, ALL_WRONG, now_ms=NOW_MS)

    async with running.calibrated.kept_current(away, running.model, every_seconds=0.001):
        await seen(running, probability=0.5 / (FEWEST_JUDGED + 1))

    assert away.times == 0
    assert {one.message for one in caplog.records} == {"calibration_not_read"}
