"""Which account on which network is meant?"""

import re
from collections.abc import Sequence
from typing import Final

from identity.normalise.text import fold_identifier

MOST_CHARACTERS: Final = 200
PHONE_NETWORKS: Final = frozenset({"whatsapp", "viber", "signal"})  # an account is a number
INTERNATIONAL: Final = 11  # digits from which on a number has its country in front there

_NETWORK_ALIASES: Final = {
    "twitter": "x", "ig": "instagram", "insta": "instagram", "fb": "facebook",
    "messenger": "facebook", "facebookmessenger": "facebook", "tt": "tiktok", "yt": "youtube",
    "bluesky": "bsky", "wa": "whatsapp", "whatsappbusiness": "whatsapp", "tg": "telegram",
}  # fmt: skip
_HOSTS: Final = {
    "x.com": "x", "twitter.com": "x", "instagram.com": "instagram", "facebook.com": "facebook",
    "fb.com": "facebook", "fb.me": "facebook", "m.me": "facebook", "messenger.com": "facebook",
    "linkedin.com": "linkedin", "tiktok.com": "tiktok", "youtube.com": "youtube",
    "t.me": "telegram", "telegram.me": "telegram", "wa.me": "whatsapp",
    "whatsapp.com": "whatsapp", "bsky.app": "bsky", "threads.net": "threads",
    "threads.com": "threads", "reddit.com": "reddit", "github.com": "github",
    "pinterest.com": "pinterest", "snapchat.com": "snapchat", "twitch.tv": "twitch", "vk.com": "vk",
}  # fmt: skip
_URL: Final = re.compile(r"^(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?/+(.*)$")
_PROFILE_FOLDERS: Final = frozenset(
    {"in", "user", "users", "u", "profile", "channel", "c", "add", "send", "intent", "pub"}
)
_ID_AT_THE_END: Final = frozenset({"people", "pages", "p"})  # facebook.com/people/Ana-L/1000123
_NO_PROFILE: Final = frozenset(
    {
        "company", "events", "explore", "groups", "hashtag", "help", "home", "i", "jobs", "login",
        "marketplace", "p", "pages", "people", "playlist", "posts", "privacy", "reel", "reels", "s",
        "school", "search", "settings", "share", "sharer", "shorts", "stories",
        "story.php", "watch",
    }
)  # fmt: skip
_ID_PARAMETER: Final = re.compile(r"[?&](?:id|user_id|screen_name|phone)=\+?([^&#]+)")
_NUMERIC: Final = re.compile(r"\d{5,}")
_ESCAPED: Final = re.compile(r"(?:%[0-9a-f]{2})+")
_NO_HANDLE: Final = frozenset(
    {
        "none", "null", "n/a", "na", "unknown", "-", "anonymous", "deleted", "[deleted]",
        "facebookuser", "instagramuser", "undefined",
    }
)  # fmt: skip


def normalise_network(network: str) -> str:
    """Return the one name of a network, e.g. "x" for Twitter."""
    folded = fold_identifier(network[:MOST_CHARACTERS]).replace(" ", "")
    folded = folded.removeprefix("www.")
    return _HOSTS.get(folded) or _NETWORK_ALIASES.get(folded, folded)


def normalise_handle(network: str, handle: str) -> str | None:
    """Return the handle folded, without "@" or the profile's address around it; None for none.

    Letters of other scripts are kept: a look-alike is another account. On Mastodon the instance
    belongs to the handle, and without it nobody is meant. The address of another network's
    profile, of a company's page or of a post is no handle, nor is a telephone number (`phone_of`).
    """
    if phone_of(network, handle) is not None:
        return None
    return _account(normalise_network(network), handle)


def phone_of(network: str, handle: str) -> str | None:
    """Return the telephone number, not normalised, that an account on WhatsApp and the like is."""
    named = normalise_network(network)
    if named not in PHONE_NETWORKS:
        return None
    account = handle[:MOST_CHARACTERS].strip().lstrip("@")
    if "/" in account:
        account = _account(named, account) or ""
    if any(map(str.isalpha, account)) or not any(map(str.isdigit, account)):
        return None
    has_country = account.isdigit() and len(account) >= INTERNATIONAL and account[0] != "0"
    return f"+{account}" if has_country else account


def _account(named: str, handle: str) -> str | None:
    folded = fold_identifier(handle[:MOST_CHARACTERS])
    address = _URL.match(folded)
    if address:
        found = _from_address(named, address[1], address[2])
    else:
        found = folded.removeprefix("in/") if named == "linkedin" else folded
    found = found.lstrip("@").strip().rstrip("/")
    if not found or found in _NO_HANDLE or any(one.isspace() for one in found):
        return None
    return _of_network(named, found)


def _of_network(network: str, handle: str) -> str | None:
    if network == "facebook" and handle.isascii() and not handle.isdigit():
        return handle.replace(".", "") or None  # facebook ignores dots
    if network == "mastodon" and "@" not in handle:
        return None
    if network == "bsky" and "." not in handle and not handle.startswith("did:"):
        return f"{handle}.bsky.social"
    return handle


def _from_address(network: str, host: str, path: str) -> str:
    """Return the handle that a profile's address names; "" for none of this network."""
    owner = _HOSTS.get(host) or _HOSTS.get(host.partition(".")[2], "")
    if owner and network in _HOSTS.values() and owner != network:
        return ""
    path = _ESCAPED.sub(_unescaped, path)
    segments = [one for one in re.split(r"[?#]", path)[0].split("/") if one]
    handle = _from_path(segments, path)
    if network == "mastodon" and handle and handle.count("@") < 2:
        return f"{handle.lstrip('@')}@{host}"
    return handle


def _from_path(segments: Sequence[str], path: str) -> str:
    parameter = _ID_PARAMETER.search(path)
    if parameter and (not segments or segments[-1] in {"profile.php", "user", "send"}):
        return parameter[1]
    if len(segments) > 2 and segments[0] in _ID_AT_THE_END and _NUMERIC.fullmatch(segments[2]):
        return segments[2]
    if len(segments) > 2 and segments[:2] == ["i", "user"]:
        return segments[2]
    if len(segments) > 1 and segments[0] in _PROFILE_FOLDERS:
        return segments[1]
    if not segments or segments[0] in _NO_PROFILE:
        return ""
    return segments[0]


def _unescaped(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace")
