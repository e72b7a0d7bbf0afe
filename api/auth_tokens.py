"""Whom an access token proves: a JWT of the company's own identity provider.

RFC 9068 and RFC 8725: the algorithm is one of ours and fits the key, signature, issuer, audience
and times are right, and a claim says the role. Whoever is refused learns why in one word.
"""

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import jwt

from api.auth_keys import SigningKey, SigningKeys
from api.auth_settings import KINDS, OidcSettings
from api.errors import TokenRefusedError
from api.keys import Caller, Role

LOGGER: Final = logging.getLogger("tellonce.api")
LEEWAY_SECONDS: Final = 30  # clocks differ
LONGEST_TOKEN: Final = 8_192  # characters
LONGEST_NAME: Final = 100
MEMORY_ENTRIES: Final = 1_000
REQUIRED: Final = ("exp", "iss", "aud", "sub")
TYPES: Final = (None, "jwt", "at+jwt", "application/at+jwt")

# The word for each way in which a token can be wrong; the more particular error comes first.
WORDS: Final[tuple[tuple[type[jwt.PyJWTError], str], ...]] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "early"),
    (jwt.InvalidIssuedAtError, "malformed"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidSignatureError, "signature"),
    (jwt.InvalidAlgorithmError, "algorithm"),
    (jwt.InvalidKeyError, "key"),
    (jwt.MissingRequiredClaimError, "claims"),
)


@dataclass(frozen=True, slots=True)
class _Known:
    caller: Caller
    until: float  # by the wall clock


class TokenCheck:
    """Judges tokens; one that was judged right is believed for `memory_seconds`, at most its own.

    So a desktop that sends the same token with each pop pays for its signature now and then only.
    """

    def __init__(
        self,
        settings: OidcSettings,
        keys: SigningKeys,
        *,
        memory_seconds: float = 30.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._memory_seconds = memory_seconds
        self._clock = clock
        self._remembered: OrderedDict[bytes, _Known] = OrderedDict()

    async def __call__(self, token: str) -> Caller:
        """Return whom it proves. Raises TokenRefusedError or SignInUnavailableError."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._remembered.get(digest)
        if known is not None and self._clock() < known.until:
            return known.caller
        try:
            caller, expires = await self._judge(token)
        except TokenRefusedError as error:
            LOGGER.info("token_refused", extra={"reason": error.word})
            self._remembered.pop(digest, None)
            raise
        until = min(self._clock() + self._memory_seconds, expires + LEEWAY_SECONDS)
        self._remembered[digest] = _Known(caller, until)
        self._remembered.move_to_end(digest)
        while len(self._remembered) > MEMORY_ENTRIES:
            self._remembered.popitem(last=False)
        return caller

    async def _judge(self, token: str) -> tuple[Caller, float]:
        if len(token) > LONGEST_TOKEN:
            raise TokenRefusedError("malformed")
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(header)
            claims = self._claims(token, header["alg"], key)
        except jwt.PyJWTError as error:
            raise TokenRefusedError(_word(error)) from error
        except (ValueError, TypeError, RecursionError) as error:
            raise TokenRefusedError("malformed") from error
        return self._caller(claims), float(claims["exp"])

    async def _key(self, header: dict[str, Any]) -> SigningKey:
        """Return the key that the header names, if it may be used so."""
        algorithm, kind = header.get("alg"), header.get("typ")
        if algorithm not in self._settings.algorithms:
            raise TokenRefusedError("algorithm")
        if (kind.lower() if isinstance(kind, str) else kind) not in TYPES or "crit" in header:
            raise TokenRefusedError("malformed")
        key = await self._keys.find(header.get("kid"))
        if key is None:
            raise TokenRefusedError("key")
        if key.kind != KINDS[algorithm] or key.algorithm not in (None, algorithm):
            raise TokenRefusedError("algorithm")
        return key

    def _claims(self, token: str, algorithm: str, key: SigningKey) -> dict[str, Any]:
        return jwt.decode(
            token,
            key.key.key,
            algorithms=[algorithm],
            issuer=self._settings.issuer,
            audience=self._settings.audience,
            leeway=LEEWAY_SECONDS,
            options={"require": list(REQUIRED), "enforce_minimum_key_length": True},
        )

    def _caller(self, claims: dict[str, Any]) -> Caller:
        role = self._role(claims)
        if role is None:
            raise TokenRefusedError("role")
        subject = _printable(claims["sub"])
        names = (_printable(claims.get(one)) for one in ("preferred_username", "name"))
        return Caller(role, next(filter(None, names), subject), f"oidc:{subject}")

    def _role(self, claims: dict[str, Any]) -> Role | None:
        """Return the first of our roles, in the order of the setting, that the claim stands for."""
        held = _values(claims, self._settings.roles_claim)
        return next((role for value, role in self._settings.roles if value in held), None)


def _word(error: jwt.PyJWTError) -> str:
    return next((word for kind, word in WORDS if isinstance(error, kind)), "malformed")


def _values(claims: dict[str, Any], name: str) -> set[str]:
    """Return the values of a claim, a list or words; `a.b` is the claim so named, or b in a."""
    value: Any = claims.get(name)
    if value is None:
        value = claims
        for step in name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, str):
        return set(value.split())
    return {one for one in value if isinstance(one, str)} if isinstance(value, list) else set()


def _printable(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(one for one in text if one.isprintable())[:LONGEST_NAME]
