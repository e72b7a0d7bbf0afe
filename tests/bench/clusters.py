"""Clusters from files, and the figures that they are judged by, which the product has itself."""

import csv
import gzip
from pathlib import Path
from typing import IO

from identity.evaluation import Agreement, b_cubed, pairwise

__all__ = ["Agreement", "b_cubed", "open_text", "pairwise", "read_clusters"]


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
