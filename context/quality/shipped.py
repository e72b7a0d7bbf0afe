"""Which forms are there where nobody has written any? Those that ship, read once."""

from functools import cache
from importlib.resources import files

from context.quality.model import QualityRules
from context.quality.parse import parse_quality


@cache
def shipped_quality() -> QualityRules:
    return parse_quality((files("context.quality") / "forms.toml").read_text("utf-8"))
