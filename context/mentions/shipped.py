"""Which rules about mentions hold where nobody has written any? Those that ship, read once."""

from functools import cache
from importlib.resources import files

from context.mentions.model import MentionRules
from context.mentions.parse import parse_mentions


@cache
def shipped_mentions() -> MentionRules:
    return parse_mentions((files("context.mentions") / "mentions.toml").read_text("utf-8"))
