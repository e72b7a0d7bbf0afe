"""One graph for the whole test run: an embedded engine of our own, or the server that
TELLONCE_TEST_GRAPH_URL names (with TELLONCE_TEST_GRAPH_PASSWORD; the user is neo4j).
"""

import os
import sys
from collections.abc import AsyncIterator

import pytest

from graph.access import Graph, Statement
from graph.engines.embedded import engine_has_ended
from graph.engines.engine import Endpoint
from graph.engines.external import external_endpoint
from graph.keys import Keys
from graph.queries.planning import plan_largest
from graph.settings import GraphSettings
from graph.store import first_nodes, open_graph, open_keys

OTHER_SERVER = os.environ.get("TELLONCE_TEST_GRAPH_URL")
LEFT_OUT = pytest.StashKey[dict[str, int]]()

WIPE = """
MATCH (n)
WHERE NOT n:Migration AND NOT n:Deployment
DETACH DELETE n
"""


def pytest_configure(config: pytest.Config) -> None:
    for marker in (
        "embedded: about the embedded engine itself; left out when another one serves the tests",
        "linux: looks into /proc; left out on other systems",
    ):
        config.addinivalue_line("markers", marker)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out: dict[str, list[pytest.Item]] = {}
    for item in items:
        if OTHER_SERVER and item.get_closest_marker("embedded"):
            left_out.setdefault(f"the graph is at {OTHER_SERVER}, not embedded", []).append(item)
        elif sys.platform != "linux" and item.get_closest_marker("linux"):
            left_out.setdefault("this is not Linux", []).append(item)
    gone = {item for group in left_out.values() for item in group}
    items[:] = [item for item in items if item not in gone]
    config.hook.pytest_deselected(items=list(gone))
    config.stash[LEFT_OUT] = {reason: len(group) for reason, group in left_out.items()}


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for reason, count in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.write_line(f"{count} tests left out: {reason}")


@pytest.fixture(scope="session")
def graph_settings(tmp_path_factory: pytest.TempPathFactory) -> GraphSettings:
    """Settings of this run's graph; whoever opens it once more gets the same engine."""
    return GraphSettings(
        data=tmp_path_factory.mktemp("data"),
        url=OTHER_SERVER,
        password=os.environ.get("TELLONCE_TEST_GRAPH_PASSWORD", ""),
        heap_mb=512,
    )


@pytest.fixture(scope="session")
def keys(graph_settings: GraphSettings) -> Keys:
    return open_keys(graph_settings)


@pytest.fixture(scope="session")
async def open_for_the_run(graph_settings: GraphSettings) -> AsyncIterator[Graph]:
    if graph_settings.url:
        await forget_deployment(external_endpoint(graph_settings, graph_settings.url))
    async with open_graph(graph_settings) as graph:
        if graph_settings.url:
            await plan_largest(graph)
        yield graph
    if not graph_settings.url:
        assert await engine_has_ended(graph_settings.data)


async def forget_deployment(endpoint: Endpoint) -> None:
    """Let a server that served another run, with another key, serve this one."""
    graph = await Graph.connect(endpoint)
    await graph.write([Statement("MATCH (d:Deployment) DETACH DELETE d")])
    await graph.close()


@pytest.fixture
async def graph(open_for_the_run: Graph) -> Graph:
    """A migrated graph with nothing in it but its sequences at zero."""
    await open_for_the_run.write([Statement(WIPE), *first_nodes()])
    open_for_the_run.reads = 0
    return open_for_the_run
