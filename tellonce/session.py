"""A command's working set: the graph opened, the model loaded, and where records go."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from context.ingest import Ingest, RecordSink
from context.policies.book import policy_book
from context.pop import Desk
from graph.store import open_graph, open_keys
from identity.resolver import Resolver
from identity.setup import Identity, open_identity
from tellonce.handover import HandingSink, intake_token, looked_up, remote_sinks
from tellonce.settings import read_settings


@asynccontextmanager
async def open_deployment(environ: Mapping[str, str]) -> AsyncIterator[Identity]:
    """Yield identity over the graph of the deployment that these environment variables name."""
    settings = read_settings(environ)
    async with open_graph(settings.graph) as graph:
        keys = open_keys(settings.graph)
        identity = await asyncio.to_thread(open_identity, graph, keys, settings.identity)
        await identity.calibrated.refresh(graph, identity.model)
        yield identity


@asynccontextmanager
async def open_desk(environ: Mapping[str, str]) -> AsyncIterator[Desk]:
    """Yield the same with what a screen pop needs besides. Raises RuleFileError."""
    policies = policy_book(read_settings(environ).context.policies_file)
    async with open_deployment(environ) as identity:
        yield Desk(identity, policies)


@asynccontextmanager
async def open_sink(environ: Mapping[str, str]) -> AsyncIterator[RecordSink]:
    """Yield where records go: to the server that runs on this deployment, or into the graph."""
    async with open_deployment(environ) as identity:
        local = Ingest(Resolver(identity))
        holder = looked_up(identity.graph)
        yield HandingSink(local, holder, remote_sinks(intake_token(identity.keys)))
