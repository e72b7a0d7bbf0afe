"""Does a post speak of us, and by which of our names?"""

from typing import Final

from context.mentions.model import Found, Kind, Reading
from context.mentions.tokens import words_of
from context.mentions.vocabulary import Vocabulary
from context.records import InteractionRecord

PUBLIC: Final = frozenset({"social", "review"})  # channels that others read, whatever a record says
TAGGING: Final = frozenset({"mention", "tag"})  # kinds by which a network says that we are tagged
MOST_FOUND: Final = 20  # entries of one post that are kept


def read_post(
    text: str | None, vocabulary: Vocabulary, *, kind: str = "", channel: str = ""
) -> Reading:
    """Return what a post says of us. `kind` and `channel` are those of its interaction.

    What the network itself calls a mention of us is one whatever its words, and so is a review.
    Entries that do not count alone are left out where nothing else of ours stands beside them.
    """
    named = list(vocabulary.find(words_of(text))) if text else []
    tagged = any(one.how == "handle" and one.kind is Kind.BRAND for one in named)
    if kind in TAGGING and not tagged:
        tagged = True
        named.append(Found(Kind.BRAND, vocabulary.own, "network", ""))
    if channel == "review":
        named.append(Found(Kind.BRAND, vocabulary.own, "review", ""))
    once = {(one.kind, one.name): one for one in reversed(named)}
    return Reading(tuple(_counting(list(reversed(once.values())), vocabulary)), tagged)


def may_speak_of_us(record: InteractionRecord) -> bool:
    """Return whether a record is something that a customer says for all to read."""
    return record.direction == "in" and (record.public or record.channel in PUBLIC)


def _counting(named: list[Found], vocabulary: Vocabulary) -> list[Found]:
    sure = [one for one in named if one.name not in vocabulary.doubtful]
    is_sure = any(one.kind is not Kind.COMPETITOR for one in sure)
    return (named if is_sure else sure)[:MOST_FOUND]
