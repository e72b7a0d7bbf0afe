"""Which account on which network is meant?"""

import re
from typing import Final

from identity.normalise.text import fold_identifier

MOST_CHARACTERS: Final = 200

_NETWORK_ALIASES: Final = {
    "twitter": "x", "x.com": "x", "twitter.com": "x", "ig": "instagram", "insta": "instagram",
    "fb": "facebook", "messenger": "facebook", "tt": "tiktok", "bluesky": "bsky",
}  # fmt: skip
_URL: Final = re.compile(r"^(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}/+(.*)$")
_PROFILE_FOLDERS: Final = frozenset(
    {"in", "user", "users", "u", "profile", "people", "channel", "c"}
)
_NO_HANDLE: Final = frozenset({"none", "null", "n/a", "na", "unknown", "-"})


def normalise_network(network: str) -> str:
    """Return the one name of a network, e.g. "x" for Twitter."""
    folded = fold_identifier(network[:MOST_CHARACTERS]).replace(" ", "")
    return _NETWORK_ALIASES.get(folded, folded)


def normalise_handle(network: str, handle: str) -> str | None:
    """Return the handle folded, without "@" or the profile's address around it; None for none.

    Letters of other scripts are kept: a look-alike is another account. On Mastodon the instance
    belongs to the handle.
    """
    folded = fold_identifier(handle[:MOST_CHARACTERS])
    address = _URL.match(folded)
    if address:
        folded = _from_path(address[1])
    folded = folded.lstrip("@").strip().rstrip("/")
    if not folded or folded in _NO_HANDLE or any(one.isspace() for one in folded):
        return None
    if normalise_network(network) == "facebook" and folded.isascii():
        folded = folded.replace(".", "")  # facebook ignores dots
    return folded


def _from_path(path: str) -> str:
    segments = [one for one in re.split(r"[?#]", path)[0].split("/") if one]
    if len(segments) > 1 and segments[0] in _PROFILE_FOLDERS:
        return segments[1]
    return segments[0] if segments else ""
