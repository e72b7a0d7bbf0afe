"""The fields of what a source sends, each read or refused by name; empty and null mean unknown."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from connectors.errors import BadRecordError

ID_CHARACTERS: Final = 256
TEXT_CHARACTERS: Final = 10_000
PRICE: Final = Decimal(10) ** 12  # nothing that is sold costs more


class Fields:
    """One object of a payload. `path` says where in it, for whoever reads a refusal."""

    def __init__(
        self, source: str, record_id: str, values: Mapping[str, Any], path: str = ""
    ) -> None:
        self._source, self._id, self._values, self._path = source, record_id, values, path

    def __bool__(self) -> bool:
        return bool(self._values)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def id(self, name: str = "id") -> str:
        """Return a number or a text that names something. Raises BadRecordError without one."""
        found = self.text(name, ID_CHARACTERS)
        if found is None:
            raise self.bad(name, "is missing")
        return found

    def maybe_id(self, name: str) -> str | None:
        """Return the same where it may be missing; 0 is how some say that it is."""
        found = self.text(name, ID_CHARACTERS)
        return None if found == "0" else found

    def text(self, name: str, most: int = TEXT_CHARACTERS) -> str | None:
        value = self._values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.bad(name, "is no text")
        return value.strip()[:most] or None

    def instant(self, name: str) -> datetime | None:
        """Return a time with its zone. Raises BadRecordError for anything else that is there."""
        text = self.text(name, ID_CHARACTERS)
        if text is None:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise self.bad(name, "is no time (ISO 8601)") from None
        if at.tzinfo is None:
            raise self.bad(name, "has no time zone")
        return at

    def utc_instant(self, name: str) -> datetime | None:
        """Return a time that the source gives in UTC without saying so."""
        text = self.text(name, ID_CHARACTERS)
        if text is None:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise self.bad(name, "is no time (ISO 8601)") from None
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    def at(self, name: str) -> datetime:
        """Return a time that has to be there. Raises BadRecordError."""
        found = self.instant(name)
        if found is None:
            raise self.bad(name, "is missing")
        return found

    def amount(self, name: str) -> Decimal | None:
        text = self.text(name, 40) if not isinstance(self._values.get(name), float) else None
        text = text if text is not None else str(self._values.get(name) or "")
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation:
            raise self.bad(name, "is no amount") from None
        if not found.is_finite() or abs(found) > PRICE:
            raise self.bad(name, "is no amount")
        return found

    def whole(self, name: str) -> int | None:
        value = self._values.get(name)
        if value is None or value == "":
            return None
        found = self.amount(name)
        return None if found is None else int(found)

    def flag(self, name: str) -> bool | None:
        value = self._values.get(name)
        return value if isinstance(value, bool) else None

    def child(self, name: str) -> "Fields":
        """Return the object there; an empty one where there is none."""
        value = self._values.get(name)
        if value is None or value == []:  # PHP writes an empty object as a list
            value = {}
        if not isinstance(value, Mapping):
            raise self.bad(name, "is no object")
        return Fields(self._source, self._id, value, f"{self._path}{name}.")

    def children(self, name: str) -> list["Fields"]:
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise self.bad(name, "is no list of objects")
        return [
            Fields(self._source, self._id, one, f"{self._path}{name}[{place}].")
            for place, one in enumerate(value)
        ]

    def bad(self, name: str, reason: str) -> BadRecordError:
        return BadRecordError(
            self._source, self._id, f"{self._path}{name}", self._values.get(name), reason
        )


def fields_of(source: str, payload: Mapping[str, Any], *, id_name: str = "id") -> Fields:
    """Return the fields of a whole item. Raises BadRecordError for what is no object."""
    if not isinstance(payload, Mapping):
        raise BadRecordError(source, "", "", payload, "is no object")
    return Fields(source, str(payload.get(id_name, "")), payload)
