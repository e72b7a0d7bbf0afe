"""Which identity provider's access tokens are taken, and what their roles are here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from api.auth_fetch import is_safe
from api.keys import Role

# Kind of key by algorithm (RFC 7518, RFC 8037). "none" and HS… cannot be named: whoever can read a
# public key could sign with it.
KINDS: Final[dict[str, str]] = {
    **{name: "RSA" for name in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")},
    **{name: "EC" for name in ("ES256", "ES384", "ES512")},
    "EdDSA": "OKP",
}
# A token may name several of our roles; the first of these counts.
USUAL_ROLES: Final = tuple(
    (role.value, role)
    for role in (Role.ADMIN, Role.SUPERVISOR, Role.REVIEWER, Role.AGENT, Role.CONNECTOR)
)


@dataclass(frozen=True, slots=True)
class OidcSettings:
    issuer: str  # TELLONCE_OIDC_ISSUER: exactly as tokens name it
    audience: str  # TELLONCE_OIDC_AUDIENCE: this API, as tokens name it
    roles_claim: str = "roles"  # TELLONCE_OIDC_ROLES_CLAIM; `a.b` is b within a
    roles: tuple[tuple[str, Role], ...] = USUAL_ROLES  # TELLONCE_OIDC_ROLES: theirs=ours,…
    algorithms: tuple[str, ...] = ("RS256", "ES256")  # TELLONCE_OIDC_ALGORITHMS


def read_oidc_settings(environ: Mapping[str, str] = os.environ) -> OidcSettings | None:
    """Return the settings that these variables give, None without a provider.

    ValueError names a bad one.
    """
    issuer = environ.get("TELLONCE_OIDC_ISSUER", "")
    audience = environ.get("TELLONCE_OIDC_AUDIENCE", "")
    if not issuer and not audience:
        return None
    if not (issuer and audience):
        raise ValueError(
            "TELLONCE_OIDC_ISSUER and TELLONCE_OIDC_AUDIENCE belong together: set both or neither"
        )
    if not is_safe(issuer):
        raise ValueError(f"TELLONCE_OIDC_ISSUER is {issuer!r}: an https address is expected")
    algorithms = _listed(environ.get("TELLONCE_OIDC_ALGORITHMS", "RS256,ES256"))
    for name in algorithms:
        if name not in KINDS:
            raise ValueError(
                f"TELLONCE_OIDC_ALGORITHMS names {name!r}: {', '.join(KINDS)} are what it can be"
            )
    return OidcSettings(
        issuer=issuer,
        audience=audience,
        roles_claim=environ.get("TELLONCE_OIDC_ROLES_CLAIM") or "roles",
        roles=_roles(environ.get("TELLONCE_OIDC_ROLES", "")),
        algorithms=algorithms,
    )


def _roles(text: str) -> tuple[tuple[str, Role], ...]:
    pairs = []
    for one in _listed(text):
        theirs, _, ours = one.partition("=")
        if not theirs or ours not in set(Role):
            raise ValueError(
                f"TELLONCE_OIDC_ROLES says {one!r}: write theirs=ours, e.g. desk=agent; ours are "
                + ", ".join(Role)
            )
        pairs.append((theirs, Role(ours)))
    return tuple(pairs) or USUAL_ROLES


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())
