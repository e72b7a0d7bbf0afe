"""Text from outside on a terminal: what a customer wrote must not steer it."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

STEERING: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, direction, half pairs, line ends
JOINERS: Final = "\u200c\u200d"  # of the same category, but letters and emoji need them


def safe(text: str) -> str:
    """Return the text on one line, with "�" for every character that would steer a terminal."""
    return "".join(
        "�" if unicodedata.category(one) in STEERING and one not in JOINERS else one
        for one in " ".join(text.split())
    )


def when(at_ms: int) -> str:
    """Return an instant as a minute of UTC, e.g. "2026-11-02 09:00"."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def counted(number: int, what: str) -> str:
    """Return e.g. "1 pair", "1,200 pairs", "2 entries"."""
    several = f"{what[:-1]}ies" if what.endswith("ry") else f"{what}s"
    return f"{number:,} {what if number == 1 else several}"


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield each row as a line, its cells below those of the others."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
