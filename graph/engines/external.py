"""A Neo4j that somebody else runs, named by GRAPH_URL."""

from graph.engines.engine import Endpoint
from graph.settings import GraphSettings


def external_endpoint(settings: GraphSettings, url: str) -> Endpoint:
    return Endpoint(url, settings.user, settings.password, settings.database, plans=True)
