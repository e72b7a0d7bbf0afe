"""How many deliveries that arrive at once are stored: together, in one transaction.

A commit is flushed to disk, which takes as long for one delivery as for a hundred. While one runs,
those that arrive wait, and go into the next together; nobody waits for a timer.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from connectors.errors import InboxFullError
from graph.queries.inbox import DeliveryRow

GROUP: Final = 100  # deliveries in one transaction, at most
GROUP_CHARACTERS: Final = 4_000_000  # of their bodies, unless one alone is longer
WAITING_CHARACTERS: Final = 32_000_000  # of bodies that wait; beyond, senders have to come again

Store = Callable[[Sequence[DeliveryRow]], Awaitable[dict[str, str]]]
Waiting = tuple[DeliveryRow, asyncio.Future[str]]


class GroupCommit:
    """Gathers rows and stores them by `store`, one group after the other."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[Waiting] = deque()
        self._characters = 0
        self._drain: asyncio.Task[None] | None = None

    async def add(self, row: DeliveryRow) -> str:
        """Return the body hash that is kept under the row's key, once that is committed.

        Raises InboxFullError, and whatever `store` raises.
        """
        if self._characters >= WAITING_CHARACTERS:
            raise InboxFullError(len(self._waiting))
        stored: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, stored))
        self._characters += len(row.body)
        if self._drain is None or self._drain.done():
            self._drain = asyncio.create_task(self._store_all())
        return await stored

    async def _store_all(self) -> None:
        while self._waiting:
            group = self._next_group()
            try:
                kept = await self._store([row for row, _ in group])
            except Exception as error:  # noqa: BLE001  it is raised again, by each that waits
                for _, stored in group:
                    if not stored.done():
                        stored.set_exception(error)
                continue
            for row, stored in group:
                if not stored.done():
                    stored.set_result(kept[row.key])

    def _next_group(self) -> list[Waiting]:
        group: list[Waiting] = []
        characters = 0
        while self._waiting and len(group) < GROUP:
            size = len(self._waiting[0][0].body)
            if group and characters + size > GROUP_CHARACTERS:
                break
            characters += size
            group.append(self._waiting.popleft())
        self._characters -= characters
        return group
