"""What may stand in one field of a canonical record, as a check and as JSON Schema side by side."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

from connectors.errors import shorten

TEXT_CHARACTERS: Final = 131_072  # 128 kB of ASCII; longer is no name, note or number of anybody
MESSAGE_CHARACTERS: Final = 262_144  # what somebody wrote to us
LARGEST_INTEGER: Final = 2**53 - 1  # exact in every JSON reader
LIST_ITEMS: Final = 100
LONGEST_SECONDS: Final = 7 * 24 * 3600  # nobody talks for longer
_LARGEST_QUANTITY: Final = 1_000_000_000
_MOST_STARS: Final = 5
_DAY_TIME: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
)
_ZONE: Final = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})"
_INSTANT: Final = "date and time with a zone, as in 2026-11-02T09:00:00Z,"
_is_instant: Final = re.compile(_DAY_TIME + _ZONE).fullmatch
_is_local: Final = re.compile(_DAY_TIME).fullmatch

JsonSchema = dict[str, Any]


class UnfitError(Exception):
    """A value that its field does not take. `path` grows while it travels out of nested values."""

    def __init__(self, value: object, reason: str, path: str = "") -> None:
        self.value, self.reason, self.path = value, reason, path
        super().__init__(reason)

    def within(self, outer: str) -> "UnfitError":
        joint = "" if not self.path or self.path.startswith("[") else "."
        self.path = f"{outer}{joint}{self.path}"
        return self


@dataclass(frozen=True, slots=True)
class Shape:
    """`read` returns a JSON value as the record holds it or raises UnfitError; null never comes."""

    read: Callable[[Any], Any]
    schema: JsonSchema


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a JSON object: `attribute` is its name in the record."""

    attribute: str
    shape: Shape
    required: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of one JSON object, in the order in which they are documented."""

    by_key: Mapping[str, Field]
    required: tuple[tuple[str, str], ...] = field(init=False)  # (key, attribute)

    def __post_init__(self) -> None:
        needed = ((key, one.attribute) for key, one in self.by_key.items() if one.required)
        object.__setattr__(self, "required", tuple(needed))

    def __or__(self, other: "Fields") -> "Fields":
        return Fields({**self.by_key, **other.by_key})


def read_object(payload: object, fields: Fields) -> dict[str, Any]:
    """Return attribute → value of a JSON object. Null counts as missing."""
    if not isinstance(payload, dict):
        raise UnfitError(payload, "an object is expected")
    values: dict[str, Any] = {}
    known = fields.by_key
    key = ""
    try:
        for key, value in payload.items():
            if value is not None:
                one = known[key]
                values[one.attribute] = one.shape.read(value)
            elif key not in known:
                raise KeyError(key)
    except KeyError:
        raise UnfitError(payload[key], _unknown(key, fields), shorten(key)) from None
    except UnfitError as unfit:
        raise unfit.within(key) from None
    for key, attribute in fields.required:
        if attribute not in values:
            raise UnfitError(payload.get(key), "is missing, and is required", key)
    return values


def object_schema(fields: Fields) -> JsonSchema:
    """Return what `read_object` takes, as JSON Schema."""
    return {
        "type": "object",
        "properties": {
            key: one.shape.schema if one.required else _or_null(one.shape.schema)
            for key, one in fields.by_key.items()
        },
        "required": [key for key, _ in fields.required],
        "additionalProperties": False,
    }


def _or_null(schema: JsonSchema) -> JsonSchema:
    return {"anyOf": [schema, {"type": "null"}]}


def _unknown(key: str, fields: Fields) -> str:
    close = get_close_matches(shorten(key), fields.by_key, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"known are {', '.join(fields.by_key)}"
    return f"unknown key; {hint}"


def _checked(value: object, characters: int) -> str:
    if not isinstance(value, str):
        raise UnfitError(value, "a string is expected")
    if len(value) > characters:
        raise UnfitError(value, f"longer than {characters:,} characters")
    if "\0" in value:
        raise UnfitError(value.replace("\0", "␀"), "holds a NUL character")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise UnfitError(
                value.encode("utf-8", "replace").decode(), "holds half of a surrogate pair"
            ) from None
    return value


def text(characters: int = TEXT_CHARACTERS) -> Shape:
    """Any text; a blank one is a missing one (None)."""

    def read(value: object) -> str | None:
        checked = _checked(value, characters)
        return checked if checked and not checked.isspace() else None

    return Shape(read, {"type": "string", "maxLength": characters, "pattern": r"^[^\u0000]*$"})


def said(characters: int = TEXT_CHARACTERS) -> Shape:
    """Text that says something: not blank."""

    def read(value: object) -> str:
        checked = _checked(value, characters)
        if not checked or checked.isspace():
            raise UnfitError(value, "is blank")
        return checked

    pattern = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
    return Shape(read, {"type": "string", "maxLength": characters, "pattern": pattern})


def matching(pattern: str, expected: str, convert: Callable[[str], Any] = str) -> Shape:
    """Text of one form. `convert` may raise ValueError or OverflowError: the form alone misled."""
    fits = re.compile(pattern).fullmatch

    def read(value: object) -> Any:
        if not isinstance(value, str):
            raise UnfitError(value, f"a string is expected: {expected}")
        if fits(value) is None:
            raise UnfitError(value, f"{expected} is expected")
        try:
            return convert(value)
        except (ValueError, OverflowError):
            raise UnfitError(value, f"no such day or time; {expected} is expected") from None

    return Shape(read, {"type": "string", "pattern": f"^(?:{pattern})$"})


def one_of(*choices: str) -> Shape:
    """One word of a closed list."""
    known = frozenset(choices)

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in known:
            raise UnfitError(value, f"one of {', '.join(choices)} is expected")
        return value

    return Shape(read, {"enum": list(choices)})


def integer(largest: int = LARGEST_INTEGER, *, least: int = 0) -> Shape:
    """A whole number from `least` on; 3.0 is one, as JSON has it."""

    def read(value: object) -> int:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole or not least <= value <= largest:  # type: ignore[operator]
            raise UnfitError(value, f"a whole number from {least} to {largest} is expected")
        return int(value)  # type: ignore[call-overload, no-any-return]

    return Shape(read, {"type": "integer", "minimum": least, "maximum": largest})


def list_of(item: Shape, most: int = LIST_ITEMS) -> Shape:
    """A list, as a tuple."""
    read_item = item.read

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise UnfitError(value, "a list is expected")
        if len(value) > most:
            raise UnfitError(value, f"more than {most} items")
        index = 0
        try:
            items = []
            for index, one in enumerate(value):  # noqa: B007  named for the error below
                items.append(read_item(one))
        except UnfitError as unfit:
            raise unfit.within(f"[{index}]") from None
        return tuple(items)

    return Shape(read, {"type": "array", "items": item.schema, "maxItems": most})


def nested(fields: Fields, make: Callable[..., Any] = dict) -> Shape:
    """An object; `make` gets its attributes as keyword arguments."""
    return Shape(lambda value: make(**read_object(value, fields)), object_schema(fields))


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise UnfitError(value, "true or false is expected")
    return value


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise UnfitError(value, f"a string is expected: {_INSTANT}")
    if _is_instant(value) is None:
        if _is_local(value):
            reason = "has no time zone, so it could be any of 26 hours: add Z or as in +01:00"
            raise UnfitError(value, reason)
        raise UnfitError(value, f"{_INSTANT} is expected")
    try:
        instant = datetime.fromisoformat(value)
        if not 1 < instant.year < 9999:
            instant.astimezone(UTC)  # raises OverflowError when the day is none in UTC
    except (ValueError, OverflowError):
        raise UnfitError(value, f"no such day or time; {_INSTANT} is expected") from None
    return instant


def _birth_date(value: str) -> str:
    if len(value) == len("1980-02-01"):
        date.fromisoformat(value)
    elif value.startswith("--"):
        date.fromisoformat("2000" + value[1:])  # a leap year: 29 February is a birthday
    return value


def _quantity(value: object) -> Decimal:
    if isinstance(value, str):
        return DECIMAL.read(value)  # type: ignore[no-any-return]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnfitError(value, "a number is expected")
    if not -_LARGEST_QUANTITY <= value <= _LARGEST_QUANTITY:
        raise UnfitError(value, f"a number up to {_LARGEST_QUANTITY} is expected")
    return Decimal(str(round(value, 6)))  # as many places as a string may have


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnfitError(value, "a number of seconds is expected")
    if not 0 <= value <= LONGEST_SECONDS:
        raise UnfitError(value, f"a number of seconds up to {LONGEST_SECONDS} is expected")
    return round(float(value), 3)


def _rating(value: object) -> Decimal:
    if isinstance(value, str):
        return _STARS.read(value)  # type: ignore[no-any-return]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= _MOST_STARS:  # type: ignore[operator]
        raise UnfitError(value, f"stars from 0 to {_MOST_STARS} are expected")
    return Decimal(str(round(value, 2)))  # type: ignore[call-overload]


TEXT: Final = text()
SAID: Final = said()
SPOKEN: Final = Shape(lambda value: TEXT.read(value) or "", TEXT.schema)  # perhaps nothing
BOOLEAN: Final = Shape(_boolean, {"type": "boolean"})
INTEGER: Final = integer()
SECONDS: Final = Shape(_seconds, {"type": "number", "minimum": 0, "maximum": LONGEST_SECONDS})
INSTANT: Final = Shape(_instant, {"type": "string", "pattern": f"^(?:{_DAY_TIME}{_ZONE})$"})
BIRTH_DATE: Final = matching(
    r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
    r"|--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
    "a date as in 1980-02-01, or a part of one (1980, 1980-02, --02-01)",
    _birth_date,
)
DECIMAL: Final = matching(
    r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", 'an amount as a string, as in "129.00",', Decimal
)
QUANTITY: Final = Shape(
    _quantity,
    {
        "anyOf": [
            DECIMAL.schema,
            {"type": "number", "minimum": -_LARGEST_QUANTITY, "maximum": _LARGEST_QUANTITY},
        ]
    },
)
_STARS: Final = matching(
    r"[0-4](?:\.[0-9]{1,2})?|5(?:\.0{1,2})?", 'stars from 0 to 5, as in "4.5",', Decimal
)
RATING: Final = Shape(
    _rating,
    {"anyOf": [_STARS.schema, {"type": "number", "minimum": 0, "maximum": _MOST_STARS}]},
)
CURRENCY: Final = matching(r"[A-Z]{3}", "a currency as in USD (ISO 4217)")
COUNTRY: Final = matching(r"[A-Za-z]{2}", "a country as in US (ISO 3166-1 alpha-2)", str.upper)
LANGUAGE: Final = matching(
    r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,5}", "a language as in en or pt-BR (BCP 47)"
)
