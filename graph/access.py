"""The one door to the graph: reads in autocommit, writes in explicit transactions, our own retry.

Facts behind it (measured on both engines): an autocommit write that fails half-way keeps what it
did on the embedded engine; a racing `MERGE` raises ConstraintError, which the driver never
retries; its own retry gives up on one contended write in five.
"""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString, Self

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncSession
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.engines.engine import Endpoint
from graph.errors import ContendedError, GraphUnreachableError, StaleReadError

Row = dict[str, Any]
CONSTRAINT_FAILED: Final = "Neo.ClientError.Schema.ConstraintValidationFailed"
READ_TRIES: Final = 4
READ_PAUSE_SECONDS: Final = (0.02, 0.2)
WRITE_PAUSE_SECONDS: Final = (0.002, 0.1)


@dataclass(frozen=True, slots=True)
class Statement:
    """One Cypher statement with its parameters; values are never part of the text."""

    cypher: LiteralString
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guard:
    """A statement that returns one integer, `value`: the write goes on only if it is `expected`.

    It must change the node that it reads, so that two writers can never both pass.
    """

    statement: Statement
    expected: int


class Graph:
    """An open graph. `read` and `write` are all that anybody does with it."""

    def __init__(self, driver: AsyncDriver, database: str, *, retry_seconds: float = 10.0) -> None:
        self._driver = driver
        self._database = database
        self._retry_seconds = retry_seconds
        self._idle: list[AsyncSession] = []
        self.reads = 0  # statements read so far: tests hold the screen pop to one

    @classmethod
    async def connect(
        cls, endpoint: Endpoint, *, pool_size: int = 50, retry_seconds: float = 10.0
    ) -> Self:
        """Open the graph at `endpoint`. Raises GraphUnreachableError when nothing answers there."""
        driver = AsyncGraphDatabase.driver(
            endpoint.url,
            auth=(endpoint.user, endpoint.password),
            max_connection_pool_size=pool_size,
            connection_timeout=5.0,
            notifications_min_severity="OFF",
        )
        try:
            await driver.verify_connectivity(database=endpoint.database)
        except (DriverError, Neo4jError, AuthError, ConfigurationError) as error:
            await driver.close()
            reason = getattr(error, "code", None) or type(error).__name__
            raise GraphUnreachableError(endpoint.url, str(reason)) from error
        return cls(driver, endpoint.database, retry_seconds=retry_seconds)

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().close()
        await self._driver.close()

    async def read(self, cypher: LiteralString, /, **parameters: object) -> list[Row]:
        """Return the rows of one reading statement; a replica may answer it."""
        for last in (False,) * (READ_TRIES - 1) + (True,):
            session = self._idle.pop() if self._idle else self._session(READ_ACCESS)
            try:
                self.reads += 1
                result = await session.run(cypher, parameters)
                rows = [dict(zip(record.keys(), record.values(), strict=True)) async for record in result]
            except (TransientError, ServiceUnavailable, SessionExpired):
                await session.close()
                if last:
                    raise
                await _pause(*READ_PAUSE_SECONDS)
            except BaseException:
                session.cancel()
                raise
            else:
                self._idle.append(session)
                return rows
        raise AssertionError("unreachable: the last try returns or raises")

    async def write(
        self, statements: Sequence[Statement], *, guard: Guard | None = None
    ) -> list[list[Row]]:
        """Run the statements in one explicit transaction and return the rows of each.

        All or nothing. Races are run again until `retry_seconds` are over (then ContendedError);
        so a statement may run twice, and twice must equal once. Raises StaleReadError at once when
        the guard fails: only the caller can read again.
        """
        started, tries = time.monotonic(), 0
        while True:
            tries += 1
            try:
                return await self._write_once(statements, guard)
            except (TransientError, ServiceUnavailable, SessionExpired) as error:
                cause: Exception = error
            except Neo4jError as error:
                if error.code != CONSTRAINT_FAILED:
                    raise
                cause = error
            seconds = time.monotonic() - started
            if seconds > self._retry_seconds:
                raise ContendedError(tries, seconds) from cause
            await _pause(*WRITE_PAUSE_SECONDS)

    async def _write_once(
        self, statements: Sequence[Statement], guard: Guard | None
    ) -> list[list[Row]]:
        async with self._session(WRITE_ACCESS) as session:
            transaction = await session.begin_transaction()
            async with transaction:
                if guard is not None:
                    result = await transaction.run(
                        guard.statement.cypher, dict(guard.statement.parameters)
                    )
                    value = (await result.single(strict=True))["value"]
                    if value != guard.expected:
                        raise StaleReadError(guard.expected - 1, value)
                answers = []
                for statement in statements:
                    result = await transaction.run(statement.cypher, dict(statement.parameters))
                    answers.append([dict(record) async for record in result])
                await transaction.commit()
                return answers

    def _session(self, access: str) -> AsyncSession:
        return self._driver.session(
            database=self._database, default_access_mode=access, fetch_size=-1
        )


async def _pause(shortest: float, longest: float) -> None:
    await asyncio.sleep(random.uniform(shortest, longest))  # noqa: S311  jitter, not a secret
