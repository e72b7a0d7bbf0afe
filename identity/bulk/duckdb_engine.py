"""The bulk scoring on DuckDB: columnar, in this process, on all cores."""

# ruff: noqa: S608 - queries are put together from our own names; values never are part of one
from collections.abc import Collection, Iterator
from typing import Final

import duckdb
import pyarrow as pa
from splink import DuckDBAPI

from identity.bulk.columns import Table
from identity.bulk.engines import Weighed
from identity.bulk.splink import SplinkLevels
from identity.comparisons.sql import DUCKDB

ROWS_AT_ONCE: Final = 1_000_000
TYPES: Final = {
    "text": pa.string(),
    "list": pa.list_(pa.string()),
    "flag": pa.bool_(),
    "bits": pa.float64(),
    "integer": pa.int64(),
}


def arrow_table(table: Table) -> pa.Table:
    return pa.table({name: pa.array(values, TYPES[kind]) for name, (kind, values) in table.items()})


class DuckDBEngine:
    dialect = DUCKDB

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._splink = DuckDBAPI(connection=self._connection)
        self._levels: SplinkLevels | None = None

    def load(self, name: str, table: Table) -> None:
        self._connection.register("arriving", arrow_table(table))
        self.make(name, "SELECT * FROM arriving")
        self._connection.unregister("arriving")

    def make(self, name: str, query: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")

    def make_places(self, meeting: str, asked: Collection[str]) -> None:
        if self._levels is None:
            self._levels = SplinkLevels(self._splink, self.dialect, asked)
        with self._levels.of(meeting) as query:
            self.make("places", query)

    def drop(self, name: str) -> None:
        self._connection.execute(f"DROP TABLE {name}")

    def count(self, name: str) -> int:
        (counted,) = self._connection.execute(f"SELECT count(*) FROM {name}").fetchall()
        return int(counted[0])

    def weighed(self, query: str) -> Iterator[Weighed]:
        for batch in self._connection.sql(query).to_arrow_reader(ROWS_AT_ONCE):
            left, right, weight = (column.to_pylist() for column in batch.columns)
            yield left, right, weight

    def close(self) -> None:
        self._connection.close()


ENGINE: Final = DuckDBEngine
