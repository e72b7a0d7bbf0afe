"""Which levels do pairs show? Found by Splink, on whichever database it speaks to."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from splink import Linker

from identity.bulk.weighing_sql import places_sql, splink_settings
from identity.comparisons.sql import Dialect


class SplinkLevels:
    """Splink over the table `records`; `database` is Splink's API for it.

    `asked` are the comparisons, or parts of one, that some record has a value for.
    """

    def __init__(self, database: Any, dialect: Dialect, asked: Collection[str]) -> None:
        self._database, self._dialect, self._asked = database, dialect, asked
        self._linker = Linker(
            database.register("records"),
            splink_settings(dialect, asked),
            log_level=logging.ERROR,  # it speaks to people at a notebook
        )

    @contextmanager
    def of(self, meeting: str) -> Iterator[str]:
        """Yield the query of the levels' places, for the pairs in a table, while it can be asked.

        A table's name is given once: Splink keeps its answers by the names in a query.
        """
        self._linker.table_management.register_blocked_pairs_for_predict(
            self._database.register(meeting)
        )
        predictions = self._linker.inference.predict(warning_mode="never")
        yield places_sql(self._dialect, self._asked, predictions.physical_name)
        predictions.drop_table_from_database_and_remove_from_cache()
