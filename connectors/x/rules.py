"""What is listened and searched for, in X's language of rules."""

from collections.abc import Mapping
from typing import Final

LONGEST: Final = 1024  # characters of a rule ("Filtered stream", rule length)
LONGEST_SEARCH: Final = 512  # of a query of the recent search


def handle_of(values: Mapping[str, str]) -> str:
    """Return our account's name without its @."""
    return values["handle"].strip().removeprefix("@")


def tracked(values: Mapping[str, str]) -> str:
    """Return what else than our own name is looked for; "" for nothing."""
    return values["track"].strip()


def stream_rule(values: Mapping[str, str]) -> str:
    """Return the rule of everything that concerns us, and of what we post ourselves.

    Raises ValueError, in words for a person, when X would not take it.
    """
    handle, words = handle_of(values), tracked(values)
    if not handle.replace("_", "").isalnum() or not handle.isascii() or len(handle) > 15:
        raise ValueError(f'handle: "{handle}" is no name of X, such as acme_help')
    parts = [f"@{handle}", f"to:{handle}", f"from:{handle}", *([f"({words})"] if words else [])]
    rule = f"({' OR '.join(parts)}) -is:retweet"
    if len(rule) > LONGEST or len(words) > LONGEST_SEARCH - 20:
        raise ValueError(
            f"track: {len(words)} characters are too long, {LONGEST_SEARCH - 20} are allowed"
        )
    return rule


def thread_query(conversation_id: str, handle: str) -> str:
    """Return the query for what is written in a thread without naming us."""
    return f"conversation_id:{conversation_id} -@{handle} -from:{handle} -is:retweet"
