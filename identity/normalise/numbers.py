"""Which order, case or account number is meant, and which ones does a text name?"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

MOST_CHARACTERS: Final = 64
MOST_TEXT: Final = 5_000  # characters of a message that are read
MOST_IN_TEXT: Final = 10
FEWEST_DIGITS_IN_TEXT: Final = 4

_SEPARATORS: Final = re.compile(r"[^A-Z0-9]+")
_PLACEHOLDERS: Final = frozenset({"NONE", "NULL", "NA", "UNKNOWN", "TBD", "NIL"})

_NOT_NUMBERS: Final = re.compile(
    r"""
      https?://\S+ | www\.\S+                                     # addresses
    | \S+@\S+ | (?<!\w)@\w+                                       # mail, handles
    | \b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:.]+Z?)?\b            # dates
    | \b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b
    | \b\d{1,2}:\d{2}(?::\d{2})?\b                                # times
    | [$€£¥]\s?\d[\d.,]*  | \b\d[\d.,]*\s?(?:[$€£¥]|USD\b|EUR\b|GBP\b|dollars\b|euros?\b|pounds\b)
    | \b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b                            # 12,500
    | \+\s?\d[\d\s().-]{6,}\d                                     # telephone numbers
    | \(\d{2,5}\)[\s.-]?\d[\d\s.-]{4,}\d
    | \b\d{3}[\s.-]\d{3}[\s.-]\d{4}\b | \b\d{3}[\s.-]\d{4}\b
    | \b0\d{2,4}[\s/-]\d{3,4}[\s-]?\d{3,4}\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TOKEN: Final = re.compile(
    r"(?<![\w.,])#?(?:([A-Z]{1,5})[ ](?=\d))?((?:[A-Za-z]+[-_/])?[A-Za-z]*\d[\w-]*\w|\d)(?!\w)"
)
_PREFIX: Final = re.compile(r"[A-Za-z]+[-_/]")
_KEYWORD: Final = re.compile(
    r"(?:order|case|ticket|no\.|nr\.|ref|reference|account|contract|invoice)"
    r"(?:\s(?:number|no\.?|nr\.?|id|is|was)){0,3}\s?[:#]?\s?#?$",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:-\d\d)?")
_PHONE_DIGITS: Final = (10, 11)


def normalise_number(kind: str, value: str) -> str | None:
    """Return the number as upper-case letters and digits, or None for a placeholder.

    A prefix that belongs to it ("ORD-1001") stays; "#", spaces and dashes go, and so does the
    kind itself where it merely stands before the number ("Order 1001").
    """
    plain = unicodedata.normalize("NFKC", value[: 4 * MOST_CHARACTERS]).upper().strip()
    words = plain.split(None, 1)
    if len(words) == 2 and words[0] == kind.upper():
        plain = words[1]
    compact = _SEPARATORS.sub("", plain)[:MOST_CHARACTERS]
    if not compact or compact in _PLACEHOLDERS or not compact.strip("0"):
        return None
    return compact if any(one.isdigit() for one in compact) or len(compact) >= 4 else None


def numbers_in_text(text: str) -> tuple[str, ...]:
    """Return what may be an order or case number in a message, as written, in order, ten at most.

    At least four digits, and not a date, a time, an amount, a telephone number or a mere year;
    after a word like "order" a year or ten digits in a row are taken too.
    """
    plain = unicodedata.normalize("NFKC", text[:MOST_TEXT])
    plain = _NOT_NUMBERS.sub(" ~ ", plain)
    numbers: dict[str, None] = {}
    for found in _TOKEN.finditer(plain):
        prefix, token = found[1], found[2].rstrip("-_")
        named = found[0].startswith("#") or bool(_KEYWORD.search(plain[: found.start()][-40:]))
        for written in dict.fromkeys((token, _PREFIX.sub("", token, count=1))):
            if may_be_number(written, named=named):
                numbers[written] = None
                if prefix is not None and not _KEYWORD.search(prefix):
                    numbers[f"{prefix} {written}"] = None
    return tuple(numbers)[:MOST_IN_TEXT]


def not_numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield the dates, times, amounts, telephone numbers and addresses in a text."""
    return _NOT_NUMBERS.finditer(text)


def may_be_number(token: str, *, named: bool) -> bool:
    """Whether a word of a message may be an order or case number; `named`: a word says it is."""
    digits = sum(one.isdigit() for one in token)
    if digits < FEWEST_DIGITS_IN_TEXT or digits * 2 < len(token):
        return False
    looks_otherwise = _is_year(token) or len(token) in _PHONE_DIGITS
    return named or not (token.isdigit() and looks_otherwise)


def _is_year(token: str) -> bool:
    return _YEAR.fullmatch(token) is not None
