"""The address of a source, as a person gives it: whole, and nothing secret goes there in clear."""

from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def base_address(text: str, example: str) -> str:
    """Return an address without a slash at its end. Raises ValueError, in words for a person."""
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"the address has to be whole, such as {example}")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("the address has to begin with https://: secrets go there")
    if parts.username or parts.query or parts.fragment:
        raise ValueError(f"the address holds more than a place, such as {example}")
    return parts.geturl().rstrip("/")
