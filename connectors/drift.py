"""What a source says that its parser does not know yet: counted by name, never by value."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from connectors.pull import Payload

NAMES: Final = 50  # kept of one list
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
OTHERS: Final = "(others)"  # names that could be values, and those beyond the first fifty


def drift_of(items: Iterable[Payload], known: frozenset[str], before: str) -> str:
    """Return `before`, as JSON, with the unknown keys of these items counted in."""
    counted: Counter[str] = Counter(json.loads(before))
    for item in items:
        for key in item.keys() - known:
            fits = NAME.fullmatch(key) and (key in counted or len(counted) < NAMES)
            counted[key if fits else OTHERS] += 1
    return json.dumps(dict(sorted(counted.items())))
