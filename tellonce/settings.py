"""How this process is run: where it listens, what it logs, and every room's settings together."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from api.settings import ApiSettings, read_api_settings
from context.settings import ContextSettings, read_context_settings
from graph.settings import GraphSettings, read_graph_settings
from identity.settings import IdentitySettings, read_identity_settings
from tellonce.errors import SettingError

AUDIT: Final = "audit"  # where, in the data folder, it stands who was shown whom
LOG_LEVELS: Final = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    allow_remote: bool = False  # TELLONCE_ALLOW_REMOTE=1: may listen beyond this machine
    log_level: str | None = None  # TELLONCE_LOG_LEVEL; unset: info for a server, else warning
    lease_seconds: float = 8.0  # how long a crashed server still counts as the one that resolves
    renew_seconds: float = 2.0  # how often a running one says that it is there
    stop_seconds: int = 3  # how long requests may still take once the server is told to stop


@dataclass(frozen=True, slots=True)
class Settings:
    graph: GraphSettings
    identity: IdentitySettings
    api: ApiSettings
    server: ServerSettings
    context: ContextSettings = field(default_factory=ContextSettings)


def read_server_settings(environ: Mapping[str, str] = os.environ) -> ServerSettings:
    """Return the settings that these environment variables give; ValueError names a bad one."""
    level = environ.get("TELLONCE_LOG_LEVEL", "").lower() or None
    if level is not None and level not in LOG_LEVELS:
        raise ValueError(
            f"TELLONCE_LOG_LEVEL is {level!r}: {', '.join(LOG_LEVELS)} are what it can be"
        )
    return ServerSettings(
        allow_remote=environ.get("TELLONCE_ALLOW_REMOTE", "0") == "1", log_level=level
    )


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return every room's settings. Raises SettingError for a value that cannot be."""
    try:
        return Settings(
            graph=read_graph_settings(environ),
            identity=read_identity_settings(environ),
            api=read_api_settings(environ),
            server=read_server_settings(environ),
            context=read_context_settings(environ),
        )
    except ValueError as error:
        raise SettingError(str(error)) from error
