"""The bulk scoring on Spark through Splink: beyond one machine, or in local mode to try it.

Numbers move from a model to Spark, and never SQL: the queries are made anew in Spark's words. Where
Spark runs is its own settings' matter (spark-defaults.conf, SPARK_HOME, spark.master).

Its Jaro-Winkler counts half a transposition where others count none or one: one pair in some
thousands, close to a level's bound, comes out at the level beside it.
"""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from pyspark.sql import DataFrame, SparkSession
from splink.backends.spark import SparkAPI, similarity_jar_location

from identity.bulk.columns import Table
from identity.bulk.duckdb_engine import arrow_table
from identity.bulk.engines import Weighed
from identity.bulk.splink import SplinkLevels
from identity.comparisons.sql import SPARK

ROWS_AT_ONCE: Final = 100_000


class SparkEngine:
    dialect = SPARK

    def __init__(self) -> None:
        self._session = (
            SparkSession.builder.appName("tellonce")
            .config("spark.jars", similarity_jar_location())
            .config("spark.ui.showConsoleProgress", "false")
            .getOrCreate()
        )
        self._session.sparkContext.setLogLevel("ERROR")
        self._levels: SplinkLevels | None = None
        self._kept: dict[str, DataFrame] = {}

    def load(self, name: str, table: Table) -> None:
        self._keep(name, self._session.createDataFrame(arrow_table(table)))

    def make(self, name: str, query: str) -> None:
        self._keep(name, self._session.sql(query))

    def _keep(self, name: str, rows: DataFrame) -> None:
        """Work the rows out now: what they were made from may be dropped."""
        rows = rows.localCheckpoint()
        rows.createOrReplaceTempView(name)
        self._kept[name] = rows

    def make_places(self, meeting: str, asked: Collection[str]) -> None:
        if self._levels is None:
            database = SparkAPI(  # type: ignore[no-untyped-call]
                spark_session=self._session, break_lineage_method="persist"
            )
            self._levels = SplinkLevels(database, self.dialect, asked)
        with self._levels.of(meeting) as query:
            self.make("places", query)

    def drop(self, name: str) -> None:
        self._session.catalog.dropTempView(name)
        del self._kept[name]

    def count(self, name: str) -> int:
        return int(self._kept[name].count())

    def weighed(self, query: str) -> Iterator[Weighed]:
        rows = self._session.sql(query).toLocalIterator()
        while part := list(islice(rows, ROWS_AT_ONCE)):
            left, right, weight = zip(*part, strict=True)
            yield left, right, weight

    def close(self) -> None:
        self._session.stop()


ENGINE: Final = SparkEngine
