"""How the API is served in this deployment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiSettings:
    introspection: bool = True  # TELLONCE_INTROSPECTION=0: no schema and no hints to anybody
    body_limit_bytes: int = 100_000  # a longer POST /graphql is refused with 413
    body_seconds: float = 10.0  # a body that takes longer to arrive is refused with 408
    deadline_seconds: float = 5.0  # an operation that takes longer is answered with 503
    ready_seconds: float = 1.0  # how long /health/ready waits for the graph
    key_memory_seconds: float = 30.0  # how long a revoked API key may still be believed


def read_api_settings(environ: Mapping[str, str] = os.environ) -> ApiSettings:
    """Return the settings that these environment variables give."""
    return ApiSettings(introspection=environ.get("TELLONCE_INTROSPECTION", "1") != "0")
