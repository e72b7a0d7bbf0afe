"""The one door to the graph: reads in autocommit, writes in explicit transactions, our own retry.

Facts behind it (measured on both engines): an autocommit write that fails half-way keeps what it
did on the embedded engine; a racing `MERGE` raises ConstraintError, which the driver never
retries; its own retry gives up on one contended write in five.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString, Self

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncSession, Query
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from graph.engines.engine import Endpoint
from graph.errors import (
    ContendedError,
    GraphError,
    GraphUnreachableError,
    StaleReadError,
    TooSlowError,
)

Row = dict[str, Any]
CONSTRAINT_FAILED: Final = "Neo.ClientError.Schema.ConstraintValidationFailed"
TIMED_OUT: Final = "Neo.ClientError.Transaction.TransactionTimedOut"  # and …ClientConfiguration
ANYBODY_THERE: Final[LiteralString] = "RETURN 1 AS answer"
READ_SECONDS: Final = 6.0  # the embedded engine is back after three
READ_PAUSE_SECONDS: Final = (0.02, 0.2)
WRITE_PAUSE_SECONDS: Final = (0.002, 0.1)
# A plan that is there is taken, however much the graph has grown since it was made.
KEEP_PLAN: Final[LiteralString] = "CYPHER replan=skip "
PLAN_ANEW: Final[LiteralString] = "CYPHER replan=force "


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
    """An open graph, bound to one event loop. `read` and `write` are all that is done with it."""

    def __init__(
        self,
        driver: AsyncDriver,
        endpoint: Endpoint,
        *,
        retry_seconds: float = 10.0,
        statement_seconds: float = 10.0,
    ) -> None:
        self._driver = driver
        self._endpoint = endpoint
        self._database = endpoint.database
        self._retry_seconds = retry_seconds
        self._statement_seconds = statement_seconds  # the embedded engine goes by its own setting
        # On a cluster a replica may be behind: with these, our reads wait for our own writes.
        self._bookmarks = AsyncGraphDatabase.bookmark_manager() if endpoint.is_routed else None
        self._idle: list[AsyncSession] = []
        self.reads = 0  # statements read so far: tests hold the screen pop to one
        self._planned: set[LiteralString] = set()  # plans of which are kept
        self._is_planning = False
        self.committed: set[Callable[[], None]] = set()  # each is called after a commit of ours

    @classmethod
    async def connect(
        cls,
        endpoint: Endpoint,
        *,
        pool_size: int = 50,
        retry_seconds: float = 10.0,
        statement_seconds: float = 10.0,
    ) -> Self:
        """Open the graph at `endpoint`. Raises GraphUnreachableError when nothing answers there."""
        try:
            driver = AsyncGraphDatabase.driver(
                endpoint.url,
                auth=(endpoint.user, endpoint.password),
                max_connection_pool_size=pool_size,
                connection_timeout=5.0,
                notifications_min_severity="OFF",
            )
        except (DriverError, ValueError) as error:
            raise GraphUnreachableError(endpoint.url, str(error)) from error
        graph = cls(
            driver, endpoint, retry_seconds=retry_seconds, statement_seconds=statement_seconds
        )
        try:
            await graph._read_once(ANYBODY_THERE, {})
        except (DriverError, Neo4jError, OSError, GraphError) as error:
            await graph.close()
            raise GraphUnreachableError(endpoint.url, _reason(error)) from error
        except BaseException:
            await graph.close()
            raise
        return graph

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().close()
        await self._driver.close()

    @contextmanager
    def planning(self, seconds: float) -> Iterator[None]:
        """Have Neo4j plan whatever is read while the block runs, and keep those plans.

        It takes seconds for large statements, and Neo4j would plan them again whenever the graph
        has grown by half, while whoever asks waits.
        """
        usual, self._statement_seconds = self._statement_seconds, seconds
        self._is_planning = self._endpoint.plans
        try:
            yield
        finally:
            self._statement_seconds, self._is_planning = usual, False

    async def read(self, cypher: LiteralString, /, **parameters: object) -> list[Row]:
        """Return the rows of one reading statement; a replica may answer it.

        Raises TooSlowError, and GraphUnreachableError when nothing has answered for six seconds.
        """
        started = time.monotonic()
        while True:
            self.reads += 1
            try:
                return await self._read_once(cypher, parameters)
            except (DriverError, Neo4jError) as error:
                if not _may_pass(error):
                    raise
                if time.monotonic() - started > min(READ_SECONDS, self._retry_seconds):
                    raise GraphUnreachableError(self._endpoint.url, _reason(error)) from error
            await _pause(*READ_PAUSE_SECONDS)

    async def _read_once(self, cypher: LiteralString, parameters: dict[str, Any]) -> list[Row]:
        session = self._idle.pop() if self._idle else self._session(READ_ACCESS)
        try:
            text = self._with_plan(cypher)
            result = await session.run(Query(text, timeout=self._statement_seconds), parameters)
            rows = [
                dict(zip(record.keys(), record.values(), strict=True)) async for record in result
            ]
        except (DriverError, Neo4jError) as error:
            await session.close()
            raise self._ours(error) from error
        except BaseException:
            session.cancel()  # kills the connection: what still runs there answers nobody
            await session.close()  # waits for nothing after that
            raise
        self._idle.append(session)
        return rows

    def _with_plan(self, cypher: LiteralString) -> LiteralString:
        if self._is_planning:
            self._planned.add(cypher)
            return PLAN_ANEW + cypher
        return KEEP_PLAN + cypher if cypher in self._planned else cypher

    async def write(
        self, statements: Sequence[Statement], *, guard: Guard | None = None
    ) -> list[list[Row]]:
        """Run the statements in one explicit transaction and return the rows of each.

        All or nothing. Races are run again until `retry_seconds` are over (then ContendedError, or
        GraphUnreachableError when nothing answers); so a statement may run twice, and twice must
        equal once. Raises StaleReadError at once when the guard fails: only the caller can read
        again.
        """
        started, tries = time.monotonic(), 0
        while True:
            tries += 1
            try:
                answers = await self._write_once(statements, guard)
            except (DriverError, Neo4jError) as error:
                if not (_may_pass(error) or _is_race(error)):
                    raise
                seconds = time.monotonic() - started
                if seconds > self._retry_seconds:
                    raise self._given_up(error, tries, seconds) from error
            else:
                for tell in tuple(self.committed):
                    tell()
                return answers
            await _pause(*WRITE_PAUSE_SECONDS)

    async def _write_once(
        self, statements: Sequence[Statement], guard: Guard | None
    ) -> list[list[Row]]:
        try:
            async with (
                self._session(WRITE_ACCESS) as session,
                await session.begin_transaction(timeout=self._statement_seconds) as transaction,
            ):
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
        except (DriverError, Neo4jError) as error:
            raise self._ours(error) from error

    def _session(self, access: str) -> AsyncSession:
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            fetch_size=-1,
            bookmark_manager=self._bookmarks,
        )

    def _ours(self, error: DriverError | Neo4jError) -> Exception:
        """Return the error that callers know for one of the driver's, or that one itself."""
        if isinstance(error, Neo4jError) and (error.code or "").startswith(TIMED_OUT):
            return TooSlowError(self._statement_seconds)
        return error

    def _given_up(self, error: DriverError | Neo4jError, tries: int, seconds: float) -> GraphError:
        if isinstance(error, DriverError):
            return GraphUnreachableError(self._endpoint.url, _reason(error))
        return ContendedError(tries, seconds)


def _may_pass(error: DriverError | Neo4jError) -> bool:
    """Return whether the same statement may well succeed in a moment.

    IncompleteCommit, a connection lost while committing, counts as ServiceUnavailable: the commit
    may have happened, and twice equals once.
    """
    return error.is_retryable() or isinstance(error, ServiceUnavailable | SessionExpired)


def _is_race(error: DriverError | Neo4jError) -> bool:
    return isinstance(error, Neo4jError) and error.code == CONSTRAINT_FAILED


def _reason(error: Exception) -> str:
    return str(getattr(error, "code", None) or type(error).__name__)


async def _pause(shortest: float, longest: float) -> None:
    await asyncio.sleep(random.uniform(shortest, longest))  # noqa: S311  jitter, not a secret
