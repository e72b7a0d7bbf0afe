"""The bulk scoring on DuckDB through Splink: what Spark does, on a machine without Spark."""

from collections.abc import Collection
from typing import Final

from splink import DuckDBAPI

from identity.bulk.duckdb_engine import DuckDBEngine
from identity.bulk.splink import SplinkLevels


class SplinkEngine(DuckDBEngine):
    def __init__(self) -> None:
        super().__init__()
        self._levels: SplinkLevels | None = None

    def make_places(self, meeting: str, asked: Collection[str]) -> None:
        if self._levels is None:
            database = DuckDBAPI(connection=self.connection)
            self._levels = SplinkLevels(database, self.dialect, asked)
        with self._levels.of(meeting) as query:
            self.make("places", query)


ENGINE: Final = SplinkEngine
