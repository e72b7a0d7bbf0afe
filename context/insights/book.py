"""Which causes, patterns and notices are in force? What ships and, on top, a user's file."""

from functools import partial
from pathlib import Path

from context.insights.model import InsightRules
from context.insights.parse import parse_insights
from context.insights.shipped import shipped_insights
from context.policies.book import RuleBook


def insight_book(path: Path | None = None) -> RuleBook[InsightRules]:
    """Return what a file says, followed when it changes. Raises RuleFileError."""
    shipped = shipped_insights()
    return RuleBook(path, partial(parse_insights, shipped=shipped), without=shipped)
