"""What does a text look like in plain ASCII? The first step of every other normaliser."""

import re
import unicodedata
from typing import Final

from anyascii import anyascii

MOST_CHARACTERS: Final = 300  # of a name, place or address; hostile input is cut here

# Symbols (emoji among them), format and control characters, surrogates, unassigned code points:
# anyascii would spell emoji out (":sparkles:").
_DROPPED: Final = frozenset({"So", "Sk", "Sm", "Cf", "Cs", "Co", "Cn", "Me"})
_GREEK_U: Final = re.compile("[οΟ][υύΥΎ]")  # one vowel, written with two letters
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


def to_ascii(text: str) -> str:
    """Return the text transliterated from any script, without emoji, case kept."""
    text = text[:MOST_CHARACTERS]
    if text.isascii():
        return text
    kept = "".join(
        " " if unicodedata.category(one) == "Cc" else one
        for one in unicodedata.normalize("NFKC", text)
        if one.isascii() or unicodedata.category(one) not in _DROPPED
    )
    if kept.isascii():
        return kept
    return str(anyascii(_GREEK_U.sub("ou", kept)))


def plain(text: str) -> str:
    """Return an identifier in plain ASCII, which nearly all are."""
    return text if text.isascii() else to_ascii(text)


def fold(text: str) -> str:
    """Return lower-case ASCII words with single spaces between them; apostrophes join."""
    ascii_text = to_ascii(text).lower().replace("'", "").replace("`", "")
    return _NOT_WORD.sub(" ", ascii_text).strip()


def fold_identifier(text: str) -> str:
    """Return an identifier as machines compare it: NFKC, case-folded, nothing invisible in it.

    Letters of other scripts stay what they are: a look-alike is not the same identifier.
    """
    if text.isascii():
        return text.strip().lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    visible = (one for one in folded if not _is_ignorable(one))
    return "".join(visible).strip()


def _is_ignorable(character: str) -> bool:
    """Default_Ignorable_Code_Point of Unicode, as far as identifiers meet it."""
    code = ord(character)
    return (
        unicodedata.category(character) in {"Cf", "Cs", "Cn"}
        or code in {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}
        or 0x180B <= code <= 0x180F
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0000 <= code <= 0xE0FFF
    )
