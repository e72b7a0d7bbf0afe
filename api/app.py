"""The API's part of the application: its routes, put together."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from starlette.routing import BaseRoute, Route, WebSocketRoute

from api.answers import Answers, DeskAnswers
from api.audit_search import AuditFiles
from api.audit_trail import AuditTrail
from api.endpoint import GraphQLEndpoint
from api.health import Probe, Ready, live
from api.keys import KeysCheck, Role
from api.metrics import Metrics, MetricsEndpoint
from api.page import page_routes
from api.settings import ApiSettings
from api.socket import Gate
from api.socket_endpoint import SocketEndpoint
from api.subscriptions import Feed
from context.outbox import Outbox
from context.pop import Desk
from graph.queries.lags import read_lags
from graph.sequence import read_sequence

IDENTIFIERS: Final = frozenset({"identifiers", "Customer.identifiers"})
# All of them reach the endpoint, whose refusal says what to do.
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def create_routes(
    desk: Desk, keys_check: KeysCheck, settings: ApiSettings, trail: AuditTrail | None = None
) -> list[BaseRoute]:
    """Return /graphql, the health checks and the page for this desk.

    `keys_check` is an `api.keys.KeyRing` over the desk's graph; into `trail` goes who was shown
    whom, without one nobody knows.
    """
    audit = AuditFiles(trail.folder, trail.seal) if trail is not None else None

    async def probe() -> object:
        return await read_sequence(desk.identity.graph)

    less = replace(desk, hidden=frozenset({"identifiers"}))
    limited = {
        role: DeskAnswers(less, audit)
        for role, names in settings.masked.items()
        if not IDENTIFIERS.isdisjoint(names)
    }
    answers, feed = DeskAnswers(desk, audit), Feed(Outbox(desk))
    metrics = Metrics(desk.identity.tally)
    routes = routes_for(answers, keys_check, settings, probe, trail, limited, feed, metrics)
    watched = MetricsEndpoint(metrics, partial(read_lags, desk.identity.graph), keys_check)
    return [Route("/metrics", watched.serve, methods=["GET"]), *routes]


def routes_for(
    answers: Answers,
    keys_check: KeysCheck,
    settings: ApiSettings,
    probe: Probe,
    trail: AuditTrail | None = None,
    limited: Mapping[Role, Answers] | None = None,
    feed: Feed | None = None,
    metrics: Metrics | None = None,
) -> list[BaseRoute]:
    """Return the same routes over any answers; `probe` fails while they cannot be given.

    `limited` are the answers of roles for which not everything is read; without a `feed`, nobody
    is told anything as it happens.
    """
    endpoint = GraphQLEndpoint(answers, keys_check, settings, trail, limited or {}, feed, metrics)
    sockets = SocketEndpoint(Gate(endpoint.operations, keys_check, settings.socket))
    return [
        Route("/graphql", endpoint.serve, methods=METHODS),
        WebSocketRoute("/graphql", sockets.serve),
        Route("/health/live", live, methods=["GET"]),
        Route("/health/ready", Ready(probe, seconds=settings.ready_seconds).serve, methods=["GET"]),
        *page_routes(),
    ]
