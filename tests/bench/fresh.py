"""Which graph is measured on: a new embedded engine with a heap of 512 MB, or the test server.

TELLONCE_TEST_GRAPH_URL (with TELLONCE_TEST_GRAPH_PASSWORD) names a Neo4j kept for tests: whatever
is in it is deleted.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, LiteralString

from graph.access import Graph, Statement
from graph.keys import Keys
from graph.settings import GraphSettings, read_graph_settings
from graph.store import first_nodes, open_graph, open_keys
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity

HEAP_MB: Final = 512

WIPE_SOME: Final[LiteralString] = """
MATCH (n)
WHERE NOT n:Migration AND NOT n:Deployment
WITH n LIMIT 20000
DETACH DELETE n
RETURN count(*) AS deleted
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """An open, empty graph, and what another process needs to open the same one."""

    graph: Graph
    keys: Keys
    settings: GraphSettings

    @property
    def environ(self) -> Mapping[str, str]:
        return {
            "TELLONCE_DATA": str(self.settings.data),
            "TELLONCE_KEY_FILE": str(self.settings.key_path),
            "TELLONCE_HEAP_MB": str(self.settings.heap_mb or ""),
            "GRAPH_URL": self.settings.url or "",
            "GRAPH_PASSWORD": self.settings.password,
        }

    @property
    def engine(self) -> str:
        return "Neo4j" if self.settings.url else f"embedded, {self.settings.heap_mb} MB heap"

    def identity(self) -> Identity:
        return open_identity(self.graph, self.keys, IdentitySettings())


@asynccontextmanager
async def fresh_graph() -> AsyncIterator[Bench]:
    """Yield an empty graph of its own."""
    with tempfile.TemporaryDirectory(prefix="tellonce-bench-") as folder:
        settings = GraphSettings(
            data=Path(folder),
            url=os.environ.get("TELLONCE_TEST_GRAPH_URL"),
            password=os.environ.get("TELLONCE_TEST_GRAPH_PASSWORD", ""),
            key_file=_key_file(),
            heap_mb=HEAP_MB,
        )
        async with open_graph(settings) as graph:
            if settings.url:
                await _wipe(graph)
            yield Bench(graph, open_keys(settings), settings)


@asynccontextmanager
async def graph_here() -> AsyncIterator[Bench]:
    """Yield the graph that TELLONCE_DATA and GRAPH_URL name, as it is."""
    settings = read_graph_settings()
    async with open_graph(settings) as graph:
        yield Bench(graph, open_keys(settings), settings)


def _key_file() -> Path | None:
    """A server that was used before knows the key that it was first written with."""
    file = os.environ.get("TELLONCE_KEY_FILE")
    return Path(file) if file else None


async def _wipe(graph: Graph) -> None:
    while (await graph.write([Statement(WIPE_SOME)]))[0][0]["deleted"]:
        pass
    await graph.write(first_nodes())
