"""A raw body as the JSON object it should be, whatever somebody sent instead."""

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from connectors.errors import BadBodyError

SURROGATES: Final = ("\ud800", "\udfff")


def read_payload(body: bytes | str) -> dict[str, Any]:
    """Return the object. Raises BadBodyError, whose words hold nothing of the body.

    Refused as well: keys that stand twice, NaN, and NUL or half a surrogate pair in any text,
    since no graph can hold them.
    """
    try:
        text = body if isinstance(body, str) else body.decode("utf-8")
        payload = json.loads(text, object_pairs_hook=_object, parse_constant=_not_a_number)
    except UnicodeDecodeError:
        raise BadBodyError("is not UTF-8") from None
    except RecursionError:
        raise BadBodyError("is nested too deeply") from None
    except ValueError:
        raise BadBodyError("is not JSON") from None
    if not isinstance(payload, dict):
        raise BadBodyError("is JSON, but no object")
    if "\\u" in text and any(_unfit(value) for value in _texts(payload)):
        raise BadBodyError("holds a NUL or half a character")
    return payload


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadBodyError("has a key twice in one object")
    return found


def _not_a_number(_constant: str) -> NoReturn:
    raise BadBodyError("holds NaN or infinity")


def _texts(payload: dict[str, Any]) -> Iterator[str]:
    """Yield every key and text value, at any depth."""
    left: list[object] = [payload]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            left.extend(value)
        elif isinstance(value, dict):
            left.extend(value)
            left.extend(value.values())


def _unfit(text: str) -> bool:
    return any(
        character == "\0" or SURROGATES[0] <= character <= SURROGATES[1] for character in text
    )
