"""The server: every room's routes in one ASGI application, from the first byte to a clean end."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from api.access import may_bring_records
from api.app import create_routes
from api.audit_chain import Seal
from api.audit_trail import AuditTrail, open_trail
from api.auth import sign_in
from api.errors import RefusedError
from api.keys import KeyRing, KeysCheck, ensure_first_key
from connectors import CONNECTORS
from connectors.inbox import Inbox, hooks_route
from connectors.intake import records_route
from connectors.pulling import pulling
from connectors.settings import read_connector_settings
from context.ingest import Ingest, RecordSink
from context.keeper import Keeper
from context.mentions.clock import MentionClock
from context.pop import Desk, Lookup, screen_pop
from context.promises.clock import PromiseClock
from context.quality.clock import QualityClock
from graph.queries.planning import plan_largest
from identity.resolver import Resolver
from tellonce.deadlines import MOST_CONNECTIONS, DeadlineProtocol
from tellonce.errors import AddressTakenError, RemoteBindError
from tellonce.handover import HandingSink, IntakeKeys, ResolverLease, intake_token, remote_sinks
from tellonce.session import insight_clock, keeper_of, open_desk
from tellonce.settings import AUDIT, Settings, read_settings
from tellonce.websockets import LARGEST_MESSAGE_BYTES, PING_SECONDS, ClosingProtocol

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  compared with, never bound to by default


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that takes requests."""

    url: str
    desk: Desk
    first_key: str | None = field(repr=False)  # the admin key, on the first start only
    ended: asyncio.Task[None]


@dataclass(frozen=True, slots=True)
class Gate:
    """Who is let in, and what remembers who was shown whom."""

    token: str = field(repr=False)  # of the other processes of this deployment
    keys_check: KeysCheck
    trail: AuditTrail | None = None


@asynccontextmanager
async def serving(environ: Mapping[str, str], host: str, port: int) -> AsyncIterator[RunningServer]:
    """Yield a server that takes requests at this address, until the block is left.

    Raises RemoteBindError or AddressTakenError before anything is started.
    """
    settings = read_settings(environ)
    check_host(host, allow_remote=settings.server.allow_remote)
    ways_in = read_connector_settings(CONNECTORS, environ, data=settings.graph.data)
    async with contextlib.AsyncExitStack() as stack:
        listening = stack.enter_context(listen(host, port))
        desk = await stack.enter_async_context(open_desk(environ))
        identity = desk.identity
        await warm_up(desk)
        url = own_url(host, listening.getsockname()[1])
        lease = ResolverLease(identity.graph, url, settings.server)
        await stack.enter_async_context(lease.renewed())
        token = intake_token(identity.keys)
        keeper = keeper_of(desk)
        local = Ingest(Resolver(identity), keeper, promises=desk.promises, mentions=desk.mentions)
        sink = HandingSink(local, lease.other, remote_sinks(token))
        await stack.enter_async_context(_following(keeper, lease))
        clock = PromiseClock(identity, desk.promises, partial(_is_ours, lease))
        await stack.enter_async_context(clock.running())
        insights = insight_clock(desk, local, partial(_is_ours, lease))
        await stack.enter_async_context(insights.running())
        late = MentionClock(identity.graph, desk.mentions, partial(_is_ours, lease))
        await stack.enter_async_context(late.running())
        quality = QualityClock(identity, desk.quality, partial(_is_ours, lease))
        await stack.enter_async_context(quality.running())
        keep_days = ways_in.file.keep_deliveries_days
        inbox = await stack.enter_async_context(
            Inbox(identity.graph, identity.keys, sink, ways_in.hooks, keep_days=keep_days)
        )
        pulls = pulling(identity.graph, identity.keys, sink, ways_in.pulled)
        await stack.enter_async_context(pulls)
        first_key = await ensure_first_key(identity.graph)
        ring = KeyRing(identity.graph, memory_seconds=settings.api.key_memory_seconds)
        await stack.enter_async_context(ring.uses_stored())
        memory_seconds = settings.api.key_memory_seconds
        check = sign_in(ring, settings.api.oidc, memory_seconds=memory_seconds)
        calibrated = identity.calibrated.kept_current(identity.graph, identity.model)
        await stack.enter_async_context(calibrated)
        seal = Seal(identity.keys)
        trail = stack.enter_context(open_trail(settings.graph.data / AUDIT, seal))
        app = make_app(desk, inbox, sink, Gate(token, check, trail), settings)
        ended = await stack.enter_async_context(_accepting(app, listening, settings))
        yield RunningServer(url, desk, first_key, ended)


@asynccontextmanager
async def _following(keeper: Keeper, lease: ResolverLease) -> AsyncIterator[None]:
    """Derive context as events come, while this server is the one that resolves."""
    task = asyncio.create_task(keeper.follow(partial(_is_ours, lease)))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _is_ours(lease: ResolverLease) -> bool:
    """Return whether this server does what only one of a deployment's should do."""
    return await lease.other() is None


async def warm_up(desk: Desk) -> None:
    """Have the database plan the pop's statements before the first contact waits for them.

    Planning takes seconds on a cold Neo4j, the table of cities, which a place with its state asks,
    a second anywhere; whoever is calling while it is read would wait as well.
    """
    await plan_largest(desk.identity.graph)
    now = datetime.now(UTC)
    for lookup in (Lookup(phone="+15550100"), Lookup(name="Nobody", city="Nowhere, TX")):
        await screen_pop(desk, lookup, now=now)


def make_app(
    desk: Desk, inbox: Inbox, sink: RecordSink, gate: Gate, settings: Settings
) -> Starlette:
    """Return the application: GraphQL, health and page, webhooks, and the intake of records."""
    keys = IntakeKeys(gate.keys_check, gate.token)

    async def may_write(request: Request) -> bool:
        try:
            caller = await keys(request.headers.get("authorization"))
        except RefusedError:  # an access token that proves nobody
            return False
        return caller is not None and may_bring_records(caller)

    return Starlette(
        routes=[
            hooks_route(inbox),
            records_route(sink, may_write),
            *create_routes(desk, gate.keys_check, settings.api, gate.trail),
        ]
    )


def check_host(host: str, *, allow_remote: bool) -> None:
    """Raise RemoteBindError for an address that other machines reach, unless that is allowed."""
    if not (allow_remote or _is_loopback(host)):
        raise RemoteBindError(host)


def own_url(host: str, port: int) -> str:
    """Return the address at which this machine reaches a server that listens at `host`."""
    reached = "127.0.0.1" if host in ANY_ADDRESS else host
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{port}"


@contextlib.contextmanager
def listen(host: str, port: int) -> Generator[socket.socket]:
    """Yield a socket bound to this address. Raises AddressTakenError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, OverflowError, UnicodeError) as error:
        raise AddressTakenError(host, port, str(error)) from error
    with listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(address)
            listening.listen()
        except OSError as error:
            raise AddressTakenError(host, port, error.strerror or str(error)) from error
        yield listening


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.accepts = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.accepts.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to the command, which has more to close than this server."""
        yield


@asynccontextmanager
async def _accepting(
    app: Starlette, listening: socket.socket, settings: Settings
) -> AsyncIterator[asyncio.Task[None]]:
    config = uvicorn.Config(
        app,
        lifespan="off",
        http=DeadlineProtocol,
        limit_concurrency=MOST_CONNECTIONS,
        ws=ClosingProtocol,
        ws_max_size=LARGEST_MESSAGE_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # what is told is short, and secrets stay uncompressed
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.server.stop_seconds,
    )
    server = _Server(config)
    ended = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await server.accepts.wait()
        yield ended
    finally:
        server.should_exit = True
        await ended
