"""How well do found clusters agree with the truth? B-cubed and pairwise figures."""

import csv
import gzip
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Clusters = Mapping[str, Hashable]
"""Record id → cluster; ids of the two sides are the same."""


def b_cubed(found: Clusters, truth: Clusters) -> Agreement:
    """Return B-cubed over all records (Bagga and Baldwin 1998)."""
    sizes, found_sizes, true_sizes = _sizes(found, truth)
    records = sum(sizes.values())
    precision = sum(n * n / found_sizes[one] for (one, _), n in sizes.items())
    recall = sum(n * n / true_sizes[one] for (_, one), n in sizes.items())
    return Agreement(precision / records, recall / records)


def pairwise(found: Clusters, truth: Clusters) -> Agreement:
    """Return the agreement over pairs of records; without any pair on a side it counts as 1."""
    sizes, found_sizes, true_sizes = _sizes(found, truth)
    both, ours, true = (_pairs(one) for one in (sizes, found_sizes, true_sizes))
    return Agreement(both / ours if ours else 1.0, both / true if true else 1.0)


def _sizes(
    found: Clusters, truth: Clusters
) -> tuple[Counter[tuple[Hashable, Hashable]], Counter[Hashable], Counter[Hashable]]:
    if found.keys() != truth.keys():
        different = len(found.keys() ^ truth.keys())
        raise ValueError(f"{different} records stand on one side only: these are not the same data")
    sizes = Counter((found[record], truth[record]) for record in truth)
    return sizes, Counter(found.values()), Counter(truth.values())


def _pairs(sizes: Counter[Hashable] | Counter[tuple[Hashable, Hashable]]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes.values())


def read_clusters(path: Path) -> dict[str, str]:
    """Return the first two columns of a CSV with a header: record id → cluster; also `.gz`."""
    with open_text(path) as file:
        rows = csv.reader(file)
        next(rows)
        return {row[0]: row[1] for row in rows}


def open_text(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", newline="", encoding="utf-8")
    return path.open(newline="", encoding="utf-8")
