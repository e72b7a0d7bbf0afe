"""How the API is served in this deployment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.auth_settings import OidcSettings, read_oidc_settings
from api.keys import Role
from api.rate_settings import Rates
from api.socket_settings import SocketSettings, read_socket_settings


@dataclass(frozen=True, slots=True)
class ApiSettings:
    introspection: bool = True  # TELLONCE_INTROSPECTION=0: no schema and no hints to anybody
    body_limit_bytes: int = 100_000  # a longer POST /graphql is refused with 413
    body_seconds: float = 10.0  # a body that takes longer to arrive is refused with 408
    deadline_seconds: float = 5.0  # an operation that takes longer is answered with 503
    ready_seconds: float = 1.0  # how long /health/ready waits for the graph
    # TELLONCE_RATE_PER_SECOND, TELLONCE_UNKNOWN_PER_MINUTE: of one key; 0 is no limit
    rates: Rates = field(default_factory=Rates)
    key_memory_seconds: float = 30.0  # how long a revoked API key may still be believed
    socket: SocketSettings = field(default_factory=SocketSettings)  # of WebSockets at /graphql
    oidc: OidcSettings | None = None  # whose access tokens are taken; None: API keys only
    # TELLONCE_MASKED_FIELDS: what roles do not see, as `Type.field` or `field`
    masked: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)


def read_api_settings(environ: Mapping[str, str] = os.environ) -> ApiSettings:
    """Return the settings that these environment variables give; ValueError names a bad one."""
    return ApiSettings(
        introspection=environ.get("TELLONCE_INTROSPECTION", "1") != "0",
        rates=_rates(environ),
        socket=read_socket_settings(environ),
        oidc=read_oidc_settings(environ),
        masked=_masked(environ.get("TELLONCE_MASKED_FIELDS", "")),
    )


def _rates(environ: Mapping[str, str]) -> Rates:
    usual = Rates()
    a_second = _number(environ, "TELLONCE_RATE_PER_SECOND", usual.a_second)
    unknown = _number(environ, "TELLONCE_UNKNOWN_PER_MINUTE", usual.unknown_a_minute)
    return Rates(a_second, burst=2 * a_second, unknown_a_minute=unknown)


def _number(environ: Mapping[str, str], name: str, usual: float) -> float:
    text = environ.get(name, "").strip()
    try:
        value = float(text) if text else usual
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise ValueError(f"{name} is {text!r}: a number from 0 on is expected, 0 for no limit")
    return value


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
