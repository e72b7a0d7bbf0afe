"""The file of rows that could not be taken, for a person to mend and import again."""

import csv
import json
import os
from pathlib import Path
from typing import Final, Self, TextIO

from connectors.errors import BadRecordError, FatalError

COLUMNS: Final = ("file", "line", "source", "id", "field", "value", "reason", "raw")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what follows


class RejectsFile:
    """JSONL, or CSV where the name ends in .csv. Readable by its owner only: rows are personal."""

    def __init__(self, path: Path) -> None:
        """Make the file, empty. Raises FatalError where that is not possible."""
        self.path = path
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            reason = f"the rejects file {path} cannot be written ({error.strerror})"
            raise FatalError(reason) from error
        self._file: TextIO = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file) if path.suffix.lower() == ".csv" else None
        if self._csv is not None:
            self._csv.writerow(COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, file: str, line: int, bad: BadRecordError) -> None:
        """Write one row down, with where it stood and what is wrong with it."""
        values = (file, line, bad.source, bad.record_id, bad.field, bad.value, bad.reason, bad.raw)
        if self._csv is not None:
            self._csv.writerow([_harmless(value) for value in values])
        else:
            row = dict(zip(COLUMNS, values, strict=True))
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _harmless(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
