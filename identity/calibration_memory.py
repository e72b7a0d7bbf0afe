"""Which calibration is in force? Kept in the graph, read again while a process runs.

A look is one small read, and none of a pop's: the server looks by itself now and then, so that
probabilities follow `tellonce evaluate --thresholds` within seconds.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from graph.access import Graph
from graph.queries.calibration import read_calibration
from identity.calibration import Calibration, load_calibration, model_digest
from identity.fellegi_sunter import Model

LOGGER: Final = logging.getLogger("identity.calibration")
LOOK_SECONDS: Final = 2.0


class CalibrationMemory:
    """The calibration as this process last read it; `current` is None until there is one."""

    def __init__(self) -> None:
        self.current: Calibration | None = None
        self._content: str | None = None

    async def refresh(self, graph: Graph, model: Model) -> None:
        """Read the calibration that is stored; one that belongs to another model counts as none."""
        content = await read_calibration(graph)
        if content == self._content:
            return
        stored = None if content is None else load_calibration(content)
        fits = stored is not None and stored.model == model_digest(model)
        self.current = stored if fits else None
        self._content = content

    @asynccontextmanager
    async def kept_current(
        self, graph: Graph, model: Model, *, every_seconds: float = LOOK_SECONDS
    ) -> AsyncIterator[None]:
        """Look for another calibration again and again, until the block is left."""
        looking = asyncio.create_task(self._look(graph, model, every_seconds))
        try:
            yield
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking

    async def _look(self, graph: Graph, model: Model, every_seconds: float) -> None:
        while True:
            await asyncio.sleep(every_seconds)
            try:
                await self.refresh(graph, model)
            except Exception as error:  # noqa: BLE001  the graph may be away; it is asked again
                LOGGER.warning("calibration_not_read", extra={"error": type(error).__name__})
