"""What does a customer's message say of how to be spoken with?"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from context.promises.text import plain_words, sentences_of
from context.records import InteractionRecord
from context.wishes.phrases import BY, PATTERNS, STEMS

START: Final = r"(?<![^ ])"


def read_wishes(text: str | None) -> tuple[str, ...]:
    """Return the wishes of a message: "not voice", "only email", "prefer sms", "may voice".

    Of two about one channel the later counts. Questions wish nothing, nor do quoted messages.
    """
    if not text or not STEMS.search(text):
        return ()
    found: dict[str, str] = {}
    for sentence in sentences_of(text):
        if sentence.rstrip().endswith("?"):
            continue
        for wish in _wishes_in(plain_words(sentence)):
            found.pop(channel_of(wish), None)
            found[channel_of(wish)] = wish
    return tuple(found.values())


def wishes_of_interaction(interaction: InteractionRecord, _keys: object) -> dict[str, object]:
    """Return the property `wishes` of what a customer wrote; nothing of what we wrote."""
    wishes = read_wishes(interaction.text) if interaction.direction == "in" else ()
    return {"wishes": list(wishes)} if wishes else {}


def channel_of(wish: str) -> str:
    return wish.partition(" ")[2]


def _wishes_in(words: str) -> Iterator[str]:
    for patterns in _compiled().values():
        rest = words
        for pattern, wish in patterns:
            if pattern.search(rest):
                yield wish
                rest = pattern.sub("; ", rest)  # what was read is not read as something else


@cache
def _compiled() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """Return each language's patterns, those for any channel once for each channel."""
    return {
        language: tuple(
            (re.compile(START + "(?:" + pattern.replace("{by}", f"(?:{by})") + ")"), wish)
            for written, said in patterns
            for pattern, wish, by in _for_each_channel(language, written, said)
        )
        for language, patterns in PATTERNS.items()
    }


def _for_each_channel(language: str, written: str, said: str) -> Iterator[tuple[str, str, str]]:
    if "{by}" not in written:
        yield written, said, ""
        return
    for channel, by in BY[language].items():
        yield written, said.replace("{channel}", channel), by
