"""How has a customer spoken of us in public: an ambassador, a detractor, or neither?"""

from collections.abc import Iterable
from typing import Final

from context.journey.wording import how_many
from context.mentions.model import History, Post, Tone

FEWEST: Final = 2  # posts of one tone: one alone is a mood
SHARE: Final = 2 / 3  # of all that were not neutral
AMBASSADOR: Final = "ambassador"
DETRACTOR: Final = "detractor"


def history_of(posts: Iterable[Post]) -> History:
    """Return how often a customer praised and blamed us, and what that makes of it."""
    listed = list(posts)
    tones = [one.tone for one in listed]
    positive, negative = tones.count(Tone.POSITIVE), tones.count(Tone.NEGATIVE)
    neutral = len(listed) - positive - negative
    reach = sum(one.reach or 0 for one in listed)
    standing = _standing(positive, negative)
    praised = f"praised us {how_many(positive, 'time')} and blamed us {how_many(negative, 'time')}"
    why = f"{praised} in public" if listed else "has said nothing in public"
    return History(positive, negative, neutral, reach, standing, why)


def _standing(positive: int, negative: int) -> str | None:
    said = positive + negative
    for count, standing in ((positive, AMBASSADOR), (negative, DETRACTOR)):
        if count >= FEWEST and count >= SHARE * said:
            return standing
    return None
