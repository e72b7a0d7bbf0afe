"""An open graph of this deployment: engine started, schema migrated, key checked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph.access import Graph
from graph.engines.embedded import embedded_engine
from graph.engines.engine import Endpoint
from graph.engines.external import external_endpoint
from graph.errors import WrongKeyError
from graph.keys import Keys, read_or_make_keys
from graph.migration import check_constraints, migrate
from graph.queries.deployment import claim_graph
from graph.sequence import make_sequences
from graph.settings import GraphSettings


@asynccontextmanager
async def open_graph(settings: GraphSettings) -> AsyncIterator[Graph]:
    """Yield the graph that these settings name, ready for use.

    Raises EngineError, GraphUnreachableError, MissingConstraintError or WrongKeyError.
    """
    keys = open_keys(settings)
    async with _engine(settings) as endpoint:
        graph = await Graph.connect(
            endpoint, pool_size=settings.pool_size, retry_seconds=settings.retry_seconds
        )
        try:
            await prepare(graph, keys)
            yield graph
        finally:
            await graph.close()


async def prepare(graph: Graph, keys: Keys) -> None:
    """Migrate an open graph, and refuse it when it is not this deployment's or not safe to write."""
    await migrate(graph)
    await check_constraints(graph)
    theirs = await claim_graph(graph, keys.fingerprint)
    if theirs != keys.fingerprint:
        raise WrongKeyError(keys.fingerprint, theirs)
    await graph.write(make_sequences())


def open_keys(settings: GraphSettings) -> Keys:
    """Return the keys of this deployment; the first call on a data directory makes them."""
    return read_or_make_keys(settings.key_path)


@asynccontextmanager
async def _engine(settings: GraphSettings) -> AsyncIterator[Endpoint]:
    if settings.url:
        yield external_endpoint(settings, settings.url)
        return
    async with embedded_engine(settings) as endpoint:
        yield endpoint
