"""Records in: people to identity, activities onto their source records, one transaction a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from context.records import Record


@dataclass(frozen=True, slots=True)
class IngestResult:
    records: int  # handed in
    changed: int  # not in the graph before, or different or newer than there
    customers: frozenset[str]  # ids of the customers that were touched


class RecordSink(Protocol):
    """Whatever takes records in: this process's graph, or a running server over HTTP."""

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        """Take a batch in, all of it or none. `live` contacts pass ahead of bulk loads."""
        ...
