"""What does a file of insights say? A file with anything wrong in it is refused as a whole."""

import string
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol, TypeVar

from context.insights.model import FACTS, Cause, InsightRules, Kind, NoticeForm, Pattern, Phrase
from context.insights.phrases import read_phrase
from context.policies.document import Faults, Spot, UnreadableTomlError, read_toml
from context.policies.operand import (
    WrongOperandError,
    between,
    flag,
    identifier,
    one_of,
    short,
)
from context.policies.parse import RefusedRulesError

CHANNELS: Final = ("email", "sms", "voice", "dm", "letter")
LONGEST_TEXT: Final = 2_000  # characters of a notice
MOST_DAYS: Final = 3_660
CAUSE_KEYS: Final = ("name", "title", "pattern", "phrases")
PATTERN_KEYS: Final = ("name", "title", "kind", "only", "within_days", "least_percent")
NOTICE_KEYS: Final = (
    *("name", "title", "pattern", "text", "purpose", "needs_consent", "channels", "per_day"),
    *("not_again_days", "hold_out_percent", "measure_days"),
)


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T")
N = TypeVar("N", bound=Named)


def parse_insights(text: str, shipped: InsightRules | None = None) -> InsightRules:
    """Return the insights in force: `shipped` ones, and those of the text on top of them.

    One of the same name takes the place of a shipped one, `off` names those that are not wanted.
    Raises RefusedRulesError.
    """
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    rules = InsightRules()
    if document.table(("cause", "pattern", "notice", "off")):
        rules = _rules(document, shipped or InsightRules())
    if faults:
        raise RefusedRulesError(faults.lines(text))
    return rules


def _rules(document: Spot, shipped: InsightRules) -> InsightRules:
    known: tuple[Named, ...] = (*shipped.causes, *shipped.patterns, *shipped.notices)
    off = _off(document, {one.name for one in known})
    patterns = _several(document, "pattern", _pattern)
    in_force = _on_top(patterns, shipped.patterns, off)
    kinds: dict[str, Kind | None] = dict.fromkeys(_names_written(document))
    kinds |= {one.name: one.kind for one in in_force}
    causes = _several(document, "cause", lambda spot: _cause(spot, kinds))
    notices = _several(document, "notice", lambda spot: _notice(spot, kinds))
    return InsightRules(
        tuple(
            one
            for one in _on_top(causes, shipped.causes, off)
            if one.pattern is None or one.pattern in kinds  # one whose pattern is off goes with it
        ),
        in_force,
        tuple(one for one in _on_top(notices, shipped.notices, off) if one.pattern in kinds),
    )


def _names_written(document: Spot) -> list[str]:
    """Return the names of patterns, also of those with faults: who refers to one has none."""
    patterns = document["pattern"].value if "pattern" in document else []
    listed = patterns if isinstance(patterns, list) else []
    written = [one.get("name") for one in listed if isinstance(one, dict)]
    return [one for one in written if isinstance(one, str)]


def _on_top(own: Mapping[str, N], shipped: Iterable[N], off: Collection[str]) -> tuple[N, ...]:
    rest = dict(own)
    kept = [rest.pop(one.name, one) for one in shipped if one.name not in off or one.name in rest]
    return (*kept, *rest.values())


def _several(document: Spot, key: str, read: Callable[[Spot], N | None]) -> dict[str, N]:
    found: dict[str, N] = {}
    for spot in document[key].items() if key in document else ():
        one = read(spot)
        if one is not None and one.name in found:
            spot["name"].fault(f"a name that no other {key} has", f"{one.name!r} once more")
        elif one is not None:
            found[one.name] = one
    return found


def _off(document: Spot, shipped: Collection[str]) -> set[str]:
    off: set[str] = set()
    for spot in document["off"].items() if "off" in document else ():
        name = spot.read(one_of(sorted(shipped)))
        off |= {name} if name else set()
    return off


def _cause(spot: Spot, kinds: Collection[str]) -> Cause | None:
    if not spot.table(CAUSE_KEYS) or not _has(spot, "name", "title", "phrases"):
        return None
    name, title = spot["name"].read(identifier), spot["title"].read(short)
    pattern = spot["pattern"].read(one_of(sorted(kinds)))
    phrases = tuple(
        Phrase(language, one.value, found)
        for language, spots in _by_language(spot["phrases"]).items()
        for one in spots.items()
        if (found := one.read(read_phrase)) is not None
    )
    return Cause(name, title, phrases, pattern) if name and title and phrases else None


def _pattern(spot: Spot) -> Pattern | None:
    if not spot.table(PATTERN_KEYS) or not _has(spot, "name", "title", "kind"):
        return None
    name, title = spot["name"].read(identifier), spot["title"].read(short)
    kind = spot["kind"].read(one_of(Kind))
    only = tuple(one.read(short) or "" for one in spot["only"].items()) if "only" in spot else ()
    days = spot["within_days"].read(between(1, MOST_DAYS))
    percent = spot["least_percent"].read(_percent(1000))
    if kind == Kind.BATCH and "only" not in spot:
        spot.fault('only = ["…"], the batches that it is about', "a pattern of no batch")
    if percent is not None and kind is not None and kind != Kind.PRICE_RISE:
        spot["least_percent"].fault(f'kind = "{Kind.PRICE_RISE}"', f"a price's rise for a {kind}")
    if name is None or title is None or kind is None:
        return None
    return Pattern(
        name,
        title,
        Kind(kind),
        only,
        365 if days is None else days,
        Decimal(0) if percent is None else percent,
    )


@dataclass(frozen=True, slots=True)
class _Limits:
    """The numbers of a notice; None: as usual."""

    per_day: int | None
    not_again_days: int | None
    hold_out: Decimal | None
    measure_days: int | None


def _notice(spot: Spot, kinds: Mapping[str, Kind | None]) -> NoticeForm | None:
    if not spot.table(NOTICE_KEYS) or not _has(spot, "name", "title", "pattern", "text"):
        return None
    name, title = spot["name"].read(identifier), spot["title"].read(short)
    pattern = spot["pattern"].read(one_of(sorted(kinds)))
    kind = kinds[pattern] if pattern else None
    texts = _texts(spot["text"], FACTS[kind]) if kind else {}
    channels = tuple(
        one.read(one_of(CHANNELS)) or ""
        for one in (spot["channels"].items() if "channels" in spot else ())
    )
    limits = _Limits(
        spot["per_day"].read(between(1, 1_000_000)),
        spot["not_again_days"].read(between(0, MOST_DAYS)),
        spot["hold_out_percent"].read(_percent(50)),
        spot["measure_days"].read(between(1, MOST_DAYS)),
    )
    needs_consent = spot["needs_consent"].read(flag)
    purpose = spot["purpose"].read(short)
    if name is None or title is None or pattern is None or not texts:
        return None
    usual = NoticeForm(name, title, pattern, texts)
    return NoticeForm(
        name,
        title,
        pattern,
        texts,
        purpose or usual.purpose,
        bool(needs_consent),
        channels or usual.channels,
        _or(limits.per_day, usual.per_day),
        _or(limits.not_again_days, usual.not_again_days),
        _or(limits.hold_out, usual.hold_out_percent),
        _or(limits.measure_days, usual.measure_days),
    )


def _texts(spot: Spot, facts: Collection[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for language, one in _by_language(spot).items():
        alternatives = one.items() if isinstance(one.value, list) else [one]
        read = [it.read(lambda raw: _text(raw, facts)) for it in alternatives]
        found[language] = tuple(text for text in read if text)
    return {language: texts for language, texts in found.items() if texts}


def _text(raw: object, facts: Collection[str]) -> str:
    """Return a notice's text whose placeholders can all be filled in."""
    if not isinstance(raw, str) or not raw.strip() or len(raw) > LONGEST_TEXT:
        raise WrongOperandError(f"a text of up to {LONGEST_TEXT:,} characters")
    try:
        parsed = list(string.Formatter().parse(raw))
    except ValueError:
        raise WrongOperandError("{{ and }} for braces themselves") from None
    for _, name, form, conversion in parsed:
        if name is not None and (name not in facts or form or conversion):
            named = ", ".join(f"{{{one}}}" for one in facts)
            raise WrongOperandError(f"no placeholder but {named}")
    return raw.strip()


def _by_language(spot: Spot) -> dict[str, Spot]:
    """Return what stands under each language of a table."""
    if not isinstance(spot.value, dict) or not spot.value:
        spot.fault('a table by language, like { en = "…", de = "…" }')
        return {}
    found = {}
    for language in spot.value:
        if language.isascii() and language.isalpha() and language.islower() and len(language) == 2:
            found[language] = spot[language]
        else:
            spot[language].fault("a language of two letters, like en", f"the key {language!r}")
    return found


def _has(spot: Spot, *keys: str) -> bool:
    return all([spot.required(key) for key in keys])


def _percent(most: int) -> Callable[[object], Decimal]:
    def reader(raw: object) -> Decimal:
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
            raise WrongOperandError(f"per cent, from 0 to {most}")
        exact = Decimal(raw)
        if not exact.is_finite() or not 0 <= exact <= most:
            raise WrongOperandError(f"per cent, from 0 to {most}")
        return exact

    return reader


def _or(value: T | None, usual: T) -> T:
    return usual if value is None else value
