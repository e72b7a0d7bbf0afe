"""What X charges, as data: a file that ships, or one that a person puts in its place."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

SHIPPED: Final = Path(__file__).with_name("prices.toml")
HIGHEST: Final = Decimal(100)  # for one item: beyond it somebody wrote cents


@dataclass(frozen=True, slots=True)
class Prices:
    """In the currency of `money_a_month`; a name begins with the table that it stands in."""

    read_own: Decimal
    read_post: Decimal
    read_message: Decimal
    read_user: Decimal
    write_post: Decimal
    write_post_with_link: Decimal
    write_message: Decimal


@lru_cache(maxsize=16)
def read_prices(path: str = "") -> Prices:
    """Return what a file says, the one that ships without a path.

    Raises ValueError, in words for a person: the file, the line and what is expected there.
    """
    file = Path(path) if path else SHIPPED
    try:
        text = file.read_text("utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise ValueError(f"prices: {file} cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"prices: {file} is no TOML ({error})") from None
    return _Reading(file, text).prices(tables)


class _Reading:
    def __init__(self, file: Path, text: str) -> None:
        self._file, self._lines = file, text.splitlines()

    def prices(self, tables: dict[str, Any]) -> Prices:
        found: dict[str, Decimal] = {}
        for field in fields(Prices):
            table, _, name = field.name.partition("_")
            inside = tables.get(table)
            if not isinstance(inside, Mapping):
                raise self._bad(f"[{table}]", table, "is missing: a table of prices is expected")
            if name not in inside:
                raise self._bad(f"[{table}]", table, f"{name} is missing")
            found[field.name] = self._amount(table, name, inside[name])
        known = {"currency", "read", "write"}
        for table in tables:
            if table not in known:
                raise self._bad(table, table, f"is unknown: {', '.join(sorted(known))} are known")
        for table in ("read", "write"):
            for name in tables[table]:
                if f"{table}_{name}" not in found:
                    raise self._bad(name, f"{table}.{name}", "is no price that is asked for")
        return Prices(**found)

    def _amount(self, table: str, name: str, value: object) -> Decimal:
        try:
            amount = Decimal(value) if isinstance(value, str) else Decimal("NaN")
        except InvalidOperation:
            amount = Decimal("NaN")
        if not (amount.is_finite() and 0 <= amount <= HIGHEST):
            expected = 'an amount in quotes such as "0.005" is expected'
            raise self._bad(name, f"{table}.{name}", expected, within=table)
        return amount

    def _bad(self, word: str, key: str, problem: str, *, within: str = "") -> ValueError:
        """Return the error, with the line where this key stands or would."""
        begin = self._line(f"[{within}]", 0) if within else 0
        line = self._line(word, begin or 0) or begin or 1
        return ValueError(f"prices: {self._file}, line {line}: {key}: {problem}")

    def _line(self, word: str, begin: int) -> int | None:
        for number, line in enumerate(self._lines, start=1):
            if number > begin and line.strip().startswith(word):
                return number
        return None
