"""The evidence in words that the person concerned would understand."""

from typing import Final

WORDS: Final[dict[tuple[str, str], str]] = {}


def words(comparison: str, level: str) -> str:
    """Return what a level of a comparison says, e.g. "nickname and last name equal"."""
    return WORDS.get((comparison, level), f"{comparison} {level.replace('_', ' ')}")
