"""Which database does the bulk scoring run on? DuckDB in this process, or Spark through Splink."""

from collections.abc import Collection, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Final, Literal, Protocol

from identity.bulk.columns import Table
from identity.comparisons.sql import Dialect
from identity.errors import BulkEngineError

EngineName = Literal["duckdb", "splink", "spark"]
Weighed = tuple[Sequence[int], Sequence[int], Sequence[float]]  # left, right, weight

EXTRA: Final = "install tellonce[bulk], or resolve without --bulk"
SPARK: Final = "install splink[spark] beside a Java 17, or take DuckDB"
NEEDED: Final = {
    "duckdb": {"duckdb": EXTRA, "pyarrow": EXTRA},
    "splink": {"splink": EXTRA},
    "spark": {"splink": EXTRA, "pyspark": SPARK},
}


class Engine(Protocol):
    """What the bulk scoring asks of a database."""

    dialect: Dialect

    def load(self, name: str, table: Table) -> None: ...

    def make(self, name: str, query: str) -> None:
        """Keep the query's rows under this name, in place of what had it."""

    def make_places(self, meeting: str, asked: Collection[str]) -> None:
        """Make the table `places` of the levels of the pairs in a table.

        A table's name is given only once, and `asked`, the comparisons and parts of one that some
        record has a value for, is always the same.
        """

    def drop(self, name: str) -> None: ...

    def count(self, name: str) -> int: ...

    def weighed(self, query: str) -> Iterator[Weighed]: ...

    def close(self) -> None: ...


def open_engine(name: EngineName) -> Engine:
    """Start the engine. Raises BulkEngineError, saying what to install, when it is not there."""
    for package, remedy in NEEDED[name].items():
        if find_spec(package) is None:
            raise BulkEngineError(name, f"the package {package} is not installed", remedy)
    engine: Engine = import_module(f"identity.bulk.{name}_engine").ENGINE()
    return engine
