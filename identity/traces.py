"""Does a raw delivery speak of a certain person? Its text is not understood here, only searched.

It does when it carries an identifier that only she holds, in whichever spelling, or the id of an
activity of hers from the same sender. A name is no sign: others have the same.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from identity.normalise.emails import normalise_email
from identity.normalise.handles import normalise_handle
from identity.normalise.numbers import normalise_number
from identity.normalise.phones import normalise_phone

_EMAIL: Final = re.compile(r"[^\s<>\"',;:(){}\[\]]{1,64}@[^\s<>\"',;(){}\[\]]{1,255}")
_PHONE: Final = re.compile(r"[+(]?\d[\d\s().\-/]{5,40}\d")
_HANDLE: Final = re.compile(r"@[\w.]+")
_FEWEST_DIGITS: Final = 7  # of a number without its country: fewer may be anything
_FEWEST_CHARACTERS: Final = 6  # of a handle or number that stands alone: "881" may be seconds


@dataclass(frozen=True, slots=True)
class Traces:
    """What gives one person away. `ids` are (source, id) of her activities and accounts."""

    identifiers: frozenset[str]  # "phone:+15550100123"
    ids: frozenset[tuple[str, str]]
    region: str  # country of telephone numbers without a prefix

    def are_in(self, body: str, source: str) -> bool:
        """Return whether a delivery from `source` speaks of this person."""
        texts = list(_texts(body))
        if any((source, text) in self.ids for text in texts):
            return True
        return any(not self.identifiers.isdisjoint(self._identifiers(text)) for text in texts)

    def _identifiers(self, text: str) -> Iterator[str]:
        for found in _EMAIL.findall(text):
            if (email := normalise_email(found)) is not None:
                yield f"email:{email}"
        for found in _PHONE.findall(text):
            if (phone := normalise_phone(found, self.region)) is not None:
                yield f"phone:{phone}"
            yield from self._by_digits(found)
        for kind in self._kinds():
            alone = (text,) if len(text) >= _FEWEST_CHARACTERS else ()
            for found in (*alone, *_HANDLE.findall(text)):
                if (handle := normalise_handle(kind, found)) is not None:
                    yield f"{kind}:{handle}"
            for found in alone:
                if (number := normalise_number(kind, found)) is not None:
                    yield f"{kind}:{number}"

    def _by_digits(self, text: str) -> Iterator[str]:
        """Yield her numbers that end in these digits, with or without the "0" of a trunk call."""
        whole = "".join(one for one in text if one.isdigit())
        endings = {one for one in (whole, whole.lstrip("0")) if len(one) >= _FEWEST_DIGITS}
        for identifier in self.identifiers:
            kind, _, value = identifier.partition(":+")
            if kind == "phone" and any(map(value.endswith, endings)):
                yield identifier

    def _kinds(self) -> set[str]:
        return {one.partition(":")[0] for one in self.identifiers} - {"phone", "email"}


def source_of(connector: str, instance: str) -> str:
    """Return under which name the records of a connector's instance stand in the graph."""
    return f"{connector}:{instance}"


def _texts(body: str) -> Iterator[str]:
    """Yield every text and number of a JSON body, at any depth; of another body, all of it."""
    try:
        left: list[object] = [json.loads(body)]
    except (ValueError, RecursionError):
        left = [body]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left.extend(_values(value))
        elif isinstance(value, list):
            left.extend(value)
        elif isinstance(value, str | int) and not isinstance(value, bool):
            yield str(value).strip()


def _values(value: dict[str, object]) -> Iterable[object]:
    return (*value.keys(), *value.values())
