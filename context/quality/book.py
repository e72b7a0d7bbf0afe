"""Which forms, plans and surveys are in force? Those that ship and, on top of them, a file."""

from functools import partial
from pathlib import Path

from context.policies.book import RuleBook
from context.quality.model import QualityRules
from context.quality.parse import parse_quality
from context.quality.shipped import shipped_quality


def quality_book(path: Path | None = None) -> RuleBook[QualityRules]:
    """Return the rules of a file, followed when it changes. Raises RuleFileError."""
    shipped = shipped_quality()
    return RuleBook(path, partial(parse_quality, shipped=shipped), without=shipped)
