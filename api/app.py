"""The API's part of the application: its routes, put together."""

from typing import Final

from starlette.routing import BaseRoute, Route

from api.answers import Answers, DeskAnswers
from api.endpoint import GraphQLEndpoint
from api.health import Probe, Ready, live
from api.keys import KeysCheck
from api.page import page_routes
from api.settings import ApiSettings
from context.pop import Desk
from graph.sequence import read_sequence

# All of them reach the endpoint, whose refusal says what to do.
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def create_routes(desk: Desk, keys_check: KeysCheck, settings: ApiSettings) -> list[BaseRoute]:
    """Return /graphql, the health checks and the page for this desk.

    `keys_check` is an `api.keys.KeyRing` over the desk's graph.
    """

    async def probe() -> object:
        return await read_sequence(desk.identity.graph)

    return routes_for(DeskAnswers(desk), keys_check, settings, probe)


def routes_for(
    answers: Answers, keys_check: KeysCheck, settings: ApiSettings, probe: Probe
) -> list[BaseRoute]:
    """Return the same routes over any answers; `probe` fails while they cannot be given."""
    endpoint = GraphQLEndpoint(answers, keys_check, settings)
    return [
        Route("/graphql", endpoint.serve, methods=METHODS),
        Route("/health/live", live, methods=["GET"]),
        Route("/health/ready", Ready(probe, seconds=settings.ready_seconds).serve, methods=["GET"]),
        *page_routes(),
    ]
