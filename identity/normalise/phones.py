"""Which telephone number is meant? E.164 wherever a numbering plan can tell."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import phonenumbers

MOST_CHARACTERS: Final = 80
FEWEST_DIGITS: Final = 7  # fewer is a short code, which is nobody's own
MOST_DIGITS: Final = 15  # E.164

_NORTH_AMERICAN: Final = re.compile(r"\+1[2-9]\d{9}")  # E.164 already: nothing left to parse
_SCHEME: Final = re.compile(r"^(?:tel|sips?|callto|whatsapp):", re.IGNORECASE)
_SEPARATED: Final = re.compile(r"[;,|]|\s+/\s+|\s+or\s+")
_SEQUENCES: Final = frozenset({"1234567890", "0123456789", "12345678", "123456789", "1234567"})


def normalise_phone(text: str, region: str) -> str | None:
    """Return "+" and digits, or None for what is nobody's number: withheld, a word, a short code.

    `region` (ISO 3166-1 alpha-2) is the country of numbers without a prefix. A number that no
    plan knows is kept by its digits: people write down what they dial.
    """
    if _NORTH_AMERICAN.fullmatch(text):
        return None if _is_placeholder(text[2:]) else text
    return _parse(text[:MOST_CHARACTERS], region)


@lru_cache(maxsize=65_536)
def _parse(text: str, region: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _SCHEME.sub("", plain).partition("@")[0].partition(";")[0].strip()
    for part in _SEPARATED.split(plain):
        number = _parse_one(part.strip(), region.upper())
        if number is not None:
            return number
    return None


def _parse_one(text: str, region: str) -> str | None:
    if text.startswith("00") and not text.startswith("000"):
        text = "+" + text[2:]
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return _digits_of(text)
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.national_significant_number(parsed)
    if len(national) < FEWEST_DIGITS or len(number) > MOST_DIGITS + 1:
        return None
    return None if _is_placeholder(national) else str(number)


def _digits_of(text: str) -> str | None:
    """Return the digits of what no numbering plan takes, if it is a number at all."""
    if any(one.isalpha() for one in text):
        return None
    digits = "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS or _is_placeholder(digits):
        return None
    return "+" + digits


def _is_placeholder(national: str) -> bool:
    return len(set(national)) == 1 or national in _SEQUENCES
