"""Where the survivorship rules of a deployment are read: the file that ships, or one's own."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from identity.errors import SurvivorshipError
from identity.survivorship import FIELDS, Survival, Survivorship

SHIPPED = Path(str(files("identity"))) / "survivorship.toml"


def load_survivorship(path: Path | None = None) -> Survivorship:
    """Return the rules that stand in `path`; a field that it leaves out has the rules that ship.

    Raises SurvivorshipError for a file that cannot be read or says something unknown.
    """
    shipped = _read(SHIPPED)
    if path is None:
        return Survivorship(_fields(SHIPPED, shipped), {})
    own = _read(path)
    unknown = sorted(own.keys() - {"sources", "fields"})
    if unknown:
        raise SurvivorshipError(path, f'"{unknown[0]}" means nothing; name `sources` and `fields`')
    fields = {**_fields(SHIPPED, shipped), **_fields(path, own)}
    order = _texts(path, "sources", own.get("sources", []))
    return Survivorship(fields, {source: place for place, source in enumerate(order)})


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SurvivorshipError(path, f"it cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SurvivorshipError(path, f"it is no TOML ({error})") from error


def _fields(path: Path, document: Mapping[str, Any]) -> dict[str, tuple[Survival, ...]]:
    table = document.get("fields", {})
    if not isinstance(table, dict):
        raise SurvivorshipError(path, "`fields` must be a table")
    fields = {}
    for field, rules in table.items():
        if field not in FIELDS:
            raise SurvivorshipError(path, f'there is no field "{field}"; name {", ".join(FIELDS)}')
        fields[field] = tuple(_rule(path, one) for one in _texts(path, field, rules))
    return fields


def _texts(path: Path, name: str, value: object) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SurvivorshipError(path, f"`{name}` must be a list of strings")
    return value


def _rule(path: Path, name: str) -> Survival:
    try:
        return Survival(name)
    except ValueError as error:
        known = ", ".join(Survival)
        raise SurvivorshipError(path, f'there is no rule "{name}"; name {known}') from error
