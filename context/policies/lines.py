"""On which line of a TOML file does a key stand? The standard parser itself is asked, not guessed.

It gives no lines. So beginnings of the file are parsed: the key stands in the first statement after
which it is there. Within a statement of several lines the open brackets are closed for the attempt;
what does not parse even so ends inside a text.
"""

import itertools
import tomllib
from collections.abc import Sequence
from typing import Any, Final

Path = Sequence[str | int]  # keys and places in lists: ("policy", 2, "when", "all", 0)
DEEPEST: Final = 6  # brackets that are closed within a statement
CLOSINGS: Final = tuple(
    "\n" + "".join(brackets)
    for depth in range(1, DEEPEST + 1)
    for brackets in itertools.product("]}", repeat=depth)
    if brackets[0] == "]"  # a table in braces has no line breaks but those of a list in it
)


def line_of(text: str, path: Path) -> int:
    """Return the line on which the value at `path` begins; of what is not there, its parent's.

    `text` must be valid TOML. The whole document (an empty path) begins on line 1.
    """
    document = tomllib.loads(text)
    while path and not _has(document, path):
        path = path[:-1]
    if not path:
        return 1
    lines = text.splitlines(keepends=True)
    before, last = _statement(lines, path)
    begins = before + 1
    for number in range(begins, last):
        closed = (_parsed("".join(lines[:number]) + closing) for closing in CLOSINGS)
        parsed = next((one for one in closed if one is not None), None)
        if parsed is None:
            continue  # the line ends inside a text
        if _has(parsed, path):
            return begins
        begins = number + 1
    return begins


def _statement(lines: Sequence[str], path: Path) -> tuple[int, int]:
    """Return how many lines stand before the statement that brings the path, and its last line."""
    without, having = 0, len(lines)
    while True:
        middle = (without + having) // 2
        between = [*range(middle, having), *range(middle - 1, without, -1)]
        tried = ((one, _parsed("".join(lines[:one]))) for one in between if one > without)
        found = next(((one, parsed) for one, parsed in tried if parsed is not None), None)
        if found is None:
            return without, having
        if _has(found[1], path):
            having = found[0]
        else:
            without = found[0]


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _has(document: Any, path: Path) -> bool:
    for step in path:
        if isinstance(step, int):
            if not isinstance(document, list) or step >= len(document):
                return False
        elif not isinstance(document, dict) or step not in document:
            return False
        document = document[step]
    return True
