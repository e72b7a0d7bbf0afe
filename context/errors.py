"""What can go wrong while context is made.

ContextError
└── RuleFileError    a file of policies or rules cannot be used as it is
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
