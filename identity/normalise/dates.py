"""When was somebody born? As much of the date as is known."""

import re
from typing import Final

_ISO: Final = re.compile(r"(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?(?:[T ].*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_PLACEHOLDERS: Final = frozenset({"1900-01-01", "1753-01-01", "1111-11-11"})
_MONTHS, _DAYS = 12, 31
_EARLIEST, _LATEST = 1000, 2100  # years; outside of them it is no year


def normalise_birth_date(text: str) -> str | None:
    """Return YYYY-MM-DD, YYYY-MM or YYYY; None for no date or a form's default.

    A day and a month that could be either way round are not guessed: the year remains.
    """
    text = text.strip()[:40]
    iso = _ISO.fullmatch(text)
    if iso:
        return _date(iso[1], iso[2], iso[3])
    written = _DAY_FIRST.fullmatch(text)
    if not written:
        return None
    first, second, year = written.groups()
    if int(first) > _MONTHS or first == second:
        return _date(year, second.zfill(2), first.zfill(2))
    if int(second) > _MONTHS:
        return _date(year, first.zfill(2), second.zfill(2))
    return _date(year, None, None)


def _date(year: str, month: str | None, day: str | None) -> str | None:
    if not _EARLIEST <= int(year) <= _LATEST:
        return None
    if month is None or not 1 <= int(month) <= _MONTHS:
        return year
    if day is None or not 1 <= int(day) <= _DAYS:
        return f"{year}-{month}"
    date = f"{year}-{month}-{day}"
    return None if date in _PLACEHOLDERS else date
