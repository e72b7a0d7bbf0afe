"""What is left of a message for finding causes: what its writer says, in plain words.

Words and numbers in small ASCII, each with a blank behind it, "." where a sentence ends. Quoted
lines and older mails below are somebody else's words.
"""

import html
import re
from typing import Final

from anyascii import anyascii

MOST_CHARACTERS: Final = 8_000  # of one message that are read

_OLDER: Final = re.compile(
    r"^(?:.{0,120}\b(?:wrote|schrieb|escribi[oó]|a écrit)\b.{0,80}:\s*|-{3,}.*|_{5,}\s*)$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE: Final = re.compile(r"^\s*>.*$", re.MULTILINE)
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_TIED: Final = re.compile(r"(?<=\w)['’´`](?=\w)")  # "didn't" and "didnt" are one word
_PRICE: Final = re.compile(r"(?<=\d)[.,](?=\d)")
_TOKEN: Final = re.compile(r"[a-z0-9]+|[.!?;\n]")


def own_words(text: str) -> str:
    """Return what the writer of a message says, in plain words."""
    own = html.unescape(text[:MOST_CHARACTERS])
    older = _OLDER.search(own)
    if older:
        own = own[: older.start()]
    return plain_words(_LINK.sub(" ", _QUOTED_LINE.sub("", own)))


def plain_words(text: str) -> str:
    """Return a text in plain words."""
    plain = _PRICE.sub("", _TIED.sub("", text.casefold()))
    if not plain.isascii():
        plain = anyascii(plain).casefold()
    return "".join(f"{one if one.isalnum() else '.'} " for one in _TOKEN.findall(plain))
