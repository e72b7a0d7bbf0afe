"""A look at customers that was taken at the terminal: the audit has it before it is shown."""

import getpass
import os
from typing import Final

from api.audit import Look, record_command
from api.audit_chain import Seal
from api.audit_trail import open_trail
from graph.store import open_keys
from tellonce.settings import AUDIT, read_settings

UNNAMED: Final = "unknown"  # a container may run as a number that no account has


def record_look(look: Look, command: str) -> None:
    """Write it down. Raises AuditUnavailableError: then nothing may be shown."""
    settings = read_settings(os.environ).graph
    with open_trail(settings.data / AUDIT, Seal(open_keys(settings))) as trail:
        record_command(trail, look, command=command, user=_user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return UNNAMED
