"""Who is calling, from what a telephone network says of the caller: a number, perhaps a name."""

import re
import unicodedata
from typing import Final
from urllib.parse import unquote

# E.164 allows 15 digits; below 7 it is an extension, a short code or a fragment.
DIGITS: Final = (7, 15)
SEPARATORS: Final = re.compile(r"[\s().\-/]+")
NUMBER: Final = re.compile(r"\+?[0-9]+")
ADDRESS: Final = re.compile(r"<([^<>]*)>\s*$")  # "Ana Lopez" <sip:+15550100123@pbx.example.com>
SCHEME: Final = re.compile(r"(?:sips?|tel):", re.IGNORECASE)

# What networks put in place of a number or a name that is hidden or unknown.
WITHHELD: Final = frozenset(
    {"anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld"}
)
KEYPAD: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
# Some networks spell those words on a telephone's keys: 266696687 is "anonymous".
SPELLED: Final = frozenset(word.translate(KEYPAD) for word in WITHHELD)

# Words of caller names that are no person's: lines, places of work, kinds of caller.
NOT_PERSONAL: Final = """
caller cell cellular mobile wireless phone number name id line toll free payphone customer guest
user extension ext reception switchboard office sales support service services spam likely
telemarketer inc llc ltd gmbh corp co company bank hospital clinic school
"""
NOT_A_NAME: Final = WITHHELD | frozenset(NOT_PERSONAL.split())
STATES: Final = """
AL AK AZ AR CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM
NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY
"""
US_STATES: Final = frozenset(STATES.split())
NAME_CHARACTERS: Final = 80
NAME_MARKS: Final = " .'’-"  # besides letters and their combining marks


def read_number(text: str | None) -> str | None:
    """Return a telephone number as it may be normalised, or None when there is no usable one.

    Takes plain numbers, `tel:` and `sip:` addresses, with or without a display name.
    """
    if not text or len(text) > 300:
        return None
    address = ADDRESS.search(text)
    bare = unquote(SCHEME.sub("", (address[1] if address else text).strip(), count=1))
    bare = re.split(r"[@;,?]", bare, maxsplit=1)[0]
    number = SEPARATORS.sub("", bare)
    if not NUMBER.fullmatch(number) or not number.isascii():
        return None
    digits = number.removeprefix("+")
    shortest, longest = DIGITS
    if not shortest <= len(digits) <= longest or len(set(digits)) == 1:
        return None
    return None if digits in SPELLED or digits.removeprefix("1") in SPELLED else number


def read_name(text: str | None) -> str | None:
    """Return a caller's name when it can be a person's, given name first, or None.

    Networks also send cities ("AUSTIN TX"), firms, kinds of line and numbers in that place.
    """
    if not text or len(text) > NAME_CHARACTERS:
        return None
    words = " ".join(unicodedata.normalize("NFC", text).strip(" \"'").split())
    family, comma, given = (part.strip() for part in words.partition(","))
    name = f"{given} {family}" if comma and given and family else words
    if not all(_fits_a_name(character) for character in name):
        return None
    parts = [part for part in re.split(r"[ .]+", name) if part]
    if any(part.lower() in NOT_A_NAME for part in parts) or _is_city_and_state(name, parts):
        return None
    if len(parts) < 2 and (name.isascii() or len(name) < 2):
        return None  # one word may be a place, a role or a nickname; in other scripts, a whole name
    return name if any(len(part) > 1 for part in parts) or not name.isascii() else None


def _fits_a_name(character: str) -> bool:
    return character in NAME_MARKS or unicodedata.category(character)[0] in {"L", "M"}


def _is_city_and_state(name: str, parts: list[str]) -> bool:
    return len(parts) > 1 and name.isupper() and parts[-1] in US_STATES
