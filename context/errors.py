"""What can go wrong while context is made.

ContextError
├── RuleFileError      a file of policies or rules cannot be used as it is
└── BookError          what is asked of an acquired book cannot be done
    ├── UnknownBookError   no book of that name is announced
    ├── BusyBookError      another process loads or withdraws it
    └── WithdrawnBookError its load is being withdrawn
"""

from collections.abc import Sequence
from pathlib import Path

from context.policies.document import Fault


class ContextError(Exception):
    """Root of this room's errors."""


class RuleFileError(ContextError):
    """A file of policies or rules is refused as a whole; `faults` say what is wrong, by line.

    There are none when the file cannot be read at all: then `reason` says why.
    """

    def __init__(self, path: Path, faults: Sequence[Fault] = (), reason: str = "") -> None:
        self.path, self.faults, self.reason = path, tuple(faults), reason
        said = "; ".join(map(str, faults)) or reason
        super().__init__(f"{path} cannot be used: {said}")


class BookError(ContextError):
    """What is asked of an acquired book cannot be done."""

    def __init__(self, book: str, reason: str) -> None:
        self.book = book
        super().__init__(f"the book {book!r} {reason}")


class UnknownBookError(BookError):
    def __init__(self, book: str, known: Sequence[str]) -> None:
        self.known = tuple(known)
        others = f"known are {', '.join(known)}" if known else "none is announced yet"
        super().__init__(
            book,
            f"is not announced ({others}): its customers would be strangers while it is loaded. "
            "Announce its manifest first, with `tellonce book announce`",
        )


class BusyBookError(BookError):
    def __init__(self, book: str, machine: str) -> None:
        self.machine = machine
        super().__init__(
            book, f"is being loaded or withdrawn by another process, on {machine}: wait for it"
        )


class WithdrawnBookError(BookError):
    def __init__(self, book: str) -> None:
        super().__init__(
            book,
            "is being withdrawn, which was cut off: finish that first, with "
            f"`tellonce book withdraw {book}`",
        )
