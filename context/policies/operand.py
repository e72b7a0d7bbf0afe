"""What may stand behind an operator? Each reader gives the operand or says what was expected."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from context.journey.wording import DAY_MS

MOST: Final = 10**12  # of anything that is counted; more is a slip of the keyboard

Operand = bool | int | str | Decimal | tuple["Operand", ...] | re.Pattern[str]


class WrongOperandError(ValueError):
    """What stands there is of another type; `expected` is what should."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(f"expected {expected}")


def word(raw: object) -> str:
    """Return a text to be compared without regard to case."""
    if not isinstance(raw, str) or not raw.strip():
        raise WrongOperandError("a text")
    return raw.casefold()


def number(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise WrongOperandError("a whole number")
    return raw


def flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise WrongOperandError("true or false")
    return raw


def days(raw: object) -> int:
    """Return a number of days in milliseconds."""
    return round(_decimal(raw, "a number of days") * DAY_MS)


def amount(raw: object) -> Decimal:
    """Return an amount of money: a number, or a text that is one."""
    if isinstance(raw, str) and re.fullmatch(r"\d{1,12}(\.\d{1,4})?", raw):
        return Decimal(raw)
    return _decimal(raw, "an amount like 250 or 249.90")


def several(read: Callable[[object], Operand]) -> Callable[[object], Operand]:
    """Return the reader of a list of what `read` reads."""

    def reader(raw: object) -> Operand:
        if not isinstance(raw, list) or not raw:
            raise WrongOperandError("a list with something in it")
        return tuple(read(one) for one in raw)

    return reader


def phrases(raw: object) -> re.Pattern[str]:
    """Return what finds any of these phrases as whole words, in any case and spacing."""
    listed = raw if isinstance(raw, list) else [raw]
    if not listed or not all(isinstance(one, str) and one.strip() for one in listed):
        raise WrongOperandError("a phrase, or a list of phrases")
    found = (r"\s+".join(map(re.escape, str(one).split())) for one in listed)
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)


def _decimal(raw: object, expected: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise WrongOperandError(expected)
    exact = Decimal(raw)
    if not exact.is_finite() or not 0 <= exact <= MOST:
        raise WrongOperandError(f"{expected}, not below zero and at most {MOST:,}")
    return exact


def identifier(raw: object) -> str:
    """Return a name for programs, like `exchange-fault` or `no_card`."""
    if not isinstance(raw, str) or not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", raw):
        raise WrongOperandError("a name of small letters, digits, - and _")
    return raw


def short(raw: object) -> str:
    """Return a text of one line."""
    if not isinstance(raw, str) or not raw.strip() or len(raw) > 80 or not raw.isprintable():
        raise WrongOperandError("a text of one line, up to 80 characters")
    return raw.strip()


def between(least: int, most: int) -> Callable[[object], int]:
    """Return the reader of a whole number in these bounds, both included."""

    def reader(raw: object) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
            raise WrongOperandError(f"a whole number from {least} to {most}")
        return raw

    return reader


def one_of(choices: Iterable[str]) -> Callable[[object], str]:
    """Return the reader of one of these words."""
    known = tuple(choices)

    def reader(raw: object) -> str:
        if not isinstance(raw, str) or raw not in known:
            raise WrongOperandError(f"one of {', '.join(known)}")
        return raw

    return reader


def currency_code(raw: object) -> str:
    """Return a currency as ISO 4217 writes it."""
    if not isinstance(raw, str) or not re.fullmatch(r"[A-Z]{3}", raw):
        raise WrongOperandError("three capital letters, like USD")
    return raw
