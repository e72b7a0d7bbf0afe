"""Which telephone numbers are meant? E.164 wherever a numbering plan can tell.

A number with an extension is another identifier than the switchboard alone: "+15550100123x5". The
switchboard is everybody's in that office, the extension one desk's.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

import phonenumbers

MOST_CHARACTERS: Final = 80
MOST_NUMBERS: Final = 4  # in one cell
FEWEST_DIGITS: Final = 7  # fewer is a short code, which is nobody's own
MOST_DIGITS: Final = 15  # E.164
WHOLE_NUMBER: Final = 9  # digits that need none of those behind a slash

_NORTH_AMERICAN: Final = re.compile(r"\+1[2-9]\d{9}")  # E.164 already: nothing left to parse
_NORTH_AMERICAN_LOCAL: Final = re.compile(
    r"(?:\+?1[-. ]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)[-. ]?)(\d{3})[-. ]?(\d{4})"
)
_PLAIN: Final = re.compile(r"[+ ]*[0-9() .-]+")  # one number, and nothing to take away from it
_E164: Final = re.compile(r"\+([1-9]\d{6,14})")
_SCHEME: Final = re.compile(r"^(?:tel|sips?|callto|whatsapp|sms):", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"<([^<>]+)>")
_WHATSAPP_HOST: Final = re.compile(r"@(?:s\.whatsapp\.net|c\.us)$", re.IGNORECASE)
_CONTEXT: Final = re.compile(r";phone-context=(\+[\d.-]+)", re.IGNORECASE)
_NETWORK_CODE: Final = re.compile(r"^[*#]{1,2}\d{2}[*#]?\s?(?=[+(\d])")  # "#31#": hide my number
_EXTENSION_WORD: Final = (
    r"(?:;\s*ext=|(?:extension|extn|ext|x|\#|durchwahl|dw|apparat|poste|anexo|interno|int|ramal"
    r"|wewn|wew|toestel|доб)[.:]?\s*|,,\s*)"
)
_EXTENSION: Final = re.compile(rf"[\s,;]*{_EXTENSION_WORD}(\d{{1,7}})\s*\#?$", re.IGNORECASE)
_SEPARATED: Final = re.compile(
    rf"[;,|\n](?!,|\s*{_EXTENSION_WORD}\d)(?<!,,)|\s(?:or|oder|ou|und|and|et|y|e|&)\s",
    re.IGNORECASE,
)
_KEYPAD: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# What a switch sends in digits when it has no number: the word, as a keypad spells it.
_SPELLED: Final = frozenset(
    word.translate(_KEYPAD)
    for word in ("ANONYMOUS", "BLOCKED", "PRIVATE", "RESTRICTED", "UNAVAILABLE", "UNKNOWN")
)
_PLACEHOLDERS: Final = _SPELLED | {
    "1234567890", "0123456789", "12345678", "123456789", "1234567", "0987654321", "9876543210",
    "987654321", "1231231234", "1212121212",
}  # fmt: skip


def normalise_phone(text: str, region: str) -> str | None:
    """Return the first number of a cell, or None for what is nobody's; see normalise_phones."""
    return next(iter(normalise_phones(text, region)), None)


def normalise_phones(text: str, region: str) -> tuple[str, ...]:
    """Return the cell's numbers, "+" and digits each, without what is nobody's own.

    Withheld, a word, a short code, a form's 5555555555 are nobody's. `region` (ISO 3166-1 alpha-2)
    is the country of numbers without a prefix. A number that no plan knows is kept by its digits:
    people write down what they dial. An extension stands behind an "x".
    """
    if _NORTH_AMERICAN.fullmatch(text):
        return () if _is_placeholder(text[1:]) else (text,)
    return _parse(text[:MOST_CHARACTERS], region.upper())


def switchboard(number: str) -> str:
    """Return a normalised number without its extension."""
    return number.partition("x")[0]


def extension(number: str) -> str:
    """Return the extension of a normalised number, "" where it has none."""
    return number.partition("x")[2]


@lru_cache(maxsize=65_536)
def _parse(text: str, region: str) -> tuple[str, ...]:
    if _PLAIN.fullmatch(text):
        number = _to_e164(text.strip(), region)
        return () if number is None else (number,)
    plain = _without_address(_with_ascii_digits(text))
    numbers = (_parse_one(part, region) for part in _parts(plain))
    return tuple(dict.fromkeys(one for one in numbers if one is not None))[:MOST_NUMBERS]


def _with_ascii_digits(text: str) -> str:
    if text.isascii():
        return text.strip()
    plain = unicodedata.normalize("NFKC", text).strip()
    return "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in plain)


def _without_address(text: str) -> str:
    """Return what is dialled of "tel:…", "sip:…" and the like: the part before the host."""
    bracketed = _ADDRESS.search(text)
    text = bracketed[1] if bracketed else text
    if _WHATSAPP_HOST.search(text):
        return "+" + text.partition("@")[0].partition(":")[0].removeprefix("+")
    plain = _SCHEME.sub("", text)
    if plain == text:
        return text
    plain = plain.replace("%2B", "+").replace("%2b", "+")
    user, _, parameters = plain.partition("@")[0].partition(";")
    user = user.partition("?")[0].partition(":")[0].strip()
    context = _CONTEXT.search(f";{parameters}")
    extension = re.search(r"(?:^|;)ext=(\d+)", parameters, re.IGNORECASE)
    prefix = context[1] if context and not user.startswith("+") else ""
    return prefix + user + (f" x{extension[1]}" if extension else "")


def _parts(text: str) -> list[str]:
    """Split "555-0100 or 555-0101"; a slash may also stand within one number: "030/901820"."""
    parts = []
    for part in _SEPARATED.split(text):
        behind = [one.strip() for one in part.split("/")]
        digits = [sum(character.isdigit() for character in one) for one in behind]
        if min(digits) >= FEWEST_DIGITS:
            parts += behind
        elif digits[0] >= WHOLE_NUMBER:
            parts.append(behind[0])
        else:
            parts.append(part.strip())
    return parts


def _parse_one(text: str, region: str) -> str | None:
    text = _NETWORK_CODE.sub("", text)
    extension = _EXTENSION.search(text)
    number = _to_e164(text[: extension.start()] if extension else text, region)
    if number is None or extension is None or not extension[1].strip("0"):
        return number
    return f"{number}x{extension[1]}"


def _to_e164(text: str, region: str) -> str | None:
    if region == "US" and (local := _NORTH_AMERICAN_LOCAL.fullmatch(text)):
        digits = f"1{local[1] or local[2]}{local[3]}{local[4]}"
        return None if _is_placeholder(digits) else "+" + digits
    plain = _national_part(text)
    if plain is not None:
        return None if _is_placeholder(plain) or _is_placeholder(text[1:]) else text
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
    if _is_placeholder(national) or _is_placeholder(number[1:]):
        return None
    return str(number)


def _national_part(text: str) -> str | None:
    """Return the digits behind the country's, if parsing would give back the very same number."""
    found = _E164.fullmatch(text)
    if found is None:
        return None
    for length in (1, 2, 3):
        trunk = _trunk_prefix(int(found[1][:length]))
        if trunk is not None:
            national = found[1][length:]
            return (
                national if len(national) >= FEWEST_DIGITS and not trunk.match(national) else None
            )
    return None


@cache
def _trunk_prefix(country: int) -> re.Pattern[str] | None:
    """Return what may stand before a country's national numbers; None for no country's code."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country)
    if regions is None:
        return None
    metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(country, regions[0])
    prefix = metadata.national_prefix_for_parsing if metadata else None
    return re.compile(f"0|{prefix}" if prefix else "0")


def _digits_of(text: str) -> str | None:
    """Return the digits of what no numbering plan takes, if it is a number at all."""
    if any(one.isalpha() for one in text):
        return None
    digits = "".join(one for one in text if one.isdigit())
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS or _is_placeholder(digits):
        return None
    return "+" + digits


def _is_placeholder(digits: str) -> bool:
    """Whether somebody filled in a form rather than gave a number; with or without the country."""
    if len(set(digits)) == 1 or digits in _PLACEHOLDERS:
        return True
    if len(digits) != 11 or digits[0] != "1":
        return False
    local = digits[4:]
    return digits[1:] in _PLACEHOLDERS or len(set(local)) == 1 or local == "1234567"
