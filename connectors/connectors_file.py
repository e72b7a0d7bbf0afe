"""The one file that says which sources are read and which senders are heard, in TOML.

```toml
public_url = "https://hooks.example.com"   # under which senders reach this server
keep_deliveries_days = 30                  # how long the bodies of worked deliveries are kept

[shopify.main]                             # its records stand under the source "shopify:main"
address = "https://bags.myshopify.com"
token = {env = "SHOPIFY_TOKEN"}            # secrets never stand in this file
webhook_secret = {file = "/run/secrets/shopify"}   # one a line: in rotation, the old one too
```
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from connectors.connector import Connector
from connectors.errors import BadConnectorsFileError

INSTANCE_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EVERY_SECONDS: Final = 300.0
KEEP_DAYS: Final = 30
COMMON: Final = {
    "every_seconds": "how often to look for what changed",
    "since": "the oldest change to read; all of them unless it is set",
    "requests_a_minute": "how fast to ask at most; what the source allows unless it is set",
    "requests_a_day": "how often to ask at most in a day (UTC)",
    "money_a_month": "how much to spend at most in a month (UTC)",
    "webhook_secret": "what its sender signs with",
    "webhook_token": "what its sender shows before it sends",
}


@dataclass(frozen=True, slots=True)
class InstanceTable:
    """One table of the file: an instance of a connector, with its secrets read."""

    connector: Connector
    name: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    every_seconds: float = EVERY_SECONDS
    since: datetime | None = None
    requests_a_minute: int | None = None
    requests_a_day: int | None = None
    money_a_month: Decimal | None = None
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    webhook_token: str | None = field(default=None, repr=False)
    pulls: bool = True  # False: its table holds nothing but what its webhook needs

    @property
    def source(self) -> str:
        return self.connector.source(self.name)


@dataclass(frozen=True, slots=True)
class ConnectorsFile:
    path: str = ""
    public_url: str = ""
    keep_deliveries_days: int = KEEP_DAYS
    instances: tuple[InstanceTable, ...] = ()


def read_connectors_file(
    path: Path, connectors: Sequence[Connector], environ: Mapping[str, str]
) -> ConnectorsFile:
    """Return what the file says. Raises BadConnectorsFileError, naming the key, never a secret."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadConnectorsFileError(str(path), "", error.strerror or "unreadable") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConnectorsFileError(str(path), "", f"it is no TOML ({error})") from None
    return _Reading(path, connectors, environ).whole(tables)


class _Reading:
    def __init__(
        self, path: Path, connectors: Sequence[Connector], environ: Mapping[str, str]
    ) -> None:
        self._path, self._environ = path, environ
        self._connectors = {connector.name: connector for connector in connectors}

    def whole(self, tables: dict[str, Any]) -> ConnectorsFile:
        public_url = self._text("public_url", tables.pop("public_url", ""))
        if public_url and not public_url.startswith(("http://", "https://")):
            raise self._bad("public_url", "an address that begins with https:// is expected")
        keep = self._whole_number("keep_deliveries_days", tables.pop("keep_deliveries_days", None))
        instances = [
            self._instance(connector, name, table)
            for connector, named in tables.items()
            for name, table in self._named(connector, named).items()
        ]
        return ConnectorsFile(
            str(self._path), public_url.rstrip("/"), keep or KEEP_DAYS, tuple(instances)
        )

    def _named(self, connector: str, named: object) -> dict[str, Any]:
        if connector not in self._connectors:
            there = ", ".join(self._connectors)
            raise self._bad(connector, f"there is no such connector or setting; there are {there}")
        if not isinstance(named, dict) or not all(isinstance(one, dict) for one in named.values()):
            raise self._bad(connector, f"tables such as [{connector}.main] are expected")
        return named

    def _instance(self, connector_name: str, name: str, table: dict[str, Any]) -> InstanceTable:
        key = f"{connector_name}.{name}"
        if not INSTANCE_NAME.fullmatch(name):
            raise self._bad(key, "small letters, digits and single hyphens make a name")
        connector = self._connectors[connector_name]
        own = {one.name: one for one in connector.pull.settings} if connector.pull else {}
        unknown = sorted(table.keys() - COMMON.keys() - own.keys())
        if unknown:
            known = ", ".join([*own, *COMMON])
            raise self._bad(f"{key}.{unknown[0]}", f"it is unknown; {known} are known")
        pulls = connector.pull is not None and bool(table.keys() & own.keys())
        values = {}
        for setting in own.values() if pulls else ():
            place = f"{key}.{setting.name}"
            value = table.get(setting.name, setting.default)
            if value is None:
                raise self._bad(place, f"it is missing: {setting.what}")
            values[setting.name] = (
                self._secrets(place, value)[0] if setting.secret else self._text(place, value)
            )
        if pulls and connector.pull:
            try:
                connector.pull.access(values)
            except ValueError as error:
                raise self._bad(key, str(error)) from None
        return InstanceTable(
            connector,
            name,
            values,
            every_seconds=self._number(f"{key}.every_seconds", table.get("every_seconds")),
            since=self._instant(f"{key}.since", table.get("since")),
            requests_a_minute=self._whole_number(
                f"{key}.requests_a_minute", table.get("requests_a_minute")
            ),
            requests_a_day=self._whole_number(f"{key}.requests_a_day", table.get("requests_a_day")),
            money_a_month=self._money(f"{key}.money_a_month", table.get("money_a_month")),
            webhook_secrets=self._secrets(f"{key}.webhook_secret", table["webhook_secret"])
            if "webhook_secret" in table
            else (),
            webhook_token=self._secrets(f"{key}.webhook_token", table["webhook_token"])[0]
            if "webhook_token" in table
            else None,
            pulls=pulls,
        )

    def _secrets(self, key: str, value: object) -> tuple[str, ...]:
        """Return the secrets, one a line, that an environment variable or a file holds."""
        match value:
            case {"env": str(variable), **others} if not others:
                text = self._environ.get(variable, "")
                place = f"the environment has no {variable}"
            case {"file": str(path), **others} if not others:
                try:
                    text = (self._path.parent / path).read_text("utf-8")
                except (OSError, UnicodeDecodeError) as error:
                    reason = getattr(error, "strerror", None) or "not UTF-8"
                    raise self._bad(key, f"{path} cannot be read ({reason})") from None
                place = f"{path} is empty"
            case _:
                raise self._bad(
                    key, '{env = "NAME"} or {file = "PATH"} is expected: secrets do not stand here'
                )
        lines = tuple(line.strip() for line in text.splitlines() if line.strip())
        if not lines:
            raise self._bad(key, place)
        return lines

    def _text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self._bad(key, "a text in quotes is expected")
        return value.strip()

    def _number(self, key: str, value: object) -> float:
        if value is None:
            return EVERY_SECONDS
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 1:
            raise self._bad(key, "a number of seconds from 1 on is expected")
        return float(value)

    def _whole_number(self, key: str, value: object) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self._bad(key, "a whole number from 1 on is expected")
        return value

    def _money(self, key: str, value: object) -> Decimal | None:
        if value is None:
            return None
        try:
            amount = Decimal(str(value))
            if not isinstance(value, bool) and amount.is_finite() and amount >= 0:
                return amount
        except InvalidOperation:
            pass
        raise self._bad(key, "an amount such as 25 or 9.50 is expected")

    def _instant(self, key: str, value: object) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        raise self._bad(key, "a time such as 2026-01-31T00:00:00Z is expected, without quotes")

    def _bad(self, key: str, problem: str) -> BadConnectorsFileError:
        return BadConnectorsFileError(str(self._path), key, problem)
