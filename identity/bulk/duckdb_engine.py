"""The bulk scoring on DuckDB: columnar, in this process, on all cores.

Splink asks DuckDB the same questions in a third more time: it works out probabilities that nobody
reads here. So it is asked only where that matters less (`splink_engine`, `spark_engine`).
"""

from collections.abc import Collection, Iterator
from typing import Final

import duckdb
import pyarrow as pa

from identity.bulk.columns import Table
from identity.bulk.engines import Weighed
from identity.bulk.weighing_sql import found_sql
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
        self.connection = duckdb.connect()

    def load(self, name: str, table: Table) -> None:
        self.connection.register("arriving", arrow_table(table))
        self.make(name, "SELECT * FROM arriving")
        self.connection.unregister("arriving")

    def make(self, name: str, query: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {query}").fetchall()

    def make_places(self, meeting: str, asked: Collection[str]) -> None:
        columns = self.connection.sql("SELECT * FROM records LIMIT 0").columns
        self.make("places", found_sql(self.dialect, asked, columns, meeting))

    def drop(self, name: str) -> None:
        self.connection.execute(f"DROP TABLE {name}").fetchall()

    def count(self, name: str) -> int:
        return self.connection.table(name).shape[0]

    def weighed(self, query: str) -> Iterator[Weighed]:
        for batch in self.connection.sql(query).to_arrow_reader(ROWS_AT_ONCE):
            left, right, weight = (column.to_pylist() for column in batch.columns)
            yield left, right, weight

    def close(self) -> None:
        self.connection.close()


ENGINE: Final = DuckDBEngine
