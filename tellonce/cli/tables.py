"""CSV files that tellonce wrote, or that say what is true: clusters, pairs."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from connectors.errors import UnreadableFileError

PAIR_COLUMNS: Final = ("left_id", "right_id")


def read_clusters(path: Path) -> dict[str, str]:
    """Return record id → cluster: the first two columns of a CSV with a header; also `.gz`.

    Raises UnreadableFileError, also for a record that stands there twice.
    """
    clusters: dict[str, str] = {}
    for line, (record, cluster) in _rows(path, None, at_least=2):
        if clusters.setdefault(record, cluster) != cluster:
            raise UnreadableFileError(
                str(path),
                f'line {line} puts record "{record}" in a second cluster; each belongs to one',
            )
    return clusters


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Return the pairs of a CSV with columns left_id and right_id; also `.gz`."""
    return [pair for _, pair in _rows(path, PAIR_COLUMNS, at_least=2)]


def _rows(
    path: Path, names: Sequence[str] | None, *, at_least: int
) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield line number and the two wanted values of each row; the first two columns by default."""
    try:
        with _open(path) as file:
            rows = csv.reader(file)
            header = next(rows, [])
            if len(header) < at_least:
                raise UnreadableFileError(str(path), "its first line names no two columns")
            missing = [one for one in names or () if one not in header]
            if missing:
                raise UnreadableFileError(str(path), f"it has no column {', '.join(missing)}")
            first, second = (header.index(one) for one in names) if names else (0, 1)
            for row in rows:
                if not row:
                    continue
                if len(row) <= max(first, second):
                    raise UnreadableFileError(
                        str(path), f"line {rows.line_num} has no {header[second]}"
                    )
                yield rows.line_num, (row[first], row[second])
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFileError(str(path), _reason(error)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFileError(str(path), f"it is no CSV in UTF-8 ({error})") from error


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", newline="", encoding="utf-8-sig")
    return path.open(newline="", encoding="utf-8-sig")
