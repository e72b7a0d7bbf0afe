"""Who asks: by an API key, or by an access token where an identity provider is set."""

import re
from typing import Final

from api.auth_keys import SigningKeys
from api.auth_settings import OidcSettings
from api.auth_tokens import TokenCheck
from api.keys import Caller, KeysCheck

TOKEN: Final = re.compile(
    r"bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*) *", re.IGNORECASE
)


class SignIn:
    """A check of both: what looks like a JWT is judged as one, the rest as a key."""

    def __init__(self, keys: KeysCheck, tokens: TokenCheck) -> None:
        self._keys = keys
        self._tokens = tokens

    async def __call__(self, authorization_header: str | None) -> Caller | None:
        """Return whom this `authorization` header proves, or None for an unknown key.

        Raises TokenRefusedError or SignInUnavailableError for a token.
        """
        found = TOKEN.fullmatch(authorization_header or "")
        return await (self._tokens(found[1]) if found else self._keys(authorization_header))


def sign_in(keys: KeysCheck, oidc: OidcSettings | None, *, memory_seconds: float) -> KeysCheck:
    """Return the check of a deployment; without a provider, that of its keys alone."""
    if oidc is None:
        return keys
    tokens = TokenCheck(oidc, SigningKeys(oidc.issuer), memory_seconds=memory_seconds)
    return SignIn(keys, tokens)
