"""The embedded engine: found when it runs, started when it does not, shared by all who use it.

Whoever uses it holds a shared lock on one file of the data directory. The child process
(`child.py`) ends the engine as soon as nobody does, also when the last user was killed.
"""

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from graph.access import Graph
from graph.engines.engine import Endpoint
from graph.engines.java import DATABASE, LOGGING, USER, engine_command, find_wheel
from graph.engines.place import Place, is_held, pid_space, read_json, try_lock, write_private
from graph.errors import DataDirectoryError, EngineError, GraphUnreachableError, PortTakenError
from graph.settings import GraphSettings

START_SECONDS: Final = 90.0  # three are usual; a crash's log has to be replayed before
LOCK_SECONDS: Final = 2 * START_SECONDS  # somebody before us may start it, or see it end
STOP_SECONDS: Final = 10.0  # of an engine whose child was killed
PORT_TRIES: Final = 5  # a free port may be taken between our look and the engine's
POLL_SECONDS: Final = 0.05
MAIN_FAILED: Final = 'Exception in thread "main"'  # Java's own words; the process may linger after
LOG_TAIL_LINES: Final = 15


@asynccontextmanager
async def embedded_engine(settings: GraphSettings) -> AsyncIterator[Endpoint]:
    """Yield the endpoint of the data directory's engine, which runs at least until we leave."""
    place = _make_place(settings.data)
    async with _locked(place.users, shared=True):
        async with _locked(place.start):
            port = await _running_port(place) or await _start(place, settings)
            endpoint = _endpoint(place, port)
        yield endpoint


def engine_is_running(data: Path) -> bool:
    """Return whether an engine of this data directory runs; starts none and makes no file."""
    place = Place(data / "engine")
    return place.engine.exists() and is_held(place.engine)


async def engine_has_ended(data: Path, *, timeout_seconds: float = STOP_SECONDS) -> bool:
    """Wait until the engine is gone; False when it still runs after `timeout_seconds`."""
    return await _within(timeout_seconds, lambda: not engine_is_running(data))


def _make_place(data: Path) -> Place:
    place = Place(data.resolve() / "engine")
    try:
        for directory in (place.directory, place.log.parent, place.directory / "tmp"):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(place.users, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DataDirectoryError(data, f"cannot be written ({error.strerror})") from error
    return place


@asynccontextmanager
async def _locked(path: Path, *, shared: bool = False) -> AsyncIterator[None]:
    end = time.monotonic() + LOCK_SECONDS
    while (descriptor := try_lock(path, shared=shared)) is None:
        if time.monotonic() > end:
            raise EngineError(
                f"{path} is held by another process for {LOCK_SECONDS:.0f} s: "
                "end that process and try again"
            )
        await asyncio.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        os.close(descriptor)


async def _running_port(place: Place) -> int | None:
    """Return the port of the engine that runs already, or None when all traces of one are gone."""
    port, space = read_json(place.state).get("port"), read_json(place.pids).get("pid_space")
    if is_held(place.engine) and space not in {None, pid_space()}:
        raise EngineError(
            f"the engine in {place.directory} belongs to another machine or container ({space}): "
            "end it there, or let both use one Neo4j by GRAPH_URL"
        )
    if is_held(place.child) and isinstance(port, int) and await _answers(place, port):
        return port
    await _clear(place)
    return None


async def _clear(place: Place) -> None:
    """End a child or engine that nobody can use, and forget what it wrote about itself."""
    pids = read_json(place.pids)
    await _end(place.child, pids.get("child"), signal.SIGTERM)
    await _end(place.engine, pids.get("engine"), signal.SIGTERM)
    await _end(place.engine, pids.get("engine"), signal.SIGKILL)
    if is_held(place.engine):
        raise EngineError(f"an engine in {place.directory} neither answers nor ends: end it")
    for path in (place.state, place.pids):
        path.unlink(missing_ok=True)


async def _start(place: Place, settings: GraphSettings) -> int:
    """Start the engine and return its port; a chosen port that is lost to a race is tried anew."""
    wheel = find_wheel()
    _write_surroundings(place)
    for _ in range(PORT_TRIES):
        port, http_port = settings.bolt_port or _free_port(), _free_port()
        if not _is_free(port):
            raise PortTakenError(port)
        await _launch(place, engine_command(wheel, place, settings, port, http_port))
        if await _answers(place, port):
            ports = {"port": port, "http_port": http_port}
            write_private(place.state, json.dumps({**ports, **read_json(place.pids)}))
            return port
        reason = _tail(place)
        await _clear(place)
        if _is_free(port) and _is_free(http_port):
            raise EngineError(f"the embedded engine did not start in {place.directory}:\n{reason}")
    raise EngineError(f"no free port on 127.0.0.1 stayed free, {PORT_TRIES} times over")


def _write_surroundings(place: Place) -> None:
    """Write the password and the logging rules; a lost password is replaced in the engine too."""
    if not place.password.exists() or not place.password.read_text().strip():
        (place.directory / "config" / "server-users.jsonl").unlink(missing_ok=True)
        write_private(place.password, secrets.token_urlsafe(32))
    write_private(place.directory / "logging.properties", LOGGING.format(log=place.log))
    for events in place.log.parent.glob("server-event-log-*"):  # a new one by every start
        events.unlink()


async def _launch(place: Place, command: list[str]) -> None:
    """Run the child in a session of its own, so that the terminal's Ctrl-C does not reach it."""
    root = Path(__file__).parents[2]
    arguments = [sys.executable, "-S", "-m", "graph.engines.child", str(place.directory), *command]
    write_private(place.output, "")
    with place.output.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            cwd=place.directory,
            env={"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    if await process.wait():
        raise EngineError(f"the engine's child process did not start:\n{_tail(place)}")


async def _answers(place: Place, port: int) -> bool:
    """Return whether the engine answers before its child gives up or the time is over."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and is_held(place.child) and not _main_failed(place):
        made = (place.directory / "databases" / DATABASE).exists()  # only after Bolt listens
        if made and not _is_free(port) and await _lets_us_in(_endpoint(place, port)):
            return True
        await asyncio.sleep(POLL_SECONDS)
    return False


async def _lets_us_in(endpoint: Endpoint) -> bool:
    try:
        graph = await Graph.connect(endpoint, pool_size=1)
    except GraphUnreachableError:
        return False
    await graph.close()
    return True


def _endpoint(place: Place, port: int) -> Endpoint:
    password = place.password.read_text().strip()
    return Endpoint(f"bolt://127.0.0.1:{port}", USER, password, DATABASE)


def _main_failed(place: Place) -> bool:
    return MAIN_FAILED in _text(place.output)


def _tail(place: Place) -> str:
    log = place.log.with_name(place.log.name + ".0")
    lines = (_text(log) + _text(place.output)).splitlines()
    return "\n".join(lines[-LOG_TAIL_LINES:]) or "it wrote nothing about the reason"


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""


async def _end(lock: Path, pid: object, number: int) -> None:
    """Signal the process that holds this lock, and give it time to let go."""
    if not (isinstance(pid, int) and is_held(lock)):
        return
    with suppress(ProcessLookupError):
        os.kill(pid, number)
    await _within(STOP_SECONDS, lambda: not is_held(lock))


async def _within(seconds: float, is_true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
