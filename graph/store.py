"""An open graph of this deployment: engine started, schema migrated, key checked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph.access import Graph, Statement
from graph.engines.compaction import compact_engine
from graph.engines.embedded import embedded_engine
from graph.engines.engine import Endpoint
from graph.engines.external import external_endpoint
from graph.errors import WrongKeyError
from graph.keys import Keys, read_or_make_keys
from graph.migration import apply_again, check_constraints, migrate
from graph.queries.deployment import claim_graph
from graph.queries.watermark import make_watermark
from graph.sequence import make_sequences
from graph.settings import GraphSettings


@asynccontextmanager
async def open_graph(settings: GraphSettings) -> AsyncIterator[Graph]:
    """Yield the graph that these settings name, ready for use.

    Raises EngineError, GraphUnreachableError, MissingConstraintError or WrongKeyError.
    """
    keys = open_keys(settings)
    async with _connected(settings) as graph:
        await prepare(graph, keys)
        yield graph


async def mend_graph(settings: GraphSettings) -> None:
    """Make constraints anew that somebody removed; those that duplicates forbid stay missing."""
    async with _connected(settings) as graph:
        await apply_again(graph)


async def compact_graph(settings: GraphSettings) -> float | None:
    """Wipe from the embedded engine's files what was deleted; return how many seconds it took.

    None for a Neo4j, which sees to its own files. Whoever calls it has the graph open.
    """
    return None if settings.url else await compact_engine(settings.data)


async def prepare(graph: Graph, keys: Keys) -> None:
    """Migrate an open graph; refuse one that is another deployment's or not safe to write."""
    await migrate(graph)
    await check_constraints(graph)
    theirs = await claim_graph(graph, keys.fingerprint)
    if theirs != keys.fingerprint:
        raise WrongKeyError(keys.fingerprint, theirs)
    await graph.write(first_nodes())


def first_nodes() -> list[Statement]:
    """Return the write of what an empty graph begins with; it leaves what is there alone."""
    return [*make_sequences(), make_watermark()]


def open_keys(settings: GraphSettings) -> Keys:
    """Return the keys of this deployment; the first call on a data directory makes them."""
    return read_or_make_keys(settings.key_path)


@asynccontextmanager
async def _connected(settings: GraphSettings) -> AsyncIterator[Graph]:
    async with _engine(settings) as endpoint:
        graph = await Graph.connect(
            endpoint,
            pool_size=settings.pool_size,
            retry_seconds=settings.retry_seconds,
            statement_seconds=settings.command_timeout_seconds,
        )
        try:
            yield graph
        finally:
            await graph.close()


@asynccontextmanager
async def _engine(settings: GraphSettings) -> AsyncIterator[Endpoint]:
    if settings.url:
        yield external_endpoint(settings, settings.url)
        return
    async with embedded_engine(settings) as endpoint:
        yield endpoint
