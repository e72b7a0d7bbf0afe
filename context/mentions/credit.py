"""Which answers of other customers in a thread were of help to whoever had asked?

One is credited when its asker thanked for it; or when it reads like an answer: it tells what to do
or what helped, asks nothing and blames nobody.
"""

import re
from typing import Final

from context.journey.contact import is_thanks
from context.mentions.model import Tone

FEWEST_WORDS: Final = 5
ADVICE: Final = re.compile(
    r"\b(?:try|you (?:can|could|need to|have to|should|just)|press|hold|reset|restart|unplug|go to"
    r"|click|open the|call|ask (?:for|them)|worked for me|works for me"
    r"|same (?:thing|here).{0,40}fixed"
    r"|solved it|what helped|helped me|make sure|there is a|look under|turn (?:it|the)|use the"
    r"|versuch|du (?:kannst|musst)|sie (?:können|müssen)|drück|halte|bei mir (?:hat|half)|geh auf"
    r"|prueba|puedes|tienes que|pulsa|mantén|a mí me (?:funcionó|sirvió)|ve a"
    r"|essaie|essayez|vous pouvez|tu peux|il faut|appuie|appuyez|chez moi)\b",
    re.IGNORECASE,
)
ASKS: Final = re.compile(r"\?\s*$")


def reads_like_help(text: str | None, tone: Tone) -> bool:
    """Return whether a reply tells somebody what to do or what helped."""
    if not text or tone is Tone.NEGATIVE or ASKS.search(text):
        return False
    return len(text.split()) >= FEWEST_WORDS and ADVICE.search(text) is not None


def was_thanked(replies: tuple[str, ...]) -> bool:
    """Return whether one of the asker's replies to an answer says thanks."""
    return any(is_thanks(one) for one in replies)


def credit(text: str | None, tone: Tone, thanks: tuple[str, ...]) -> str | None:
    """Return why an answer is credited, or None. `thanks` are the asker's replies to it."""
    if was_thanked(thanks):
        return "who had asked said thanks for it"
    if reads_like_help(text, tone):
        return "it tells what to do, or what helped"
    return None
