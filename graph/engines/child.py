"""The small process between us and the embedded engine: starts it, ends it after its last user.

`python -m graph.engines.child DIRECTORY COMMAND…`. It imports nothing but the standard library's
core, so that it weighs little beside a Java process.
"""

import ctypes
import fcntl
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Final

from graph.engines.place import Place, pid_space, try_lock, write_private

POLL_SECONDS: Final = 0.5
STOP_SECONDS: Final = 3.5  # a clean stop takes less than one; the last user is gone 5 s at most
RESTARTS: Final = 5  # of an engine that had answered before it died …
RESTART_WINDOW_SECONDS: Final = 60.0  # … within this time; then it is not a mishap but a fault
PR_SET_PDEATHSIG: Final = 1  # <sys/prctl.h>


class Child:
    """Runs one engine until it is told to stop or nobody uses it."""

    def __init__(self, place: Place, command: list[str], engine_lock: int) -> None:
        self.place = place
        self.command = command
        self.engine_lock = engine_lock
        self.users = os.open(place.users, os.O_RDWR | os.O_CREAT, 0o600)
        self.told_to_stop = False
        self.restarts: list[float] = []

    def run(self) -> None:
        pid = self.start()
        while not (self.told_to_stop or self.nobody_left()):
            time.sleep(POLL_SECONDS)
            if _has_ended(pid):
                if not self.may_restart():
                    break
                pid = self.start()
        else:
            _stop(pid)
        self.place.state.unlink(missing_ok=True)

    def start(self) -> int:
        """Fork and become the engine; the pids are on disk before it runs, whoever is killed."""
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            if sys.platform == "linux":
                ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)
            self.write_pids(parent)
            os.set_inheritable(self.engine_lock, True)
            _send_output_to(self.place.output)
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            os.execv(self.command[0], self.command)  # noqa: S606  our own argument list, no shell
        finally:
            os._exit(127)

    def write_pids(self, child: int) -> None:
        pids = {"child": child, "engine": os.getpid(), "pid_space": pid_space()}
        write_private(
            self.place.pids, json.dumps(pids | {"started_at_ms": int(time.time() * 1000)})
        )

    def nobody_left(self) -> bool:
        """Return whether the last user is gone; from then on a new one waits for our end."""
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def may_restart(self) -> bool:
        """Return whether to start it again: not one that never answered or keeps dying."""
        now = time.monotonic()
        self.restarts = [at for at in self.restarts if now - at < RESTART_WINDOW_SECONDS] + [now]
        return self.place.state.exists() and len(self.restarts) <= RESTARTS

    def stop(self, _signal: int, _frame: object) -> None:
        self.told_to_stop = True


def _send_output_to(path: Path) -> None:
    output = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


def _has_ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def _stop(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while time.monotonic() < end:
        if _has_ended(pid):
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def main(directory: str, *command: str) -> int:
    """Return 1 when another child is there; otherwise go into the background and run."""
    os.umask(0o077)
    os.chdir(directory)
    place = Place(Path(directory))
    if try_lock(place.child) is None:
        return 1
    engine_lock = try_lock(place.engine)
    if engine_lock is None:
        return 1
    if os.fork():
        os._exit(0)  # both locks live on in the background process
    child = Child(place, list(command), engine_lock)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, child.stop)
    signal.signal(signal.SIGTERM, child.stop)
    child.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
