"""How is a matter kept? As JSON text, from which it comes back equal.

What is as usual is left out. A text of a later version may say more: what is not known here is
passed over, so that two versions may run beside each other for a while.
"""

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Final, TypeVar

from context.journey.model import Attempt, Effort, Matter, Pivot, Praise, Reference

T = TypeVar("T")
LISTS: Final[dict[str, type]] = {
    "tried": Attempt,
    "evidence": Reference,
    "pivots": Pivot,
    "praise": Praise,
}
KNOWN: Final[dict[type, dict[str, object]]] = {
    kind: {one.name: one.default for one in fields(kind)}
    for kind in (Matter, Attempt, Effort, Reference, Pivot, Praise)
}


def to_text(matter: Matter) -> str:
    """Return the matter as JSON; equal matters give equal texts."""
    return json.dumps(_values(matter), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Matter:
    """Return the matter that a text of `to_text` tells of."""
    values = json.loads(text)
    for name, kind in LISTS.items():
        if name in values:
            values[name] = tuple([_made(kind, one) for one in values[name]])
    if "effort" in values:
        values["effort"] = _made(Effort, values["effort"])
    return _made(Matter, values)


def _values(made: Any) -> dict[str, object]:
    found = {}
    for name, default in KNOWN[type(made)].items():
        value = getattr(made, name)
        if default is MISSING or value != default:
            found[name] = _plain(value)
    return found


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _values(value) if is_dataclass(value) else value


def _made(kind: type[T], values: dict[str, Any]) -> T:
    known = KNOWN[kind]
    return kind(
        **{
            name: tuple(value) if type(value) is list else value
            for name, value in values.items()
            if name in known
        }
    )
