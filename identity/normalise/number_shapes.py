"""What do numbers of one kind look like? "ORD-2026-001234" is a "ORD-####-######".

A shape keeps the letters in front, marks a digit "#", any character of a group that mixes letters
and digits "*", and a separator "-". It gives none of the digits away.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST_CHARACTERS: Final = 40  # of a number that has a shape
MOST_PREFIX: Final = 5  # letters in front that are a prefix rather than a word
FEWEST_OF_SHAPE: Final = 5  # numbers before their shape is more than chance, and is kept at all
FEWEST_OF_KIND: Final = 20  # before the shapes of a kind tell what is none of them
LEAST_SHARE: Final = 0.01  # of a kind's numbers: rarer shapes are somebody's typing
DIGIT, ANY, SEPARATOR = "#", "*", "-"

_SEPARATORS: Final = re.compile(r"[-_/.: ]")
_GROUP: Final = re.compile(rf"([A-Z]{{0,{MOST_PREFIX}}})(\d*)")


@dataclass(frozen=True, slots=True)
class NumberShape:
    """How often numbers of one kind had this shape; the range of those that are digits alone."""

    kind: str  # "order", "case", "account", …
    shape: str
    count: int
    low: int | None = None
    high: int | None = None

    def with_another(self, value: int | None) -> "NumberShape":
        """Return the shape with one more number, of this value where it is digits alone."""
        if value is None:
            return NumberShape(self.kind, self.shape, self.count + 1)
        low = value if self.low is None else min(value, self.low)
        high = value if self.high is None else max(value, self.high)
        return NumberShape(self.kind, self.shape, self.count + 1, low, high)


def shape_of(number: str) -> str | None:
    """Return the number's shape, None for what has none: no digit, too long, odd characters."""
    plain = unicodedata.normalize("NFKC", number).upper().strip().removeprefix("#").strip()
    if not plain.isascii() or len(plain) > MOST_CHARACTERS or not any(map(str.isdigit, plain)):
        return None
    groups = _SEPARATORS.split(plain)
    if not all(group.isalnum() for group in groups):
        return None
    first = [_shape_of_group(groups[0], in_front=True)]
    return SEPARATOR.join(first + [_shape_of_group(one, in_front=False) for one in groups[1:]])


def value_of(number: str) -> int | None:
    """Return what a number of digits alone counts; None where letters or separators are in it."""
    plain = number.strip().removeprefix("#").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 18 else None


def learned_shapes(seen: Iterable[NumberShape]) -> list[NumberShape]:
    """Return the shapes that tell, sources taken together, the commonest first.

    Kinds of which too few numbers were seen have none.
    """
    merged: dict[tuple[str, str], NumberShape] = {}
    totals: dict[str, int] = defaultdict(int)
    for one in seen:
        totals[one.kind] += one.count
        known = merged.get((one.kind, one.shape))
        merged[one.kind, one.shape] = one if known is None else _together(known, one)
    kept = (
        one
        for one in merged.values()
        if totals[one.kind] >= FEWEST_OF_KIND
        and one.count >= max(FEWEST_OF_SHAPE, LEAST_SHARE * totals[one.kind])
    )
    return sorted(kept, key=lambda one: (-one.count, one.kind, one.shape))


def _together(one: NumberShape, other: NumberShape) -> NumberShape:
    lows = [shape.low for shape in (one, other) if shape.low is not None]
    highs = [shape.high for shape in (one, other) if shape.high is not None]
    return NumberShape(
        one.kind,
        one.shape,
        one.count + other.count,
        min(lows, default=None),
        max(highs, default=None),
    )


def _shape_of_group(group: str, *, in_front: bool) -> str:
    """A group in front may be a prefix, digits, or both; any other is digits or anything."""
    found = _GROUP.fullmatch(group)
    if found and (in_front or not found[1]):
        return found[1] + DIGIT * len(found[2])
    return ANY * len(group)
