"""How times, counts and places are said in a sentence."""

from collections.abc import Sequence
from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NETWORKS: Final = {
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
}
MESSAGES: Final = {
    "social": "post",
    "dm": "direct message",
    "email": "e-mail",
    "sms": "text message",
    "chat": "chat",
    "review": "review",
    "voice": "voicemail",
}


def how_many(count: int, one: str, many: str | None = None) -> str:
    """Return `three attempts`, `1 attempt`…: words up to nine, digits above."""
    number = NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"
    return f"{number} {one if count == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """Return a time span in whole units, rounded down: `14 minutes`, `1 hour`, `3 days`."""
    whole = max(0, int(seconds))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if whole >= size:
            count = whole // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a second"


def message(channel: str, source: str) -> str:
    """Return what a message is called: `post on X`, `e-mail`, `voicemail`."""
    noun = MESSAGES.get(channel, "message")
    network = NETWORKS.get(source.lower())
    return f"{noun} on {network}" if network and noun in ("post", "direct message") else noun


def listing(parts: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
