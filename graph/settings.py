"""Where the graph is and how it is spoken to, read once from the environment by an entry point."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_DATA = "~/.local/share/tellonce"


@dataclass(frozen=True, slots=True)
class GraphSettings:
    data: Path  # TELLONCE_DATA: the only folder that is written to
    url: str | None = None  # GRAPH_URL: a Neo4j; unset means the embedded engine
    user: str = "neo4j"  # GRAPH_USER, for GRAPH_URL only
    password: str = field(default="", repr=False)  # GRAPH_PASSWORD, for GRAPH_URL only
    database: str = "neo4j"  # GRAPH_DATABASE, for GRAPH_URL only
    key_file: Path | None = None  # TELLONCE_KEY_FILE; unset means deployment.key in `data`
    heap_mb: int | None = None  # TELLONCE_HEAP_MB; unset: a quarter of memory, 512 to 4096
    bolt_port: int | None = None  # TELLONCE_BOLT_PORT of the embedded engine; unset: a free one
    command_timeout_seconds: float = 10.0  # TELLONCE_COMMAND_TIMEOUT_SECONDS; longest statement
    retry_seconds: float = 10.0  # how long a contended write is tried before it is given up
    pool_size: int = 50  # Bolt connections of one process

    @property
    def key_path(self) -> Path:
        return self.key_file or self.data / "deployment.key"


def read_graph_settings(environ: Mapping[str, str] = os.environ) -> GraphSettings:
    """Return the settings that these environment variables give; ValueError names a bad one."""
    key_file = environ.get("TELLONCE_KEY_FILE")
    return GraphSettings(
        data=Path(environ.get("TELLONCE_DATA") or DEFAULT_DATA).expanduser(),
        url=environ.get("GRAPH_URL") or None,
        user=environ.get("GRAPH_USER", "neo4j"),
        password=environ.get("GRAPH_PASSWORD", ""),
        database=environ.get("GRAPH_DATABASE", "neo4j"),
        key_file=Path(key_file).expanduser() if key_file else None,
        heap_mb=_whole_number(environ, "TELLONCE_HEAP_MB"),
        bolt_port=_whole_number(environ, "TELLONCE_BOLT_PORT"),
        command_timeout_seconds=_whole_number(environ, "TELLONCE_COMMAND_TIMEOUT_SECONDS") or 10,
    )


def _whole_number(environ: Mapping[str, str], name: str) -> int | None:
    text = environ.get(name)
    if not text:
        return None
    if not text.isdecimal():
        raise ValueError(f"{name} is {text!r}: a whole number is expected")
    return int(text)
