"""What stands in a TOML file of rules? Everything wrong with it is found at once, each with a line.

Readers take a `Spot`, a value and its place in the document, and note what is wrong with it.
"""

import re
import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeVar

from context.policies.lines import Path, line_of
from context.policies.operand import WrongOperandError

T = TypeVar("T")
AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)$")
LONGEST_SHOWN: Final = 80  # characters of a value in a message
NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    found: str
    expected: str

    def __str__(self) -> str:
        return f"line {self.line}: found {self.found}; expected {self.expected}"


class Faults:
    """What was found wrong so far; lines are looked up when all is read."""

    def __init__(self) -> None:
        self._noted: list[tuple[Path, str, str]] = []

    def __bool__(self) -> bool:
        return bool(self._noted)

    def note(self, path: Path, found: str, expected: str) -> None:
        self._noted.append((path, found, expected))

    def lines(self, text: str) -> tuple[Fault, ...]:
        """Return all of them in the order of the file."""
        faults = [Fault(line_of(text, path), *said) for path, *said in self._noted]
        return tuple(sorted(faults, key=lambda one: one.line))


@dataclass(frozen=True, slots=True)
class Spot:
    """A value of the document, where it stands, and where faults go."""

    value: Any
    path: tuple[str | int, ...]
    faults: Faults

    def fault(self, expected: str, found: str | None = None) -> None:
        self.faults.note(self.path, found or shown(self.value), expected)

    def table(self, known: Collection[str]) -> bool:
        """Return whether this is a table; keys that nobody knows are noted."""
        if not isinstance(self.value, dict):
            self.fault("a table")
            return False
        for key in self.value.keys() - set(known):
            self.faults.note(
                (*self.path, key), f"the key {key!r}", f"one of {', '.join(sorted(known))}"
            )
        return True

    def items(self) -> list["Spot"]:
        """Return the values of a list; anything else is noted and gives none."""
        if not isinstance(self.value, list) or not self.value:
            self.fault("a list with something in it")
            return []
        return [Spot(one, (*self.path, at), self.faults) for at, one in enumerate(self.value)]

    def __contains__(self, key: str) -> bool:
        return key in self.value

    def __getitem__(self, key: str) -> "Spot":
        """Return what stands under a key; NOTHING where it is missing."""
        return Spot(self.value.get(key, NOTHING), (*self.path, key), self.faults)

    def required(self, key: str) -> bool:
        """Return whether the key is there; a missing one is noted at the table."""
        if key in self.value:
            return True
        self.fault(f"the key {key!r}", f"a table without {key!r}")
        return False

    def read(self, reader: Callable[[object], T]) -> T | None:
        """Return what the reader makes of the value, or note what it expected; missing is None."""
        if self.value is NOTHING:
            return None
        try:
            return reader(self.value)
        except WrongOperandError as error:
            self.fault(error.expected)
            return None


def read_toml(text: str, faults: Faults) -> Spot:
    """Return the document with exact decimals. Raises UnreadableTomlError."""
    try:
        return Spot(tomllib.loads(text, parse_float=Decimal), (), faults)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableTomlError(_syntax_fault(text, str(error))) from None
    except (ArithmeticError, RecursionError, ValueError) as error:
        # A number of thousands of digits, or thousands of brackets: the parser gives no line.
        fault = Fault(
            1, f"what no machine reads ({error})", "numbers and brackets that people write"
        )
        raise UnreadableTomlError(fault) from None


class UnreadableTomlError(ValueError):
    """This is no TOML at all."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def shown(value: object) -> str:
    """Return a value as it is named in a message."""
    if isinstance(value, dict):
        return f"a table with {', '.join(sorted(map(str, value))) or 'nothing in it'}"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = repr(value) if isinstance(value, str | list) else text
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _syntax_fault(text: str, message: str) -> Fault:
    at = AT_LINE.search(message)
    line = int(at.group(1)) if at else len(text.splitlines()) or 1
    reason = AT_LINE.sub("", message).removesuffix("(at end of document)").strip()
    lines = text.splitlines()
    there = lines[line - 1].strip() if line <= len(lines) else ""
    return Fault(line, repr(there) if there else "its end", f"TOML ({reason})")
