"""How is a way of saying something written? A phrase becomes a regular expression over plain words.

`..` stands for up to five words, `(a|b)` for either, `*` behind a word for any ending of it.
"""

import re
from typing import Final

from context.insights.text import plain_words
from context.policies.operand import WrongOperandError

LONGEST: Final = 200  # characters of one phrase
EXPECTED: Final = (
    'a phrase like "bill .. went up": words, .. for up to five of them, (a|b) for either, '
    "a word's beginning with *"
)
_START: Final = r"(?<![^ ])"
_GAP: Final = r"(?:[a-z0-9]+ ){0,5}?"
_PIECE: Final = re.compile(r"\.\.|[(|)]|[^\W_]+(?:['’][^\W_]+)*\*?|\S")


def read_phrase(raw: object) -> re.Pattern[str]:
    """Return what finds a phrase in plain words. Raises WrongOperandError."""
    if not isinstance(raw, str) or len(raw) > LONGEST:
        raise WrongOperandError(EXPECTED)
    pieces = _PIECE.findall(raw)
    if not any(one[0].isalnum() for one in pieces):
        raise WrongOperandError(EXPECTED)
    try:
        return re.compile(_START + "(?:" + "".join(map(_as_pattern, pieces)) + ")")
    except re.error:
        raise WrongOperandError(EXPECTED) from None


def _as_pattern(piece: str) -> str:
    if piece == "..":
        return _GAP
    if piece == "(":
        return "(?:"
    if piece in "|)":
        return piece
    words = plain_words(piece)
    if not words or "." in words:
        raise WrongOperandError(EXPECTED)
    return f"{words.removesuffix(' ')}[a-z0-9]* " if piece.endswith("*") else words
