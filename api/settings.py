"""How the API is served in this deployment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.auth_settings import OidcSettings, read_oidc_settings
from api.keys import Role


@dataclass(frozen=True, slots=True)
class ApiSettings:
    introspection: bool = True  # TELLONCE_INTROSPECTION=0: no schema and no hints to anybody
    body_limit_bytes: int = 100_000  # a longer POST /graphql is refused with 413
    body_seconds: float = 10.0  # a body that takes longer to arrive is refused with 408
    deadline_seconds: float = 5.0  # an operation that takes longer is answered with 503
    ready_seconds: float = 1.0  # how long /health/ready waits for the graph
    key_memory_seconds: float = 30.0  # how long a revoked API key may still be believed
    oidc: OidcSettings | None = None  # whose access tokens are taken; None: API keys only
    # TELLONCE_MASKED_FIELDS: what roles do not see, as `Type.field` or `field`
    masked: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)


def read_api_settings(environ: Mapping[str, str] = os.environ) -> ApiSettings:
    """Return the settings that these environment variables give; ValueError names a bad one."""
    return ApiSettings(
        introspection=environ.get("TELLONCE_INTROSPECTION", "1") != "0",
        oidc=read_oidc_settings(environ),
        masked=_masked(environ.get("TELLONCE_MASKED_FIELDS", "")),
    )


def _masked(text: str) -> dict[Role, tuple[str, ...]]:
    """Return the fields by role of `agent:identifiers,city;reviewer:…`; without a role, agents'."""
    masked = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        role, colon, names = part.rpartition(":")
        wanted = role.strip() if colon else Role.AGENT
        if wanted not in set(Role):
            raise ValueError(
                f"TELLONCE_MASKED_FIELDS names the role {role!r}: {', '.join(Role)} are there"
            )
        masked[Role(wanted)] = tuple(filter(None, (one.strip() for one in names.split(","))))
    return masked
