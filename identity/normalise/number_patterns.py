"""Which of this deployment's own numbers does a text name, by the shapes that theirs have?

Where nothing is learned of any kind, the general rules of `numbers_in_text` hold.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from identity.normalise.number_shapes import ANY, DIGIT, SEPARATOR, NumberShape, learned_shapes
from identity.normalise.number_words import ANY_KIND, OTHER, REACH, is_measured, mentions, named_as
from identity.normalise.numbers import (
    MOST_IN_TEXT,
    MOST_TEXT,
    may_be_number,
    not_numbers,
    numbers_in_text,
)

MOST_ATOMS: Final = 4  # "ORD 2026 001234" has three
TELLING_POINTS: Final = 7  # two a letter, one a digit or separator: "C/88-1" tells, "A4" does not
WITHOUT_KEYWORD: Final = 5  # digits alone, fewer of which need a word that says what they are
PHONE_LENGTHS: Final = (10, 11)
NARROW: Final = 0.1  # of all numbers of that length: a range by which a number is recognised
SHORT_MESSAGE: Final = 6  # words: an answer to "which order is it about?"
UNLEARNED: Final = ("order", "case")  # kinds that are looked for from the first day

_ATOM: Final = re.compile(r"(?<![^\W_])[A-Za-z0-9]+(?![^\W_])")
_GAP: Final = re.compile(r"[-_/. ]|\. |: ?")
_LIST: Final = re.compile(
    r"\s*(?:,|/|&|and|or|und|oder|et|ou|y|o|e|,\s?and)\s*#?\s*", re.IGNORECASE
)
_JOINED_BEFORE: Final = re.compile(r"(?:[\w@+$€£]|\d[-_/.,:]|[^\W\d_][-_/])$")
_JOINED_AFTER: Final = re.compile(r"\w|[-_/.,:@]\w")


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    breaks: frozenset[int]  # offsets in the compact form where a gap may stand
    points: int
    prefix: str
    mixed: bool  # letters and digits in no fixed order
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    compact: str  # letters and digits as in a shape, without separators
    gaps: frozenset[int]


class NumberPatterns:
    """The learned shapes, ready to read texts with. Immutable."""

    def __init__(self, seen: Iterable[NumberShape] = ()) -> None:
        self._patterns: dict[str, list[_Pattern]] = defaultdict(list)
        self._without_prefix: dict[str, list[_Pattern]] = defaultdict(list)
        shapes = learned_shapes(seen)
        self.kinds = frozenset(one.kind for one in shapes)
        for shape in shapes:
            compact, pattern = _compiled(shape)
            self._patterns[compact].append(pattern)
            if pattern.prefix:
                self._without_prefix[compact[len(pattern.prefix) :]].append(pattern)

    def read(self, text: str) -> tuple[str, ...]:
        """Return what the text names, in order, ten at most: "order:BX-20441", the kind in front.

        A number with letters of its own is found wherever it stands. Digits alone need a word in
        front that says what they are, or at least five of them in the range of known ones. "order
        20441" gets the prefix that all orders have. Of kinds that are still unknown a number
        right behind its word is taken.
        """
        if not self.kinds:
            return numbers_in_text(text)
        plain = unicodedata.normalize("NFKC", text[:MOST_TEXT])
        numbers: dict[str, None] = {}
        for number in _Reading(self._patterns, self._without_prefix, self.kinds, plain).numbers():
            numbers[number] = None
        return tuple(numbers)[:MOST_IN_TEXT]


def _compiled(shape: NumberShape) -> tuple[str, _Pattern]:
    compact = shape.shape.replace(SEPARATOR, "")
    prefix = re.match("[A-Z]*", compact)[0]  # type: ignore[index]  # matches always
    breaks, offset = {len(prefix)} if prefix else set(), 0
    for one in shape.shape:
        if one == SEPARATOR:
            breaks.add(offset)
        else:
            offset += 1
    points = len(shape.shape) + len(prefix)
    mixed = ANY in shape.shape
    return compact, _Pattern(
        shape.kind, frozenset(breaks), points, prefix, mixed, shape.low, shape.high
    )


class _Reading:
    """One text, read once."""

    def __init__(
        self,
        patterns: dict[str, list[_Pattern]],
        without_prefix: dict[str, list[_Pattern]],
        kinds: frozenset[str],
        text: str,
    ) -> None:
        self._patterns, self._without_prefix = patterns, without_prefix
        self._new = frozenset(UNLEARNED) - kinds
        self._text = text
        self._other = [one.span() for one in not_numbers(text)]
        self._atoms = [one.span() for one in _ATOM.finditer(text)]
        self._last: tuple[int, str | None] = (-1, None)  # end and announced kind of the last one

    def numbers(self) -> Iterator[str]:
        at = 0
        while at < len(self._atoms):
            used = 1
            for found, atoms in self._windows(at):
                if DIGIT not in found.compact:
                    continue
                numbers = self._judge(found)
                if numbers:
                    yield from numbers
                    used = atoms
                    break
            at += used

    def _windows(self, at: int) -> Iterator[tuple[_Found, int]]:
        """Yield what starts at this atom, the longest first."""
        windows: list[tuple[_Found, int]] = []
        start, compact, gaps = self._atoms[at][0], "", set[int]()
        for length, (begin, end) in enumerate(self._atoms[at : at + MOST_ATOMS], start=1):
            if length > 1:
                if not _GAP.fullmatch(self._text[windows[-1][0].end : begin]):
                    break
                gaps = gaps | {len(compact)}
            compact += _masked(self._text[begin:end])
            windows.append((_Found(start, end, compact, frozenset(gaps)), length))
        return iter(windows[::-1])

    def _judge(self, found: _Found) -> list[str]:
        written = self._text[found.start : found.end]
        fitting, without_prefix = self._fitting(found), self._completing(found)
        is_word = not any(map(str.isspace, written))
        may_be_new = self._new and is_word and may_be_number(written, named=True)
        if not (fitting or without_prefix or may_be_new) or self._is_joined(found):
            return []
        named = self._named(found)
        if named == OTHER and not found.compact.strip(DIGIT):
            return []
        kinds = {one.kind: "" for one in fitting if self._is_meant(found, one, named)}
        if not kinds:
            meant = (one for one in without_prefix if named in {one.kind, ANY_KIND})
            kinds = {one.kind: one.prefix for one in meant}
        if not kinds and may_be_new and named in self._new and not self._is_other(found):
            kinds = {str(named): ""}
        if kinds:
            self._last = (found.end, named)
        return [f"{kind}:{prefix}{written}" for kind, prefix in sorted(kinds.items())]

    def _fitting(self, found: _Found) -> list[_Pattern]:
        mixed = ANY * len(found.compact)
        shapes = self._patterns.get(found.compact, []) + self._half_mixed(found)
        if found.compact.strip(DIGIT):
            shapes = shapes + self._patterns.get(mixed, [])
        return [
            one for one in shapes if found.gaps <= one.breaks and self._hangs_together(found, one)
        ]

    def _hangs_together(self, found: _Found, pattern: _Pattern) -> bool:
        """Whether spaces stand only where a reader would still see one number."""
        if not any(map(str.isspace, self._text[found.start : found.end])):
            return True
        return not pattern.mixed and found.compact.count(DIGIT) >= WITHOUT_KEYWORD

    def _half_mixed(self, found: _Found) -> list[_Pattern]:
        """Shapes of which only a later group mixes letters and digits: "ORD-****"."""
        compact = found.compact
        forms = {compact[:gap] + ANY * (len(compact) - gap) for gap in found.gaps}
        return [one for form in sorted(forms) for one in self._patterns.get(form, [])]

    def _is_meant(self, found: _Found, pattern: _Pattern, named: str | None) -> bool:
        if named in {pattern.kind, ANY_KIND}:
            return True
        if found.compact.strip(DIGIT):  # letters of its own
            if pattern.mixed and found.compact.count(DIGIT) * 3 < len(found.compact):
                return False
            return pattern.points >= TELLING_POINTS and not self._is_other(found, only_links=True)
        if named is not None or self._is_other(found):
            return False
        if SEPARATOR in self._text[found.start : found.end] and pattern.breaks:
            return pattern.points > TELLING_POINTS
        return self._is_recognised(found, pattern)

    def _is_recognised(self, found: _Found, pattern: _Pattern) -> bool:
        """Whether mere digits are one of ours though no word right in front says so."""
        before, after = self._around(found)
        length = len(found.compact)
        if length < WITHOUT_KEYWORD or is_measured(before, after):
            return False
        if pattern.low is None or pattern.high is None:
            return False
        span = pattern.high - pattern.low
        value = int(self._text[found.start : found.end])
        if not pattern.low - span / 2 <= value <= pattern.high + span / 2 + 100:
            return False
        if span < NARROW * 10**length:
            return True
        if length in PHONE_LENGTHS:
            return False
        return mentions(self._text, pattern.kind) or len(self._text.split()) <= SHORT_MESSAGE

    def _completing(self, found: _Found) -> list[_Pattern]:
        """Patterns that it lacks only the prefix of: "order 20441" for BX-20441."""
        return [
            one
            for one in self._without_prefix.get(found.compact, ())
            if {gap + len(one.prefix) for gap in found.gaps} <= one.breaks
        ]

    def _named(self, found: _Found) -> str | None:
        """Return the kind that the words in front say; in a list, what they said of the first."""
        if self._continues_list(found):
            return self._last[1]
        return named_as(self._around(found)[0].rstrip(":= "))

    def _around(self, found: _Found) -> tuple[str, str]:
        start, end = found.start, found.end
        return self._text[max(0, start - REACH) : start], self._text[end : end + REACH]

    def _is_joined(self, found: _Found) -> bool:
        """Whether it is only a piece of something longer."""
        before, after = self._around(found)
        before = "" if self._continues_list(found) else before[-2:]
        return bool(_JOINED_BEFORE.search(before)) or (
            bool(_JOINED_AFTER.match(after)) and not self._is_list(after, found)
        )

    def _continues_list(self, found: _Found) -> bool:
        end = self._last[0]
        return end >= 0 and bool(_LIST.fullmatch(self._text, end, found.start))

    def _is_list(self, after: str, found: _Found) -> bool:
        """Whether another number of that shape follows: "20441/20442"."""
        written = self._text[found.start : found.end]
        return after[0] in ",/" and _masked(after[1 : len(written) + 1]) == _masked(written)

    def _is_other(self, found: _Found, *, only_links: bool = False) -> bool:
        """Whether it lies in a date, a sum, a telephone number or (the links) an address."""
        at = bisect_right(self._other, (found.start, len(self._text)))
        for start, end in self._other[max(0, at - 1) :]:
            if start >= found.end:
                return False
            text = self._text[start:end]
            is_link = "@" in text or "://" in text or text.startswith("www.")
            if found.start < end and (is_link or not only_links):
                return True
        return False


def _masked(text: str) -> str:
    return "".join(DIGIT if one.isdigit() else one for one in text.upper())
