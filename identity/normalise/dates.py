"""When was somebody born? As much of the date as is known."""

import re
from calendar import monthrange
from collections.abc import Iterable
from typing import Final

from identity.normalise.text import to_ascii

MOST_CHARACTERS: Final = 60

_ISO: Final = re.compile(r"(\d{4})(?:([-/. ]?)(\d{1,2})(?:\2(\d{1,2}))?)?(?:[t ]\d\d:.*)?")
_SHORT: Final = re.compile(r"(\d{1,2})[-/. ]\s?(\d{1,2})[-/. ]\s?(\d{4}|\d{2})")
_COMPACT: Final = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})")
_WORDS: Final = re.compile(r"[a-z]+|\d+")
_ABOUT: Final = re.compile(
    r"^(?:circa|ca|c|about|abt|approx|around|born|b|um|vers|hacia)[. ]\s*|^~"
)
_UNKNOWN: Final = re.compile(r"(?<![a-z\d])[x?*]{1,4}(?![a-z\d])")  # "??/02/1980"
_CHINESE: Final = str.maketrans({"年": "-", "月": "-", "日": "", "년": "-", "월": "-", "일": ""})
_PLACEHOLDERS: Final = frozenset(
    {
        "1111-11-11", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1901-01-01",
        "1904-01-01", "1970-01-01",
    }
)  # fmt: skip
_MONTHS: Final = 12
_EARLIEST, _LATEST = 1000, 2100  # years; outside of them it is no year
_LAST_CHILD, _FIRST_ELDER = 15, 30  # of two digits: born in 2000–15 or 1930–99, else unknown
_MONTH_FIRST: Final = frozenset({"US", "FM", "MH", "PW", "GU", "PR", "VI", "AS", "MP"})
_EITHER_WAY: Final = frozenset({"CA", "PH", "KE", "GH", "PA", "CY"})  # both are written (CLDR)
# January to December in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and
# Russian, transliterated.
_NAMES: Final = (
    "january januar janvier enero gennaio janeiro januari stycznia styczen yanvarya yanvar",
    "february februar fevrier febrero febbraio fevereiro februari lutego luty fevralya fevral",
    "march marz maerz mars marzo marco maart marca marzec marta mart",
    "april avril abril aprile kwietnia kwiecien aprelya aprel",
    "may mai mayo maggio maio mei maja maj maya",
    "june juni juin junio giugno junho czerwca czerwiec iyunya iyun",
    "july juli juillet julio luglio julho lipca lipiec iyulya iyul",
    "august aout agosto augustus sierpnia sierpien avgusta avgust",
    "september septembre septiembre settembre setembro wrzesnia wrzesien sentyabrya sentyabr",
    "october oktober octobre octubre ottobre outubro pazdziernika pazdziernik oktyabrya oktyabr",
    "november novembre noviembre novembro listopada listopad noyabrya noyabr",
    "december dezember decembre diciembre dicembre dezembro grudnia grudzien dekabrya dekabr",
)
_FEWEST_LETTERS: Final = 3  # of a month's abbreviation


def normalise_birth_date(
    text: str, *, region: str | None = None, day_first: bool | None = None
) -> str | None:
    """Return YYYY-MM-DD, YYYY-MM or YYYY; None for no date or a form's default.

    Of "02/01/1980" `day_first` decides, which the rest of a file may tell (see `is_day_first`),
    else the habit of `region` (ISO 3166-1 alpha-2). Without either, or where a country writes
    both, it is not guessed: the year remains. "c. 1850" is 1850.
    """
    plain = to_ascii(text[:MOST_CHARACTERS].translate(_CHINESE)).lower().strip()
    plain = _ABOUT.sub("", plain).rstrip("?~ ")
    plain = _UNKNOWN.sub(lambda found: "0" * len(found[0]), plain)
    iso = _ISO.fullmatch(plain)
    if iso and _EARLIEST <= int(iso[1]) <= _LATEST:
        return _date(iso[1], iso[3], iso[4])
    short = _SHORT.fullmatch(plain.partition("t")[0].strip()) or _COMPACT.fullmatch(plain)
    if short:
        if day_first is None and "." in plain:
            day_first = True  # whoever writes dots writes the day first (CLDR)
        return _in_either_order(*short.groups(), day_first=_order(region, day_first))
    return _in_words(plain)


def is_day_first(texts: Iterable[str]) -> bool | None:
    """Return whether a column of dates writes the day before the month; None for no telling."""
    seen = set()
    for text in texts:
        short = _SHORT.fullmatch(text[:MOST_CHARACTERS].strip())
        if short and (int(short[1]) > _MONTHS) != (int(short[2]) > _MONTHS):
            seen.add(int(short[1]) > _MONTHS)
    return seen.pop() if len(seen) == 1 else None


def _order(region: str | None, day_first: bool | None) -> bool | None:
    if day_first is not None or region is None or region.upper() in _EITHER_WAY:
        return day_first
    return region.upper() not in _MONTH_FIRST


def _in_either_order(first: str, second: str, year: str, *, day_first: bool | None) -> str | None:
    whole_year = _four_digits(year)
    if whole_year is None:
        return None
    if int(first) > _MONTHS:
        day_first = True
    elif int(second) > _MONTHS:
        day_first = False
    elif first != second and day_first is None and int(first) and int(second):
        return _date(whole_year, None, None)
    day, month = (first, second) if day_first or day_first is None else (second, first)
    return _date(whole_year, month, day)


def _in_words(text: str) -> str | None:
    """Read "1 February 1980", "Feb. 1st, 1980", "1er février 1980", "01FEB1980"."""
    words = _WORDS.findall(text)
    months = [month for word in words if (month := _month(word)) is not None]
    digits = [word for word in words if word.isdigit()]
    if len(months) != 1 or not 1 <= len(digits) <= 2:
        return None
    years = [one for one in digits if len(one) == len("1980")]
    if not years and len(digits) == 2:
        years = digits[1:]
    if len(years) != 1:
        return None
    year = _four_digits(years[0])
    days = [one for one in digits if one is not years[0]]
    return _date(year, str(months[0]), days[0] if days else None) if year else None


def _month(word: str) -> int | None:
    if len(word) < _FEWEST_LETTERS or word.isdigit():
        return None
    found = {
        number
        for number, names in enumerate(_NAMES, start=1)
        if any(name.startswith(word) for name in names.split())
    }
    return found.pop() if len(found) == 1 else None


def _four_digits(year: str) -> str | None:
    if len(year) > len("80"):
        return year
    if int(year) <= _LAST_CHILD:
        return f"20{year}"
    return f"19{year}" if int(year) >= _FIRST_ELDER else None


def _date(year: str, month: str | None, day: str | None) -> str | None:
    if not _EARLIEST <= int(year) <= _LATEST:
        return None
    if month is None or not 1 <= int(month) <= _MONTHS:
        return year
    known = f"{year}-{month.zfill(2)}"
    if day is None or not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        return known
    date = f"{known}-{day.zfill(2)}"
    return None if date in _PLACEHOLDERS else date
