"""Which records of a file meet, what does each pair weigh, and who holds which identifier?

Plain Python over as many processes as there are cores: the way that needs nothing installed.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from identity.bulk.forking import cores, forked_map
from identity.comparable import ComparableRecord
from identity.comparisons.name import choose_name_level
from identity.fellegi_sunter import Model, score_pair
from identity.vetoes import CONFLICTING_NAMES

CAP: Final = 50  # records on a key; a key of more says too little to compare all of them
FLOOR_BITS: Final = -6.0  # 1 in 64: pairs below start no cluster
FEWEST_FOR_PROCESSES: Final = 100_000  # records; fewer are done before a process has started
STEP: Final = 20_000  # records that a process takes at once

Progress = Callable[[int], object]
"""Takes how many more records are done."""


@dataclass(frozen=True, slots=True)
class BulkRecords:
    """A file's records, their keys (identifiers among them), and how many customers hold what."""

    records: Sequence[ComparableRecord]
    keys: Sequence[tuple[str, ...]]
    holders: Mapping[str, int]  # identifier → customers, where it is more than one

    def __len__(self) -> int:
        return len(self.records)


@dataclass(slots=True)
class Edges:
    """Pairs of records by their places in the file, heaviest first once sorted."""

    left: "array[int]" = field(default_factory=lambda: array("i"))
    right: "array[int]" = field(default_factory=lambda: array("i"))
    weight: "array[float]" = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        return len(self.left)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.left, self.right, self.weight, strict=True)

    def extend(self, other: "Edges") -> None:
        self.left.extend(other.left)
        self.right.extend(other.right)
        self.weight.extend(other.weight)

    def by_weight(self) -> "Edges":
        """Return the same pairs, the heaviest first; equal ones in the order of the file."""
        order = sorted(
            range(len(self)), key=lambda at: (-self.weight[at], self.left[at], self.right[at])
        )
        return Edges(
            array("i", (self.left[at] for at in order)),
            array("i", (self.right[at] for at in order)),
            array("d", (self.weight[at] for at in order)),
        )


def bulk_records(
    records: Sequence[ComparableRecord], blocking_keys: Sequence[Sequence[str]]
) -> BulkRecords:
    """Return the records with everything that they may meet on."""
    keys = [
        (*own, *sorted(record.identifiers | record.cited))
        for record, own in zip(records, blocking_keys, strict=True)
    ]
    return BulkRecords(records, keys, _holders(records))


def _holders(records: Sequence[ComparableRecord]) -> dict[str, int]:
    """Return how many customers hold each identifier that more than one seems to hold.

    Before anything is resolved, records that share an identifier and do not differ in name are
    taken for one customer: a loyal customer's telephone is not a shared one.
    """
    held: defaultdict[str, list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        if record.given is not None and len(record.given) > 1:
            for identifier in record.identifiers:
                held[identifier].append(at)
    several = {identifier: places for identifier, places in held.items() if len(places) > 1}
    same = DisjointSets(len(records))
    for places in several.values():
        for one, other in combinations(places[:CAP], 2):
            if same.find(one) != same.find(other):
                level = choose_name_level(records[one], records[other])
                if level not in CONFLICTING_NAMES:
                    same.join(one, other)
    counts = {
        identifier: len({same.find(at) for at in places}) for identifier, places in several.items()
    }
    return {identifier: count for identifier, count in counts.items() if count > 1}


class DisjointSets:
    """Which of so many numbers belong together."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def find(self, one: int) -> int:
        parents = self._parents
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    def join(self, one: int, other: int) -> None:
        """The set of `one` takes in that of `other`."""
        self._parents[self.find(other)] = self.find(one)


def index_of(keys: Sequence[Sequence[str]], cap: int = CAP) -> dict[str, list[int]]:
    """Return the records on each key that two to `cap` records have."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(keys):
        for key in own:
            index[key].append(at)
    return {key: places for key, places in index.items() if 1 < len(places) <= cap}


def met_by(at: int, keys: Sequence[str], index: Mapping[str, Sequence[int]]) -> list[int]:
    """Return the later records that share a key with this one, in the order of the file."""
    met: set[int] = set()
    for key in keys:
        met.update(index.get(key, ()))
    return sorted(other for other in met if other > at)


def weigh_edges(
    model: Model,
    bulk: BulkRecords,
    *,
    floor_bits: float = FLOOR_BITS,
    progress: Progress | None = None,
) -> Edges:
    """Return all pairs that share a key and weigh at least `floor_bits`, unsorted."""
    index = index_of(bulk.keys)
    processes = cores() if len(bulk) >= FEWEST_FOR_PROCESSES else 1
    if processes == 1:
        return _weigh_part(model, bulk, index, range(len(bulk)), floor_bits, progress)
    edges, work = Edges(), (model, bulk, index, floor_bits)
    parts = [range(start, min(start + STEP, len(bulk))) for start in range(0, len(bulk), STEP)]
    with forked_map(_weigh_forked, work, parts, processes=processes) as weighing:
        for part, found in zip(parts, weighing, strict=True):
            edges.extend(found)
            if progress is not None:
                progress(len(part))
    return edges


def _weigh_part(
    model: Model,
    bulk: BulkRecords,
    index: Mapping[str, Sequence[int]],
    places: range,
    floor_bits: float,
    progress: Progress | None,
) -> Edges:
    edges = Edges()
    records, keys, holders = bulk.records, bulk.keys, bulk.holders
    for at in places:
        record = records[at]
        for other in met_by(at, keys[at], index):
            weight = score_pair(
                model, record, records[other], identifier_customers=holders, customers=0
            ).weight
            if weight >= floor_bits:
                edges.left.append(at)
                edges.right.append(other)
                edges.weight.append(weight)
        if progress is not None:
            progress(1)
    return edges


Work = tuple[Model, BulkRecords, Mapping[str, Sequence[int]], float]


def _weigh_forked(work: Work, places: range) -> Edges:
    model, bulk, index, floor_bits = work
    return _weigh_part(model, bulk, index, places, floor_bits, None)
