"""Which routing rules hold where nobody has written any? Those that ship, read once."""

from functools import cache
from importlib.resources import files

from context.routing.model import RoutingRules
from context.routing.parse import parse_routing


@cache
def shipped_routing() -> RoutingRules:
    return parse_routing((files("context.routing") / "routing.toml").read_text("utf-8"))
