"""A table of scores, as several people gave them: one row for what one scorer says of one thing."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from connectors.errors import UnreadableFileError
from context.quality.calibration import Scored

COLUMNS: Final = ("unit", "scorer")


def read_scores(path: Path) -> list[Scored]:
    """Return the rows of a CSV with `unit`, `scorer` and a column for each question.

    An empty cell is a question that this scorer did not answer. Raises UnreadableFileError.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(_rows(csv.DictReader(file, strict=True), str(path)))
    except OSError as error:
        raise UnreadableFileError(str(path), error.strerror or str(error)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFileError(str(path), f"it is no CSV in UTF-8 ({error})") from error


def _rows(reader: "csv.DictReader[str]", path: str) -> Iterator[Scored]:
    header = reader.fieldnames or []
    missing = [one for one in COLUMNS if one not in header]
    questions = [one for one in header if one not in COLUMNS]
    if missing or not questions:
        wanted = ", ".join(missing) or "for a question"
        raise UnreadableFileError(
            path, f"line 1 has no column {wanted}; unit, scorer and one a question are expected"
        )
    for row in reader:
        line = reader.line_num
        unit, scorer = (row[name] or "" for name in COLUMNS)
        if not unit.strip() or not scorer.strip():
            raise UnreadableFileError(path, f"line {line} has no unit or no scorer")
        cells = ((name, (row[name] or "").strip()) for name in questions)
        values = {name: _number(cell, path, line, name) for name, cell in cells if cell}
        yield Scored(unit.strip(), scorer.strip(), values)


def _number(cell: str, path: str, line: int, name: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise UnreadableFileError(
            path, f'line {line}: found "{cell}" under {name}; expected a number, or nothing'
        ) from None
