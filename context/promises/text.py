"""What is left of a message for reading promises: our own sentences, in plain words.

Each word is in small ASCII letters and ends in a blank; times of day stand as 17:30. What somebody
else said is gone: quoted lines, an older mail below, words in quotation marks.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from anyascii import anyascii

MOST_CHARACTERS: Final = 8_000  # of one message that are read

_STRAIGHT: Final = str.maketrans(dict.fromkeys("‘’´`", "'") | dict.fromkeys("–—−", "-"))
_OLDER: Final = re.compile(
    r"^(?:.{0,120}\b(?:wrote|schrieb|escribi[oó]|a écrit)\b.{0,80}:\s*|-{3,}.*|_{5,}\s*"
    r"|(?:from|von|de): .{1,120})$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE: Final = re.compile(r"^\s*>.*$", re.MULTILINE)
_QUOTED: Final = re.compile(r'"[^"\n]{1,400}"|“[^”\n]{1,400}”|„[^“”\n]{1,400}[“”]|«[^»\n]{1,400}»')
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_YES: Final = re.compile(r"\bsí\b", re.IGNORECASE)  # without its accent it would be "if"
_HALVES: Final = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"\b(\d{1,2})(?:\.(\d\d)(?=\s?(?:uhr|h|am|pm)\b)|\s?h\s?(\d\d)\b)", re.IGNORECASE
)
_END: Final = re.compile(r"(?<=[.!?…])\s+(?=[^a-zß-ÿ])|\s*[\n;•]\s*")
_AFTER_NUMBER: Final = re.compile(r"\d\.$")
_MONTH: Final = re.compile(
    r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])", re.IGNORECASE
)
_SHORT_FORMS: Final = (
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'d\b"), " would"),
)
_WORD: Final = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}:\d\d|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)?|\d+|[a-z]+|-(?=\s?\d)"
)


def sentences_of(text: str) -> Iterator[str]:
    """Yield our own sentences as they were written, without line ends."""
    own = html.unescape(text[:MOST_CHARACTERS]).translate(_STRAIGHT)
    older = _OLDER.search(own)
    if older:
        own = own[: older.start()]
    own = _QUOTED.sub(" ", _QUOTED_LINE.sub("", own))
    own = _HALVES.sub(r"\1m", _LINK.sub(" ", own))
    begun = ""
    for part in _END.split(own):
        if begun and not _MONTH.match(part):  # "am 12. November" goes on, "at 5. Thanks" does not
            yield begun
            begun = ""
        begun = f"{begun} {part}".strip()
        if not _AFTER_NUMBER.search(begun):
            yield begun
            begun = ""
    if begun:
        yield begun


def plain_words(sentence: str) -> str:
    """Return a sentence as words that each end in a blank."""
    plain = _YES.sub(" ", sentence).translate(_STRAIGHT).casefold()
    plain = _CLOCK.sub(lambda found: f"{found[1]}:{found[2] or found[3]}", plain)
    if not plain.isascii():
        plain = anyascii(plain).casefold()
    for short, long in _SHORT_FORMS:
        plain = short.sub(long, plain)
    return "".join(f"{word} " for word in _WORD.findall(plain))
