"""Where the embedded engine lives in the data directory, and the locks that say who is there.

The kernel gives a lock back when its holder ends, also by kill -9: a lock never goes stale, only
a file's text can. The standard library alone, since the child process imports it.
"""

import fcntl
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """The engine's directory. `users` is locked shared by every user, the rest exclusively."""

    directory: Path

    @property
    def users(self) -> Path:
        return self.directory / "users.lock"

    @property
    def start(self) -> Path:
        """Held while somebody finds or starts the engine."""
        return self.directory / "start.lock"

    @property
    def child(self) -> Path:
        """Held by the child process that watches over the engine."""
        return self.directory / "child.lock"

    @property
    def engine(self) -> Path:
        """Held by the engine and the child together: free means that both are gone."""
        return self.directory / "engine.lock"

    @property
    def pids(self) -> Path:
        """JSON: the process ids of child and engine and where they count; older than the engine."""
        return self.directory / "pids.json"

    @property
    def state(self) -> Path:
        """JSON with the ports, there as soon as the engine has answered and until it ends."""
        return self.directory / "state.json"

    @property
    def password(self) -> Path:
        return self.directory / "password"

    @property
    def output(self) -> Path:
        """What the engine printed since it started: nothing, or why it cannot start."""
        return self.directory / "output.txt"

    @property
    def log(self) -> Path:
        """The engine's own log; two files of at most 1 MB."""
        return self.directory / "log" / "engine.log"


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """Return a descriptor that holds the lock until it is closed, or None when it is taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_held(path: Path) -> bool:
    """Return whether somebody holds this lock exclusively."""
    descriptor = try_lock(path, shared=True)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def pid_space() -> str:
    """Return what names the processes that our process ids speak of: this machine or container."""
    space = os.readlink("/proc/self/ns/pid") if sys.platform == "linux" else ""
    return f"{os.uname().nodename} {space}".strip()


def write_private(path: Path, text: str) -> None:
    """Replace `path` as a whole by a file with this text and mode 0600."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in `path`; an absent or half-written file is an empty one."""
    try:
        value = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
