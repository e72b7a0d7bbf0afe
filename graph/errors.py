"""What can go wrong between us and the graph.

GraphError
├── EngineError               the embedded engine did not start, or its place is taken
│   ├── PortTakenError
│   └── DataDirectoryError
├── GraphUnreachableError     the graph named by GRAPH_URL does not answer
├── MissingConstraintError    a required uniqueness constraint is not there
├── WrongKeyError             this deployment key is not the one the graph was written with
├── TooSlowError              a statement ran longer than TELLONCE_COMMAND_TIMEOUT_SECONDS
├── StaleReadError            somebody else changed identity since we read: read again
└── ContendedError            a write lost every race for its whole retry budget
"""

from collections.abc import Iterable
from pathlib import Path


class GraphError(Exception):
    """Root of this room's errors."""


class EngineError(GraphError):
    """The embedded engine did not start."""


class PortTakenError(EngineError):
    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(
            f"port {port} on 127.0.0.1 is taken by another program: "
            "unset TELLONCE_BOLT_PORT to let tellonce choose a free one, or name another"
        )


class DataDirectoryError(EngineError):
    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(
            f"the data directory {path} {problem}: set TELLONCE_DATA to a folder you can write"
        )


class GraphUnreachableError(GraphError):
    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        super().__init__(
            f"no graph answers at {url} ({reason}): "
            "check GRAPH_URL, GRAPH_USER and GRAPH_PASSWORD, and that the database is up"
        )


class MissingConstraintError(GraphError):
    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(sorted(missing))
        super().__init__(
            f"the graph lacks the uniqueness constraints {', '.join(self.missing)}; without them "
            "racing writes make duplicates. Something removed them after migration: "
            "run `tellonce doctor`"
        )


class WrongKeyError(GraphError):
    def __init__(self, ours: str, theirs: str) -> None:
        self.ours, self.theirs = ours, theirs
        super().__init__(
            f"this deployment key has fingerprint {ours}, the graph was written with {theirs}: "
            "set TELLONCE_KEY_FILE to the key file of that deployment"
        )


class TooSlowError(GraphError):
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"the graph stopped a statement that ran longer than {seconds:g} s: "
            "ask for less, or raise TELLONCE_COMMAND_TIMEOUT_SECONDS"
        )


class StaleReadError(GraphError):
    def __init__(self, seen: int, found: int) -> None:
        self.seen, self.found = seen, found
        super().__init__(f"read at sequence {seen}, but it is {found - 1} by now: read again")


class ContendedError(GraphError):
    def __init__(self, tries: int, seconds: float) -> None:
        self.tries, self.seconds = tries, seconds
        super().__init__(
            f"a write lost {tries} races in {seconds:.1f} s: too many writers on the same nodes"
        )
