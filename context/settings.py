"""What a deployment says about next actions."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ContextSettings:
    policies_file: Path | None = None  # TELLONCE_POLICIES; unset: the policies that ship, alone


def read_context_settings(environ: Mapping[str, str] = os.environ) -> ContextSettings:
    policies = environ.get("TELLONCE_POLICIES")
    return ContextSettings(policies_file=Path(policies).expanduser() if policies else None)
