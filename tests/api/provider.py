"""An identity provider of our own: it signs whatever a test wants signed."""

import base64
import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from api.auth_settings import OidcSettings

ISSUER = "https://id.example.com/"
AUDIENCE = "https://tellonce.example.com"
OIDC = OidcSettings(ISSUER, AUDIENCE)


class Provider:
    """Its documents, as they are fetched, and its tokens."""

    def __init__(self) -> None:
        self.private = {"one": rsa.generate_private_key(65537, 2048), "ec": _elliptic()}
        self.listed: list[dict[str, Any]] = [
            self.public("one", "RSA256"),
            self.public("ec", "EC"),
        ]
        self.fetched: list[str] = []
        self.fails: Exception | None = None
        self.issuer = ISSUER

    def public(self, key_id: str, kind: str, **more: Any) -> dict[str, Any]:
        algorithm = jwt.algorithms.RSAAlgorithm if "RSA" in kind else jwt.algorithms.ECAlgorithm
        known = json.loads(algorithm.to_jwk(self.private[key_id].public_key()))
        return {**known, "kid": key_id, "use": "sig", **more}

    async def fetch(self, url: str) -> dict[str, Any]:
        self.fetched.append(url)
        if self.fails is not None:
            raise self.fails
        if url.endswith("/.well-known/openid-configuration"):
            return {"issuer": self.issuer, "jwks_uri": "https://id.example.com/jwks"}
        return {"keys": self.listed}

    def token(self, *, alg: str = "RS256", kid: str | None = "one", key: Any = None, **claims: Any):
        """Return a token that is right but for what is named; a claim of None is left out.

        `exp_in`, `nbf_in` and `iat_in` are seconds from now.
        """
        now = int(time.time())
        times = {name: claims.pop(name) for name in list(claims) if name.endswith("_in")}
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "u-17",
            "preferred_username": "Maria, desk 7",
            "roles": ["agent"],
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            **claims,
            **{name.removesuffix("_in"): now + seconds for name, seconds in times.items()},
        }
        headers = {"kid": kid} if kid is not None else {}
        signing = key if key is not None else self.private[kid or "one"]
        kept = {name: value for name, value in body.items() if value is not None}
        return jwt.encode(kept, signing, algorithm=alg, headers=headers)


def part(value: Any) -> str:
    """Return a part of a token as it is written."""
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def _elliptic() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())
