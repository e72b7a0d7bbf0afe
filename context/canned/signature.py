"""Which replies may be near-duplicates? A short sketch of each, and keys that can be looked up.

A bottom-k sketch (Broder 1997): every pair of neighbouring words is hashed, the k smallest hashes
are kept. Two texts that share half of their pairs share one of k = 8 in 99 cases of 100. Kept with
an interaction it is a list of eight small integers, or SIGNATURE_CHARACTERS of ASCII; each integer
is an equality key, so that the candidates of a new reply are one indexed read.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final
from zlib import crc32

KEYS: Final = 8
KEY_CHARACTERS: Final = 8
SIGNATURE_CHARACTERS: Final = KEYS * KEY_CHARACTERS

Signature = tuple[int, ...]


def signature_of(text: str) -> Signature:
    """Return the sketch of a reply's words (Reading.text); empty for a reply without words."""
    words = text.split()
    pairs = {f"{one} {other}" for one, other in pairwise(words)} or set(words)
    return tuple(sorted({crc32(one.encode()) for one in pairs})[:KEYS])


def dump_signature(signature: Iterable[int]) -> str:
    """Return the sketch as hexadecimal digits, eight for each key."""
    return "".join(f"{key:08x}" for key in signature)


def load_signature(text: str) -> Signature:
    """Return the sketch that `dump_signature` wrote. Raises ValueError for anything else."""
    if len(text) % KEY_CHARACTERS:
        raise ValueError(f"a signature of {len(text)} characters: whole keys have 8 each")
    starts = range(0, len(text), KEY_CHARACTERS)
    return tuple(int(text[start : start + KEY_CHARACTERS], 16) for start in starts)
