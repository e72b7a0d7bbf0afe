"""How far the lists of one source are read: in memory, and in the graph after every page."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from connectors.errors import LeaseLostError
from connectors.pull import Place, Stream
from graph.access import Graph
from graph.queries.checkpoints import (
    CheckpointRow,
    SyncStateRow,
    read_checkpoints,
    read_states,
    save_checkpoints,
    save_state,
)

LIVE: Final = "live"
BACKFILL: Final = "backfill"
OVERLAP: Final = timedelta(minutes=5)  # in which a source's clock and index may lag behind ours


def lease_name(source: str) -> str:
    """Return the lease whose holder reads this source."""
    return f"sync {source}"


class Progress:
    """What is saved of one source, under the lease that this process holds."""

    def __init__(self, graph: Graph, source: str, *, lease: str, holder: str) -> None:
        self._graph, self._source = graph, source
        self._lease, self._holder = lease, holder
        self._rows: dict[str, CheckpointRow] = {}
        self.state = SyncStateRow(source)

    async def open(
        self, streams: Sequence[Stream], *, since: datetime | None, now: datetime
    ) -> None:
        """Read how far this source is; of a list that is new, make its lanes from now on.

        What changed before now is its backfill, and what changes from now on is live, so that
        nobody has to wait for years of history to be read.
        """
        self._rows = {row.key: row for row in await read_checkpoints(self._graph, self._source)}
        states = await read_states(self._graph, self._source)
        self.state = states[0] if states else self.state
        fresh: list[CheckpointRow] = []
        for stream in streams:
            if self._key(stream.name, LIVE) in self._rows:
                continue
            if stream.changes:
                fresh.append(self._row(stream.name, LIVE, Place(since=now - OVERLAP)))
                fresh.append(self._row(stream.name, BACKFILL, Place(since=since, until=now)))
            else:
                fresh.append(self._row(stream.name, LIVE, Place()))
        if fresh:
            await self.save(*fresh)

    def row(self, stream: str, lane: str) -> CheckpointRow | None:
        return self._rows.get(self._key(stream, lane))

    async def save(self, *rows: CheckpointRow) -> None:
        """Save these together. Raises LeaseLostError, and then nothing is saved."""
        if not await save_checkpoints(self._graph, rows, lease=self._lease, holder=self._holder):
            raise LeaseLostError(self._source, "another machine")
        self._rows |= {row.key: row for row in rows}

    async def save_state(self, change: Callable[[SyncStateRow], SyncStateRow]) -> None:
        """Save how it goes. Raises LeaseLostError."""
        self.state = change(self.state)
        if not await save_state(self._graph, self.state, lease=self._lease, holder=self._holder):
            raise LeaseLostError(self._source, "another machine")

    def totals(self) -> tuple[int, int, int]:
        """Return items, records and rejected items of all lists, since they were first read."""
        rows = self._rows.values()
        return (
            sum(row.items for row in rows),
            sum(row.records for row in rows),
            sum(row.rejected for row in rows),
        )

    def _row(self, stream: str, lane: str, place: Place) -> CheckpointRow:
        key = self._key(stream, lane)
        return CheckpointRow(key, self._source, stream, lane, write_place(place))

    def _key(self, stream: str, lane: str) -> str:
        return f"{self._source}/{stream}/{lane}"


def write_place(place: Place) -> str:
    """Return a place as it is kept."""
    values = {
        "since": place.since.isoformat() if place.since else None,
        "until": place.until.isoformat() if place.until else None,
        "page": place.page,
        "newest": place.newest.isoformat() if place.newest else None,
    }
    return json.dumps({name: value for name, value in values.items() if value is not None})


def read_place(text: str) -> Place:
    values = json.loads(text)

    def instant(name: str) -> datetime | None:
        return datetime.fromisoformat(values[name]) if name in values else None

    return Place(instant("since"), instant("until"), values.get("page"), instant("newest"))
