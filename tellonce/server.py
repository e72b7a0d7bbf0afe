"""The server: every room's routes in one ASGI application, from the first byte to a clean end."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from api.app import create_routes
from api.keys import KeyRing, Role, ensure_first_key
from connectors import CONNECTORS
from connectors.inbox import Inbox, hooks_route
from connectors.intake import records_route
from connectors.settings import read_hook_settings
from context.ingest import Ingest, RecordSink
from context.pop import Desk, Lookup, screen_pop
from identity.resolver import Resolver
from tellonce.errors import AddressTakenError, RemoteBindError
from tellonce.handover import HandingSink, IntakeKeys, ResolverLease, intake_token, remote_sinks
from tellonce.session import open_desk
from tellonce.settings import Settings, read_settings

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  compared with, never bound to by default
MAY_WRITE = (Role.CONNECTOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that takes requests."""

    url: str
    desk: Desk
    first_key: str | None = field(repr=False)  # the admin key, on the first start only
    ended: asyncio.Task[None]


@asynccontextmanager
async def serving(environ: Mapping[str, str], host: str, port: int) -> AsyncIterator[RunningServer]:
    """Yield a server that takes requests at this address, until the block is left.

    Raises RemoteBindError or AddressTakenError before anything is started.
    """
    settings = read_settings(environ)
    check_host(host, allow_remote=settings.server.allow_remote)
    hooks = read_hook_settings(CONNECTORS, environ)
    async with contextlib.AsyncExitStack() as stack:
        listening = stack.enter_context(listen(host, port))
        desk = await stack.enter_async_context(open_desk(environ))
        identity = desk.identity
        url = own_url(host, listening.getsockname()[1])
        lease = ResolverLease(identity.graph, url, settings.server)
        await stack.enter_async_context(lease.renewed())
        token = intake_token(identity.keys)
        sink = HandingSink(Ingest(Resolver(identity)), lease.other, remote_sinks(token))
        inbox = await stack.enter_async_context(Inbox(identity.graph, identity.keys, sink, hooks))
        first_key = await ensure_first_key(identity.graph)
        calibrated = identity.calibrated.kept_current(identity.graph, identity.model)
        await stack.enter_async_context(calibrated)
        await warm_up(desk)
        app = make_app(desk, inbox, sink, token, settings)
        ended = await stack.enter_async_context(_accepting(app, listening, settings))
        yield RunningServer(url, desk, first_key, ended)


async def warm_up(desk: Desk) -> None:
    """Have the database plan the pop's statements before the first contact waits for them.

    Planning takes seconds on a cold Neo4j, the table of cities, which a place with its state asks,
    a second anywhere; whoever is calling while it is read would wait as well.
    """
    now = datetime.now(UTC)
    for lookup in (Lookup(phone="+15550100"), Lookup(name="Nobody", city="Nowhere, TX")):
        await screen_pop(desk, lookup, now=now)


def make_app(
    desk: Desk, inbox: Inbox, sink: RecordSink, token: str, settings: Settings
) -> Starlette:
    """Return the application: GraphQL, health and page, webhooks, and the intake of records."""
    ring = KeyRing(desk.identity.graph, memory_seconds=settings.api.key_memory_seconds)
    keys = IntakeKeys(ring, token)

    async def may_write(request: Request) -> bool:
        caller = await keys(request.headers.get("authorization"))
        return caller is not None and caller.role in MAY_WRITE

    return Starlette(
        routes=[
            hooks_route(inbox),
            records_route(sink, may_write),
            *create_routes(desk, ring, settings.api),
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
        ws="none",
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
