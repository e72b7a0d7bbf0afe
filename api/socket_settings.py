"""How long and how much one WebSocket may ask, and from where."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ORIGIN: Final = re.compile(r"https?://[^\s/?#@,]+")


@dataclass(frozen=True, slots=True)
class SocketSettings:
    init_seconds: float = 5.0  # a socket that says nothing for longer is closed with 4408
    operations: int = 100  # that run on one socket at once
    sockets: int = 2_000  # of this process; more are refused with 503
    sockets_of_one: int = 500  # of one key or person; a desk's key may serve many screens
    send_seconds: float = 30.0  # whoever does not read for longer is dropped
    check_seconds: float = 15.0  # between two looks whether a key still holds
    origins: frozenset[str] = frozenset()  # TELLONCE_ORIGINS: pages of others that may connect


def read_socket_settings(environ: Mapping[str, str] = os.environ) -> SocketSettings:
    """Return the settings that these variables give; ValueError names a bad one."""
    named = (one.strip() for one in environ.get("TELLONCE_ORIGINS", "").split(","))
    origins = frozenset(filter(None, named))
    for one in sorted(origins):
        if not ORIGIN.fullmatch(one):
            raise ValueError(
                f"TELLONCE_ORIGINS names {one!r}: an origin is expected, https://desk.example.com"
            )
    return SocketSettings(origins=origins)
