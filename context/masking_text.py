"""What of a text is nobody's to keep? Card and account numbers, masked before anything is stored.

A mask is as long as what it hides: digits (of an IBAN also letters) become `*` but for the last
four, so places in the text stay. What only looks like such a number stays: order numbers, tracking
numbers, telephones, the ids of networks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

MASK: Final = "*"
SHOWN: Final = 4  # the last ones, which a customer knows the card by; PCI DSS 4.0, 3.4.1
SHORTEST, LONGEST = 13, 19  # digits of a card number, ISO/IEC 7812
NEAR: Final = 40  # characters before a number in which a word says that it is a card's

GROUP: Final = re.compile(r"\d+")
RUN: Final = re.compile(r"(?<![\w+*])\d+(?:[ \u00a0.-]{1,2}\d+)*(?!\w)")
MAY_HOLD: Final = re.compile(
    r"\d(?:[\s.-]{0,2}\d){11}|[A-Za-z]{2}\d\d[ \w]{11}|\d{3}-\d\d-\d{4}|cv[vc]|csc|cid|code|zahl"
    r"|nummer|ziffer|c[oó]digo|crypto",
    re.IGNORECASE,
)
# Networks' prefixes and lengths, as their own rules for merchants publish them.
BRANDS: Final = (
    (re.compile(r"4"), (16, 19)),  # Visa
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),  # Mastercard
    (re.compile(r"3[47]"), (15,)),  # American Express
    (re.compile(r"30[0-5]|36|3[89]"), (14, 16, 17, 18, 19)),  # Diners Club
    (re.compile(r"6011|64[4-9]|65"), (16, 17, 18, 19)),  # Discover
    (re.compile(r"35(?:2[89]|[3-8])"), (16, 17, 18, 19)),  # JCB
    (re.compile(r"62"), (16, 17, 18, 19)),  # UnionPay
    (re.compile(r"50|5[6-8]|63|67"), (16, 18, 19)),  # Maestro
)
CARD_WORD: Final = re.compile(
    r"\b(?:card|visa|master ?card|amex|maestro|debit|credit|karte|kreditkarte|tarjeta|carte)\w*"
    r"[^\d]*$",
    re.IGNORECASE,
)
CODE: Final = re.compile(
    r"\b(?:cvv2?|cvc2?|csc|cid|card (?:verification|security) (?:code|number|value)"
    r"|security code|prüfziffer|prüfnummer|kartenprüfnummer|sicherheitscode"
    r"|c[oó]digo de seguridad|cryptogramme)(?!\w)"
    r"[^\d\n]{0,24}?(?<!\d)(\d{3,4})(?![\d\w])",
    re.IGNORECASE,
)
# After a card number: perhaps its last month, then the three or four digits.
AFTER_CARD: Final = re.compile(
    r"[\s,;.]*(?:(?:exp\w*|valid\w*|gültig\w*|until|bis)[\s.:]*)*"
    r"(?:(?:0?[1-9]|1[0-2])\s?[/.-]\s?(?:20)?\d\d(?!\d))?[\s,;.]*(?:and\s)?(\d{3,4})(?![\d\w])"
)
SOCIAL: Final = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")
IBAN: Final = re.compile(r"(?<!\w)[A-Za-z]{2}\d\d(?: ?[A-Za-z0-9]){11,30}")
# Lengths by country, of the IBAN registry (SWIFT, ISO 13616).
LENGTHS: Final = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 "
    "EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 "
    "IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 "
    "NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 "
    "TR26 UA29 VA22 VG24 XK20"
)
IBAN_LENGTHS: Final = {
    country: int(length) for country, length in re.findall(r"([A-Z]{2})(\d\d)", LENGTHS)
}


def mask_text(text: str) -> str:
    """Return the text with what is nobody's to keep masked; most texts come back as they are."""
    if MAY_HOLD.search(text) is None:
        return text
    spans = [*_cards(text), *_ibans(text)]
    masked = _with(text, spans, shown=SHOWN)
    hidden = [*_codes(text, [span for span in spans if text[span[0]].isdigit()])]
    hidden += [one.span() for one in SOCIAL.finditer(text)]
    return _with(masked, hidden, shown=0)


def mask_spoken(texts: Sequence[str]) -> list[str]:
    """Return consecutive sentences of one speaker masked, also what is spread over several."""
    joined = mask_text(" ".join(texts))
    found, at = [], 0
    for text in texts:
        found.append(joined[at : at + len(text)])
        at += len(text) + 1
    return found


Span = tuple[int, int]


def _cards(text: str) -> Iterator[Span]:
    """Yield where card numbers stand: whole groups of digits, the longest that fit first."""
    for run in RUN.finditer(text):
        groups = [
            (run.start() + one.start(), run.start() + one.end()) for one in GROUP.finditer(run[0])
        ]
        at = 0
        while at < len(groups):
            last = _card_from(text, groups, at)
            if last is None:
                at += 1
            else:
                yield (groups[at][0], groups[last][1])
                at = last + 1


def _card_from(text: str, groups: Sequence[Span], first: int) -> int | None:
    """Return the last group of the card number that begins with a group; None if none does."""
    best, digits = None, ""
    for at in range(first, len(groups)):
        digits += text[slice(*groups[at])]
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and _is_card(digits, text[: groups[first][0]][-NEAR:]):
            best = at
    return best


def _is_card(digits: str, before: str) -> bool:
    """Return whether these are a card's digits: Luhn's check, and a network's, or a word says so.

    One number of ten passes Luhn's check by chance, so the check alone would eat order numbers.
    """
    if not _passes_luhn(digits):
        return False
    if any(len(digits) in lengths and begins.match(digits) for begins, lengths in BRANDS):
        return True
    return digits[0] in "23456" and CARD_WORD.search(before) is not None


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _ibans(text: str) -> Iterator[Span]:
    for found in IBAN.finditer(text):
        length = IBAN_LENGTHS.get(found[0][:2].upper())
        places = [place for place, one in enumerate(found[0]) if one != " "]
        if length is None or len(places) < length:
            continue
        end = places[length - 1] + 1
        number = found[0][:end].replace(" ", "").upper()
        goes_on = found[0][end : end + 1]
        if not goes_on.strip() and number.isascii() and _passes_mod_97(number):
            yield (found.start(), found.start() + end)


def _passes_mod_97(number: str) -> bool:
    turned = number[4:] + number[:4]
    return int("".join(str(int(one, 36)) for one in turned)) % 97 == 1


def _codes(text: str, cards: Iterable[Span]) -> Iterator[Span]:
    """Yield where a card's three or four digits stand: by their name, or right after the card."""
    for found in CODE.finditer(text):
        yield found.span(1)
    for _, end in cards:
        after = AFTER_CARD.match(text, end)
        if after is not None:
            yield after.span(1)


def _with(text: str, spans: Iterable[Span], *, shown: int) -> str:
    """Return the text with these spans masked but for their last characters."""
    letters = list(text)
    for start, end in spans:
        places = [place for place in range(start, end) if text[place].isalnum()]
        for place in places[: len(places) - shown]:
            letters[place] = MASK
    return "".join(letters)
