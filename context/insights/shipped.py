"""Which causes, patterns and notices are there where nobody has written any? Those that ship."""

from functools import cache
from importlib.resources import files

from context.insights.model import InsightRules
from context.insights.parse import parse_insights


@cache
def shipped_insights() -> InsightRules:
    return parse_insights((files("context.insights") / "insights.toml").read_text("utf-8"))
