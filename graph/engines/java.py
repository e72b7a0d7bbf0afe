"""The command line of the embedded engine, from what the wheel `arcadedb-embedded` carries.

The wheel is never imported (that would start a JVM in this process): its `java` and its jars are
run as a server of their own. The parts that we have no use for stay off the class path, so that
no other protocol and no MCP endpoint is there to be found.
"""

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from graph.engines.place import Place
from graph.errors import EngineError
from graph.settings import GraphSettings

DATABASE: Final = "tellonce"
USER: Final = "root"
UNUSED_JARS: Final = ("console", "graphql", "integration", "mcp", "postgresw", "python", "redisw")
SMALLEST_HEAP_MB: Final = 512
LARGEST_HEAP_MB: Final = 4096
CGROUP_LIMITS: Final = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
# Without %6$s, the exceptions: their texts may quote values. A failed start prints its own.
LOGGING: Final = """\
handlers=java.util.logging.FileHandler
.level=WARNING
com.arcadedb.server.level=INFO
java.util.logging.FileHandler.pattern={log}
java.util.logging.FileHandler.limit=1000000
java.util.logging.FileHandler.count=2
java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
java.util.logging.SimpleFormatter.format=%1$tF %1$tT %4$s %5$s%n
"""


@dataclass(frozen=True, slots=True)
class Wheel:
    java: Path
    jars: tuple[Path, ...]


def find_wheel() -> Wheel:
    """Return the Java runtime and the jars that were installed with us."""
    spec = find_spec("arcadedb_embedded")
    if spec is None or spec.origin is None:
        raise EngineError(
            "the package arcadedb-embedded is not installed, so there is no engine to start: "
            "install it, or set GRAPH_URL to a Neo4j"
        )
    package = Path(spec.origin).parent
    wheel = Wheel(package / "jre" / "bin" / "java", tuple(_useful(package / "jars")))
    if not (wheel.java.is_file() and wheel.jars):
        raise EngineError(
            f"the package in {package} has no Java runtime or no jars: install arcadedb-embedded "
            "anew, or set GRAPH_URL to a Neo4j"
        )
    return wheel


def _useful(directory: Path) -> list[Path]:
    unused = tuple(f"arcadedb-{part}" for part in UNUSED_JARS)
    return sorted(jar for jar in directory.glob("*.jar") if not jar.name.startswith(unused))


def engine_command(
    wheel: Wheel, place: Place, settings: GraphSettings, port: int, http_port: int
) -> list[str]:
    """Return the command that serves `place` on these ports. It holds no secret: all can see it.

    The HTTP listener cannot be left out; it is on loopback and asks for the password.
    """
    timeout_ms = int(settings.command_timeout_seconds * 1000)
    options = {
        "java.awt.headless": "true",
        "java.io.tmpdir": place.directory / "tmp",
        "java.util.logging.config.file": place.directory / "logging.properties",
        "arcadedb.server.mode": "production",
        "arcadedb.command.timeout": timeout_ms,
        "arcadedb.checkDatabaseRepairBatchPages": 1,  # packed at once: writers get between
        "arcadedb.server.rootPath": place.directory,
        "arcadedb.server.databaseDirectory": place.directory / "databases",
        "arcadedb.server.logsDirectory": place.log.parent,
        "arcadedb.server.rootPasswordPath": place.password,
        "arcadedb.server.defaultDatabases": f"{DATABASE}[{USER}]",
        "arcadedb.server.httpIncomingHost": "127.0.0.1",
        "arcadedb.server.httpIncomingPort": http_port,
        "arcadedb.server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "arcadedb.bolt.host": "127.0.0.1",
        "arcadedb.bolt.port": port,
    }
    return [
        str(wheel.java),
        f"-Xmx{settings.heap_mb or default_heap_mb()}m",
        "-XX:+UseSerialGC",  # measured on 2 cores: 1,430 to 2,150 rows/s, the default G1 1,140
        "-XX:-UsePerfData",  # it would write outside the data directory
        "-XX:+ExitOnOutOfMemoryError",  # the child starts it again; a wounded one would linger
        "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
        *(f"-D{name}={value}" for name, value in options.items()),
        "-cp",
        os.pathsep.join(map(str, wheel.jars)),
        "com.arcadedb.server.ArcadeDBServer",
    ]


def default_heap_mb() -> int:
    """Return a quarter of the memory that this machine or container has, 512 to 4096."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in CGROUP_LIMITS:
        if path.is_file() and (limit := path.read_text().strip()).isdecimal():
            total = min(total, int(limit))
    return min(max(total // 4 // 2**20, SMALLEST_HEAP_MB), LARGEST_HEAP_MB)
