"""How indexed values are found without standing in an index: keyed hashes.

A key is HMAC-SHA256 of its parts under the deployment key, cut to 128 bits. The clear value
stands unindexed beside it, so that deleting a node deletes the value.
"""

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from graph.errors import DataDirectoryError

KEY_BYTES = 32
HASH_BYTES = 16  # 128 bits: no accidental collision among 10^15 values


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes the keys of one deployment. The secret never appears in its repr."""

    secret: bytes = field(repr=False)

    def key(self, kind: str, *parts: str) -> str:
        """Return the 22-character key of a value of this kind, e.g. `key("phone", "+15550100")`."""
        return _key(self.secret, "\x1f".join((kind, *parts)))

    def record(self, source: str, source_id: str) -> str:
        """Return the key of a SourceRecord."""
        return self.key("SourceRecord", source, source_id)

    def activity(self, label: str, source: str, source_id: str) -> str:
        """Return the key of an Interaction, Order, Case…: `label` is the node's label."""
        return self.key(label, source, source_id)

    def identifier(self, kind: str, value: str) -> str:
        """Return the key of an Identifier: kind "phone", "email", a network, "order", "loyalty"…"""
        return self.key("Identifier", kind, value)

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that identify the secret without giving it away."""
        return hashlib.sha256(b"tellonce fingerprint" + self.secret).hexdigest()[:12]


@lru_cache(
    maxsize=8_192
)  # a batch asks for the same thousand keys when it reads and when it writes
def _key(secret: bytes, message: str) -> str:
    digest = hmac.digest(secret, message.encode("utf-8", "surrogatepass"), "sha256")[:HASH_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def read_or_make_keys(path: Path) -> Keys:
    """Return the keys whose secret stands in `path`, made on first use with mode 0600."""
    try:
        if not path.exists():
            _make_secret(path)
        secret = bytes.fromhex(path.read_text().strip())
    except OSError as error:
        raise DataDirectoryError(path.parent, f"cannot be used ({error.strerror})") from error
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise DataDirectoryError(path.parent, f"has a key file {path.name} without a key in it")
    return Keys(secret)


def _make_secret(path: Path) -> None:
    """Write a new secret as a whole or not at all: of two processes at once, one's holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(KEY_BYTES))
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
