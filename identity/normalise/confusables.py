"""What does a handle look like? Its skeleton in the sense of Unicode's UTS 39.

The table holds the look-alikes of small Latin letters and digits in Cyrillic, Greek, Armenian and
Latin itself, as in UTS 39's confusables.txt; marks over letters are dropped.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_LOOKS_LIKE: Final = str.maketrans(
    {
        "а": "a", "ɑ": "a", "α": "a", "ь": "b", "Ь": "b", "ƅ": "b", "с": "c", "ϲ": "c", "ԁ": "d",
        "ɗ": "d", "е": "e", "ҽ": "e", "є": "e", "ε": "e", "ғ": "f", "ϝ": "f", "ɡ": "g", "ց": "g",
        "һ": "h", "հ": "h", "н": "h", "і": "l", "ı": "l", "ɩ": "l", "ι": "l", "ӏ": "l", "ј": "j",
        "ϳ": "j", "к": "k", "κ": "k", "ĸ": "k", "ⅼ": "l", "ł": "l", "м": "m", "ո": "n", "η": "n",
        "п": "n", "о": "o", "ο": "o", "օ": "o", "σ": "o", "ө": "o", "ø": "o", "р": "p", "ρ": "p",
        "ԛ": "q", "զ": "q", "г": "r", "ѕ": "s", "ƽ": "s", "т": "t", "τ": "t", "ս": "u", "υ": "u",
        "ʋ": "u", "ц": "u", "ѵ": "v", "ν": "v", "ԝ": "w", "ω": "w", "ѡ": "w", "ш": "w", "х": "x",
        "χ": "x", "у": "y", "γ": "y", "ү": "y", "ʏ": "y", "ᴢ": "z", "з": "3",
        "0": "o", "1": "l", "i": "l", "|": "l", "5": "s",
    }
)  # fmt: skip


@lru_cache(maxsize=16_384)
def skeleton(handle: str) -> str:
    """Return a string that two handles share when a reader may take one for the other."""
    plain = "".join(
        one for one in unicodedata.normalize("NFD", handle) if not unicodedata.combining(one)
    )
    return plain.translate(_LOOKS_LIKE).replace("rn", "m").replace("vv", "w").replace("cl", "d")
