"""How do pairs of records agree: those that share a key, and any two?

A pattern is the level of every comparison. A file has billions of pairs and some thousand patterns,
so everything after this module works on counted patterns.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from identity.bulk.edges import FEWEST_FOR_PROCESSES
from identity.bulk.forking import cores, forked_map
from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.comparisons.comparison import Comparison

CAP: Final = 60  # records on a key; more are no candidates, and count as strangers
# Pairs drawn to see how often strangers agree: a level that one pair in a million shows is seen.
NAME_DRAWS: Final = 2_000_000
DRAWS: Final = 300_000
POOL: Final = 20_000  # records that draws are made from: so few stay in a processor's memory
UNSEEN: Final = 0.5  # drawn pairs that a level counts for when none showed it

Drawn = tuple[list[int], float]
Pattern = tuple[int, ...]  # per comparison the place of the level in its list, or UNKNOWN
UNKNOWN: Final = -1

_CHOOSE: Final = tuple(
    (one.choose, {level: place for place, level in enumerate(one.levels)}) for one in COMPARISONS
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """The pairs of a file: a counted sample of its candidates, and how strangers agree.

    Candidates share a key; each of the sample stands for `candidate_weight` of them. Strangers
    share none, and are taken for two people each: `strangers` says, per comparison and level, how
    many of their pairs there are in the file, and `drawn` how many were seen to know that.
    """

    pairs: float  # that the file has in all
    candidates: Mapping[Pattern, int]
    candidate_weight: float
    strangers: Sequence[Sequence[float]]
    drawn: Sequence[Sequence[int]]


def pattern(left: ComparableRecord, right: ComparableRecord) -> Pattern:
    return tuple(
        UNKNOWN if (level := choose(left, right)) is None else places[level]
        for choose, places in _CHOOSE
    )


def sample_patterns(
    records: Sequence[ComparableRecord],
    keys: Sequence[Sequence[str]],
    *,
    seed: int,
    most_pairs: int,
) -> Patterns:
    """Return the patterns of about `most_pairs` candidates, and how strangers agree.

    Candidates are found from a random part of the records, with all that share a key with one of
    these: each candidate is in the sample with one chance.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    index = _Index(records, keys)
    part = min(1.0, most_pairs / max(1, 2 * index.listed_pairs))
    if part > 0.5:
        part = 1.0
    meanwhile = cores() if len(records) >= FEWEST_FOR_PROCESSES else 1
    work, places = (records, index, seed), range(len(COMPARISONS))
    with forked_map(_draw_one, work, places, processes=meanwhile) as drawing:
        candidates = _candidates(records, index, part, rng)
        draws = list(drawing)
    drawn, strangers = [], []
    for counts, weight in draws:
        drawn.append(counts)
        # Whoever agrees in the best level shares a key, and is a candidate; of the others none may
        # have been drawn, and may yet be met.
        strangers.append([counts[0] * weight, *((n or UNSEEN) * weight for n in counts[1:])])
    pairs = len(records) * (len(records) - 1) / 2
    return Patterns(pairs, candidates, 1 / (1 - (1 - part) ** 2), strangers, drawn)


class _Index:
    """Which records hold a key or an identifier."""

    def __init__(self, records: Sequence[ComparableRecord], keys: Sequence[Sequence[str]]) -> None:
        self._records, self._keys = records, keys
        holders: dict[str, list[int]] = defaultdict(list)
        for number in range(len(records)):
            for key in self._of(number):
                holders[key].append(number)
        self._holders = {key: held for key, held in holders.items() if 1 < len(held) <= CAP}

    @property
    def listed_pairs(self) -> int:
        """How many pairs the keys list; those with several keys in common more than once."""
        return sum(len(held) * (len(held) - 1) // 2 for held in self._holders.values())

    def sharing(self, number: int) -> set[int]:
        """Return the other records that share a key which is not on too many of them."""
        found: set[int] = set()
        for key in self._of(number):
            found.update(self._holders.get(key, ()))
        found.discard(number)
        return found

    def share_a_key(self, one: int, other: int) -> bool:
        return any(key in self._holders for key in self._of(one) & self._of(other))

    def _of(self, number: int) -> frozenset[str]:
        record = self._records[number]
        return record.identifiers.union(record.cited, self._keys[number])


def _candidates(
    records: Sequence[ComparableRecord], index: _Index, part: float, rng: random.Random
) -> Counter[Pattern]:
    anchors = [rng.random() < part for _ in records]
    found: Counter[Pattern] = Counter()
    for number, is_anchor in enumerate(anchors):
        if is_anchor:
            for other in index.sharing(number):
                if other > number or not anchors[other]:
                    found[pattern(records[number], records[other])] += 1
    return found


def _draw_one(work: tuple[Sequence[ComparableRecord], _Index, int], one: int) -> Drawn:
    records, index, seed = work
    return _draw(records, index, COMPARISONS[one], seed)


def _draw(
    records: Sequence[ComparableRecord], index: _Index, comparison: Comparison, seed: int
) -> Drawn:
    """Return how often strangers showed each level, and how many pairs one of them stands for."""
    rng = random.Random(f"{seed} {comparison.name}")  # noqa: S311 - a sample, not a secret
    known = [number for number, one in enumerate(records) if getattr(one, comparison.reads)]
    pairs = len(known) * (len(known) - 1) // 2
    if not pairs:
        return [0] * len(comparison.levels), 0.0
    known = rng.sample(known, min(POOL, len(known)))
    draws = min(pairs, NAME_DRAWS if comparison.name == "name" else DRAWS)
    counts: Counter[str] = Counter()
    choose, differs = comparison.choose, comparison.levels[-1]
    for one, other in _couples(known, draws, rng):
        level = choose(records[one], records[other])
        # Nearly all differ: only of those that agree it is worth asking whether they are strangers.
        if level == differs or (
            level is not None and one != other and not index.share_a_key(one, other)
        ):
            counts[level] += 1
    return [counts[level] for level in comparison.levels], pairs / draws


def _couples(known: Sequence[int], draws: int, rng: random.Random) -> Iterable[tuple[int, int]]:
    return zip(rng.choices(known, k=draws), rng.choices(known, k=draws), strict=True)
