"""Which policies hold where nobody has written any? Those that ship, read once."""

from functools import cache
from importlib.resources import files

from context.policies.model import Policy
from context.policies.parse import parse_policies


@cache
def shipped_policies() -> tuple[Policy, ...]:
    return parse_policies((files("context.policies") / "policies.toml").read_text("utf-8"))
