"""What do this deployment's own numbers look like? Learned as they arrive, kept in the graph.

Each process counts what it takes in and writes a shape when it is established and then whenever its
count has doubled or its range has grown, so that learning costs a few small writes in all. It reads
what others learned at most once a minute, and only when there is a text to read.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from graph.access import Graph, Row
from graph.keys import Keys
from graph.queries.number_patterns import read_patterns, upsert_patterns
from identity.normalise.number_patterns import NumberPatterns
from identity.normalise.number_shapes import FEWEST_OF_SHAPE, NumberShape, shape_of, value_of

REFRESH_SECONDS: Final = 60.0
MOST_SHAPES: Final = 500  # of a source and kind that are counted; random ones have no end
LEARNED: Final = frozenset({"order", "case", "contract", "account", "customer", "loyalty"})
GROWN: Final = 1.25  # a range so much wider is written, though the count has not doubled

Place = tuple[str, str, str]  # source, kind, shape


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number that a source gave to something of its own."""

    source: str
    kind: str  # "order", "case", "account", …: one of LEARNED, or nothing is learned
    value: str


class NumberMemory:
    """The shapes that this process knows of; `patterns` reads texts by them."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.patterns = NumberPatterns()
        self._clock = clock
        self._read_at: float | None = None
        self._seen: dict[Place, NumberShape] = {}
        self._kept: dict[Place, NumberShape] = {}  # as they stand in the graph
        self._shapes: dict[tuple[str, str], int] = {}  # how many, a source and kind

    async def refresh(self, graph: Graph) -> None:
        """Read what other processes learned, unless that was done within the last minute."""
        now = self._clock()
        if self._read_at is not None and now - self._read_at < REFRESH_SECONDS:
            return
        self._read_at = now
        for row in await read_patterns(graph):
            self._take_in(row)
        self._compile()

    async def learn(self, graph: Graph, keys: Keys, numbers: Iterable[OwnNumber]) -> None:
        """Count these numbers; write the shapes that this establishes or changes by much."""
        counted = {place for number in numbers if (place := self._count(number)) is not None}
        news = sorted(one for one in counted if _is_news(self._seen[one], self._kept.get(one)))
        if news:
            rows = [_row(place, self._seen[place], keys) for place in news]
            await graph.write([upsert_patterns(rows)])
            self._kept.update((place, self._seen[place]) for place in news)
            self._compile()

    def _count(self, number: OwnNumber) -> Place | None:
        shape = shape_of(number.value) if number.kind in LEARNED else None
        if shape is None:
            return None
        place = (number.source, number.kind, shape)
        if place not in self._seen:
            counted = self._shapes.get(place[:2], 0)
            if counted >= MOST_SHAPES:
                return None
            self._shapes[place[:2]] = counted + 1
            self._seen[place] = NumberShape(number.kind, shape, 0)
        self._seen[place] = self._seen[place].with_another(value_of(number.value))
        return place

    def _take_in(self, row: Row) -> None:
        place = (row["source"], row["kind"], row["shape"])
        kept = NumberShape(row["kind"], row["shape"], row["count"], row["low"], row["high"])
        self._kept[place] = kept
        known = self._seen.get(place)
        if known is None:
            self._shapes[place[:2]] = self._shapes.get(place[:2], 0) + 1
        if known is None or known.count < kept.count:
            self._seen[place] = kept

    def _compile(self) -> None:
        """Go by what is kept: a shape that fewer than five numbers have may be anybody's."""
        self.patterns = NumberPatterns(self._kept.values())


def _is_news(shape: NumberShape, kept: NumberShape | None) -> bool:
    if kept is None:
        return shape.count >= FEWEST_OF_SHAPE
    return shape.count >= 2 * kept.count or _width(shape) > GROWN * _width(kept)


def _width(shape: NumberShape) -> int:
    return 0 if shape.low is None or shape.high is None else shape.high - shape.low


def _row(place: Place, shape: NumberShape, keys: Keys) -> Row:
    source, kind, text = place
    return {
        "key": keys.key("NumberPattern", source, kind, text),
        "source": source,
        "kind": kind,
        "shape": text,
        "count": shape.count,
        "low": shape.low,
        "high": shape.high,
    }
