"""Which rules about promises hold where nobody has written any? Those that ship, read once."""

from functools import cache
from importlib.resources import files

from context.promises.model import PromiseRules
from context.promises.parse import parse_promises


@cache
def shipped_promises() -> PromiseRules:
    return parse_promises((files("context.promises") / "promises.toml").read_text("utf-8"))
