"""Which public keys an identity provider signs with: its JWKS, found by discovery and remembered.

OpenID Connect Discovery 1.0, section 4; RFC 7517.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import jwt

from api.auth_fetch import fetch_json
from api.errors import ProviderError, SignInUnavailableError

LOGGER: Final = logging.getLogger("tellonce.api")
DISCOVERY: Final = "/.well-known/openid-configuration"
FRESH_SECONDS: Final = 600.0  # as long as keys are believed without asking
STALE_SECONDS: Final = 3600.0  # as long as they are while the provider does not answer
PAUSE_SECONDS: Final = 30.0  # between two fetches, whatever unknown keys tokens name

Fetch = Callable[[str], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class SigningKey:
    key: jwt.PyJWK
    kind: str  # RSA, EC or OKP
    algorithm: str | None  # the only one that it is for, if the provider says so


class SigningKeys:
    """The keys of one issuer. Many that ask at once make one fetch."""

    def __init__(
        self,
        issuer: str,
        *,
        fetch: Fetch = fetch_json,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str | None, SigningKey] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def find(self, key_id: str | None) -> SigningKey | None:
        """Return the key of this id; without an id, the only one there is.

        Raises SignInUnavailableError while the provider has not answered for an hour.
        """
        if self._age() >= FRESH_SECONDS or self._known(key_id) is None:
            await self._refresh(key_id)
        if self._age() >= STALE_SECONDS:
            raise SignInUnavailableError
        return self._known(key_id)

    def _known(self, key_id: str | None) -> SigningKey | None:
        if key_id is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(key_id)

    def _age(self) -> float:
        return self._clock() - self._fetched_at

    async def _refresh(self, key_id: str | None) -> None:
        async with self._fetching:
            is_settled = self._age() < FRESH_SECONDS and self._known(key_id) is not None
            if is_settled or self._clock() - self._tried_at < PAUSE_SECONDS:
                return
            self._tried_at = self._clock()
            try:
                self._keys = await self._read()
            except ProviderError as error:
                LOGGER.warning("provider_failed", extra={"url": error.url, "error": error.reason})
            else:
                self._fetched_at = self._clock()

    async def _read(self) -> dict[str | None, SigningKey]:
        url = self._issuer.rstrip("/") + DISCOVERY
        found = await self._fetch(url)
        if found.get("issuer") != self._issuer:
            raise ProviderError(url, "it speaks for another issuer")
        address = found.get("jwks_uri")
        if not isinstance(address, str):
            raise ProviderError(url, "it names no jwks_uri")
        listed = (await self._fetch(address)).get("keys")
        if not isinstance(listed, list):
            raise ProviderError(address, "it lists no keys")
        return dict(one for entry in listed if (one := _signing_key(entry)) is not None)


def _signing_key(entry: Any) -> tuple[str | None, SigningKey] | None:
    """Return id and key, or None for one that is of no use here."""
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    kind, key_id, algorithm = entry.get("kty"), entry.get("kid"), entry.get("alg")
    if kind not in ("RSA", "EC", "OKP") or not isinstance(key_id, str | None):
        return None
    try:
        return key_id, SigningKey(jwt.PyJWK(entry), kind, algorithm)
    except jwt.PyJWTError:
        return None
