"""A command's working set: the graph opened, the model loaded, and where records go."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial

from context.acknowledgements import PhraseBook
from context.contact_points.book import contact_point_book
from context.derivation import Derivation
from context.ingest import Ingest, RecordSink
from context.insights.book import insight_book
from context.insights.clock import InsightClock
from context.insights.marking import Marker
from context.insights.sending import Sender
from context.keeper import Keeper
from context.mentions.book import mention_book
from context.policies.book import policy_book
from context.pop import Desk
from context.promises.book import promise_book
from context.quality.book import quality_book
from context.routes import Routing, routing_book
from context.ticking import IsOurs
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
    desk_of = read_rules(environ)
    async with open_deployment(environ) as identity:
        yield desk_of(identity)


def read_rules(environ: Mapping[str, str]) -> Callable[[Identity], Desk]:
    """Return what makes a desk with the rules of this deployment. Raises RuleFileError."""
    settings = read_settings(environ).context
    return partial(
        Desk,
        policies=policy_book(settings.policies_file),
        promises=promise_book(settings.promises_file, settings.zone),
        routing=routing_book(settings.routing_file),
        insights=insight_book(settings.insights_file),
        phrases=PhraseBook(settings.acknowledgements_folder),
        points=contact_point_book(settings.contact_points_file, settings.zone),
        mentions=mention_book(settings.mentions_file),
        quality=quality_book(settings.quality_file),
        zone=settings.zone,
    )


@asynccontextmanager
async def open_sink(environ: Mapping[str, str]) -> AsyncIterator[RecordSink]:
    """Yield where records go: to the server that runs on this deployment, or into the graph."""
    async with open_deployment(environ) as identity:
        settings = read_settings(environ).context
        promises = promise_book(settings.promises_file, settings.zone)
        mentions = mention_book(settings.mentions_file)
        local = Ingest(Resolver(identity), promises=promises, mentions=mentions)
        yield HandingSink(
            local, looked_up(identity.graph), remote_sinks(intake_token(identity.keys))
        )


def keeper_of(desk: Desk) -> Keeper:
    """Return what derives context by the rules of a desk."""
    identity = desk.identity
    routing = Routing(identity.graph, identity.keys, desk.routing, desk.policies, desk.zone)
    return Keeper(Derivation(identity.graph, identity.keys, routing, desk.mentions))


def insight_clock(desk: Desk, sink: RecordSink, is_ours: IsOurs) -> InsightClock:
    """Return what reads messages for causes and sends notices, by the rules of a desk."""
    graph = desk.identity.graph
    return InsightClock(Marker(graph, desk.insights), Sender(graph, sink, desk.zone), is_ours)
