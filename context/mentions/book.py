"""What are we called, and how are mentions dealt with? What ships and, on top, a user's file."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from context.mentions.model import MentionRules
from context.mentions.parse import parse_mentions
from context.mentions.shipped import shipped_mentions
from context.mentions.vocabulary import Vocabulary, make_vocabulary
from context.policies.book import RuleBook


@dataclass(frozen=True, slots=True)
class InForce:
    """Rules, and their vocabulary made ready."""

    rules: MentionRules
    vocabulary: Vocabulary


def mention_book(path: Path | None = None) -> RuleBook[InForce]:
    """Return the rules of a file, followed when it changes. Raises RuleFileError."""
    shipped = shipped_mentions()
    return RuleBook(path, partial(_parsed, shipped=shipped), without=in_force(shipped))


def in_force(rules: MentionRules) -> InForce:
    return InForce(rules, make_vocabulary(rules.entries))


def _parsed(text: str, shipped: MentionRules) -> InForce:
    return in_force(parse_mentions(text, shipped))
