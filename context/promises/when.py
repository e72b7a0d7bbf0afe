"""By when, in words? "By 5 pm tomorrow", "within 3 days", "am Freitag zwischen 9 und 12 Uhr"."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

from context.promises.due import working_day_after
from context.promises.model import PromiseRules
from context.promises.phrases import START, TimeWords, phrases

AFTERNOON_UNTIL: Final = 6  # "by 5" is in the afternoon; nobody calls at five in the morning
CENTURY: Final = 2000
NIGHT: Final = time(23, 59)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How times are found; each takes what it has read out of the words."""

    words: TimeWords
    date: re.Pattern[str]
    offset: re.Pattern[str]
    clocks: tuple[re.Pattern[str], ...]
    part: re.Pattern[str]
    day: re.Pattern[str]
    weekday: re.Pattern[str]


@dataclass(slots=True)
class _Read:
    """What was read of a time so far."""

    day: date | None = None
    clock: time | None = None
    earliest: datetime | None = None  # "within 3 days" is over after 72 hours at the soonest
    exact: datetime | None = None  # "within 2 hours"


def read_when(language: str, words: str, at: datetime, rules: PromiseRules) -> datetime | None:
    """Return by when something is due that was said at `at`, in the zone of `at`; None: unsaid.

    `words` as of `plain_words`. A time that is over when it is said counts as unsaid.
    """
    read = _Read()
    rest = _read_day(_patterns(language), words, at, rules, read)
    if read.exact is not None:
        return read.exact
    _read_clock(_patterns(language), rest, read)
    if read.day is None and read.clock is None:
        return None
    due = datetime.combine(read.day or at.date(), read.clock or rules.day_ends, at.tzinfo)
    if read.clock is None and read.earliest is not None:
        due = max(due, read.earliest)
    if due > at:
        return due
    if read.day is None:
        return due + timedelta(days=1)
    night = datetime.combine(read.day, NIGHT, at.tzinfo)
    return night if read.clock is None and night > at else None


def _read_day(known: _Patterns, words: str, at: datetime, rules: PromiseRules, read: _Read) -> str:
    """Read the first day that is named and return the words without the days in them."""
    found = [
        (match.start(), kind, match)
        for kind, pattern in enumerate((known.date, known.offset, known.day, known.weekday))
        for match in pattern.finditer(words)
    ]
    for _, kind, match in sorted(found, key=lambda one: one[:2]):
        if kind == 0:
            read.day = _date(match, known.words, at)
        elif kind == 1:
            _offset(match, known.words, at, rules, read)
        elif kind == 2:
            read.day = _named_day(known.words.days[match["day"]], at.date(), rules)
        else:
            read.day = _weekday(match, known.words, at.date())
        if read.day is not None or read.exact is not None:
            break
    for match in (match for _, kind, match in found if kind < 2):  # the others hold no digits
        gap = "_" * (match.end() - match.start() - 1) + " "
        words = words[: match.start()] + gap + words[match.end() :]
    return words


def _date(match: re.Match[str], words: TimeWords, at: datetime) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["dotted"]:
            day, month, year = [*match["dotted"].split("."), ""][:3]
        else:
            day, year = match["day"] or match["day2"], match["year"] or ""
            month = str(words.months[match["month"] or match["month2"]])
        if year:
            return date(int(year) % 100 + CENTURY, int(month), int(day))
        this = date(at.year, int(month), int(day))
        return this if this >= at.date() else this.replace(year=at.year + 1)
    except ValueError:  # the 31st of November
        return None


def _offset(
    match: re.Match[str], words: TimeWords, at: datetime, rules: PromiseRules, read: _Read
) -> None:
    number = match["high"] or match["low"]
    count = int(number) if number.strip().isdigit() else words.numbers[number]
    unit = words.units[match["unit"]]
    if unit in ("minute", "hour"):
        span = timedelta(minutes=count) if unit == "minute" else timedelta(hours=count)
        read.exact = at + span
    elif unit == "working_day":
        read.day = working_day_after(at.date(), count, rules)
    elif unit == "month":
        read.day = _months_on(at.date(), count)
    else:
        read.earliest = at + timedelta(days=count * (7 if unit == "week" else 1))
        read.day = read.earliest.date()


def _months_on(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _named_day(name: str, today: date, rules: PromiseRules) -> date:
    """Return the day; of a week or a month, the last one of work."""
    if name in ("today", "tomorrow", "after_tomorrow"):
        return today + timedelta(days=("today", "tomorrow", "after_tomorrow").index(name))
    if name in ("this_week", "next_week"):
        sunday = today + timedelta(days=6 - today.weekday() + 7 * (name == "next_week"))
        return max(_last_working_day(sunday, rules), today)
    first = _months_on(today.replace(day=1), 2 if name == "next_month" else 1)
    return max(_last_working_day(first - timedelta(days=1), rules), today)


def _last_working_day(day: date, rules: PromiseRules) -> date:
    days = (day - timedelta(days=back) for back in range(7))
    return next(one for one in days if one.weekday() in rules.working_days)


def _weekday(match: re.Match[str], words: TimeWords, today: date) -> date:
    """Return the coming one; "next Friday" is that of the next week."""
    number = words.weekdays[match["weekday"]]
    if match["next"]:
        return today + timedelta(days=7 - today.weekday() + number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _read_clock(known: _Patterns, words: str, read: _Read) -> None:
    for pattern in known.clocks:
        match = pattern.search(words)
        if match is not None:
            read.clock = _clock(match["end"], match["half"], known.words)
        if read.clock is not None:
            return
    part = known.part.search(words)
    if part is not None:
        read.clock = time(known.words.parts[part["part"]])


def _clock(text: str, half: str | None, words: TimeWords) -> time | None:
    hour, _, minute = text.strip().partition(":")
    number = int(hour)
    if half in words.lists["pm"] and number < 12:
        number += 12
    elif half in words.lists["am"]:
        number %= 12
    elif number <= AFTERNOON_UNTIL and not minute:
        number += 12
    if number > 23 or int(minute or 0) > 59:
        return NIGHT if number == 24 else None
    return time(number, int(minute or 0))


@cache
def _patterns(language: str) -> _Patterns:
    words = phrases(language).time
    lists = {name: _one_of(said) for name, said in words.lists.items()}
    number = rf"(?:\d{{1,3}} |{_one_of(words.numbers)})"
    months, of = _one_of(words.months), f"(?:{lists['of']})?"
    half = f"(?P<half>{lists['am']}|{lists['pm']}|{lists['o_clock']})"
    end = r"(?P<end>\d{1,2}(?::\d\d)? )"
    begin = rf"\d{{1,2}}(?::\d\d)? (?:{lists['am']}|{lists['pm']}|{lists['o_clock']})?"
    between = "|".join(f"{one}{begin}{two}" for one, two in words.between)
    return _Patterns(
        words=words,
        date=re.compile(
            rf"{START}(?:(?P<iso>\d{{4}}-\d\d-\d\d) |(?P<dotted>\d{{1,2}}\.\d{{1,2}}\.\d*) "
            rf"|(?:(?P<day>\d{{1,2}} )(?:{lists['ordinals']})?{of}(?P<month>{months})"
            rf"|(?P<month2>{months})(?P<day2>\d{{1,2}} )(?:{lists['ordinals']})?)"
            rf"{of}(?P<year>20\d\d )?)"
        ),
        offset=re.compile(
            rf"{START}(?:{lists['within']})(?P<low>{number})"
            rf"(?:(?:{lists['to']}|- )(?P<high>{number}))?(?P<unit>{_one_of(words.units)})"
        ),
        clocks=(
            re.compile(rf"{START}(?:{between}|{begin}- ){end}{half}?"),
            re.compile(rf"{START}(?P<end>\d{{1,2}}:\d\d ){half}?"),
            re.compile(rf"{START}(?P<end>\d{{1,2}} ){half}"),
            re.compile(rf"{START}(?:{lists['by']}){end}(?P<half>)(?!{_one_of(words.units)}|- )"),
        ),
        part=re.compile(rf"{START}(?P<part>{_one_of(words.parts)})"),
        day=re.compile(rf"{START}(?P<day>{_one_of(words.days)})"),
        weekday=re.compile(
            rf"{START}(?P<next>{lists['next']})?(?P<weekday>{_one_of(words.weekdays)})"
        ),
    )


def _one_of(words: Iterable[str]) -> str:
    """Return the pattern of any of these words, the longest first."""
    listed = sorted(words, key=lambda one: (-len(one), one))
    return "|".join(map(re.escape, listed)) if listed else r"(?!)"
