"""What is said on a WebSocket, as graphql-transport-ws has it, and who is shown the door."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers

from api.app import routes_for
from api.audit_chain import Seal
from api.audit_trail import open_trail
from api.errors import SignInUnavailableError, TokenRefusedError
from api.keys import Caller, Role
from api.settings import ApiSettings
from api.socket_endpoint import is_welcome
from api.socket_settings import SocketSettings, read_socket_settings
from graph.keys import Keys
from tests.api.sockets import HERE, at_desk

AGENT = f"Bearer tk_{'agent':x<32}"
CONNECTOR = f"Bearer tk_{'connector':x<32}"
QUERY = '{ screenPop(lookup: {phone: "+15550142"}) { resolution } }'
SLOW = SocketSettings(init_seconds=0.05)
SUBSCRIBE = {"type": "subscribe", "id": "1", "payload": {"query": QUERY}}
INIT = {"type": "connection_init", "payload": {"authorization": AGENT}}


@pytest.fixture
def app(make_app) -> Starlette:
    return make_app()


async def end_of(desktop) -> tuple[int, str]:
    """Return how the socket is closed, whatever is said before."""
    while "code" not in (heard := await desktop.hear()):
        pass
    return heard["code"], heard["reason"]


async def test_a_query_is_answered_and_its_id_is_free_again(app):
    async with at_desk(app, authorization=AGENT) as desktop:
        for _ in range(2):
            await desktop.subscribe("1", QUERY)

            assert await desktop.told() == {"resolution": "ONE"}
            assert await desktop.hear() == {"id": "1", "type": "complete"}


async def test_fifty_at_once_are_all_answered(app):
    async with at_desk(app, authorization=AGENT) as desktop:
        for number in range(50):
            await desktop.subscribe(str(number), QUERY)
        heard = [await desktop.hear() for _ in range(100)]

    done = [one["id"] for one in heard if one["type"] == "complete"]
    assert sorted(done, key=int) == [str(number) for number in range(50)]


@pytest.mark.parametrize("is_known", [False, True])
async def test_a_ping_is_answered_at_any_time(app, is_known):
    async with at_desk(app, authorization=AGENT if is_known else None) as desktop:
        await desktop.say({"type": "ping"})
        await desktop.say({"type": "ping", "payload": {"sent": 1}})

        assert await desktop.hear() == {"type": "pong"}
        assert await desktop.hear() == {"type": "pong", "payload": {"sent": 1}}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param(["no JSON"], 4400, id="no JSON"),
        pytest.param([b"{}"], 4400, id="bytes"),
        pytest.param(["[]"], 4400, id="a list"),
        pytest.param(['{"type": "ping", "type": "pong"}'], 4400, id="a key twice"),
        pytest.param(['{"type": "\\ud800"}'], 4400, id="half a character"),
        pytest.param(["[" * 60_000], 4400, id="nested too deeply"),
        pytest.param([{"type": "start"}], 4400, id="a message of the older protocol"),
        pytest.param([{"type": "connection_init", "payload": 1}], 4400, id="init with a number"),
        pytest.param([SUBSCRIBE], 4401, id="subscribed before it is known who asks"),
        pytest.param([INIT, INIT], 4429, id="init twice"),
        pytest.param([INIT, {**SUBSCRIBE, "id": 1}], 4400, id="an id that is no string"),
        pytest.param([INIT, {**SUBSCRIBE, "id": ""}], 4400, id="an empty id"),
        pytest.param([INIT, {**SUBSCRIBE, "id": "x" * 129}], 4400, id="a long id"),
        pytest.param([INIT, {"type": "subscribe", "id": "1"}], 4400, id="no payload"),
        pytest.param([INIT, {**SUBSCRIBE, "payload": {}}], 4400, id="no query"),
        pytest.param([{"type": "connection_init"}], 4403, id="no key"),
        pytest.param(
            [{**INIT, "payload": {"authorization": "Bearer tk_no"}}], 4403, id="a wrong key"
        ),
    ],
)
async def test_a_socket_is_closed_with_the_code_of_what_is_wrong(app, said, code):
    async with at_desk(app) as desktop:
        for message in said:
            await desktop.say(message)

        assert (await end_of(desktop))[0] == code


async def test_two_operations_of_one_id_close_the_socket(app, answers):
    async def never(*_, **__):
        await asyncio.Event().wait()

    answers.screen_pop = never
    async with at_desk(app, authorization=AGENT) as desktop:
        await desktop.say(SUBSCRIBE)
        await desktop.say(SUBSCRIBE)

        assert await end_of(desktop) == (4409, "Subscriber for 1 already exists")


async def test_a_key_may_come_with_the_handshake_as_well(app):
    async with at_desk(app, headers={"authorization": AGENT}) as desktop:
        await desktop.say({"type": "connection_init"})

        assert await desktop.hear() == {"type": "connection_ack"}


async def test_who_says_nothing_is_closed(make_app):
    async with at_desk(make_app(socket=SLOW)) as desktop:
        await desktop.say({"type": "ping"})

        assert (await end_of(desktop))[0] == 4408


async def test_who_has_said_who_it_is_may_be_silent(make_app):
    async with at_desk(make_app(socket=SLOW), authorization=AGENT) as desktop:
        assert await desktop.silent(0.2)


async def test_another_protocol_is_not_spoken(app):
    async with at_desk(app, protocols=["graphql-ws"]) as desktop:
        assert (await desktop.hear())["code"] == 4406


async def test_a_page_of_another_origin_is_refused_before_it_is_accepted(app):
    async with at_desk(app, headers={"origin": "https://evil.example.org"}) as desktop:
        await desktop.say(INIT)

        assert await desktop.hear() == {"code": 1000, "reason": ""}  # unaccepted: HTTP 403


@pytest.mark.parametrize(
    ("origin", "host", "is_let_in"),
    [
        pytest.param(None, HERE, True, id="a program"),
        pytest.param(f"http://{HERE}", HERE, True, id="our own page"),
        pytest.param(f"https://{HERE}", HERE, True, id="our own page, TLS before us"),
        pytest.param(f"https://{HERE}:443", HERE, True, id="the usual port, named"),
        pytest.param("http://127.0.0.1:8420", "127.0.0.1:8420", True, id="another port"),
        pytest.param("https://desk.example.com", HERE, True, id="a page of the setting"),
        pytest.param("https://desk.example.com:8443", HERE, False, id="its neighbour"),
        pytest.param(f"https://{HERE}.example.org", HERE, False, id="begins like ours"),
        pytest.param(f"https://{HERE}:8443", HERE, False, id="our host, another port"),
        pytest.param("null", HERE, False, id="a page without an origin"),
        pytest.param("https://[", HERE, False, id="no address"),
        pytest.param("https://x:99999", HERE, False, id="no port"),
    ],
)
def test_origins(origin, host, is_let_in):
    headers = {"host": host} if origin is None else {"host": host, "origin": origin}
    settings = read_socket_settings({"TELLONCE_ORIGINS": "https://desk.example.com"})

    websocket = SimpleNamespace(headers=Headers(headers))
    assert is_welcome(websocket, settings.origins) is is_let_in


@pytest.mark.parametrize("named", ["desk.example.com", "https://desk.example.com/", "*"])
def test_an_origin_that_is_none_is_refused(named):
    with pytest.raises(ValueError, match="https://desk"):
        read_socket_settings({"TELLONCE_ORIGINS": named})


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param("{ nothing }", "BAD_USER_INPUT", id="unknown field"),
        pytest.param("{", "BAD_USER_INPUT", id="no GraphQL"),
        pytest.param("{" + "a{" * 9 + "b" + "}" * 10, "BAD_USER_INPUT", id="too deep"),
        pytest.param(
            "subscription { mentions { cursor } firestorms { cursor } }",
            "BAD_USER_INPUT",
            id="two at once",
        ),
        pytest.param("subscription { reviewQueue { cursor } }", "FORBIDDEN", id="not an agent's"),
        pytest.param("{ reviewTasks { edges { cursor } } }", "FORBIDDEN", id="nor by a query"),
    ],
)
async def test_an_operation_that_may_not_run_is_refused_and_the_socket_stays(app, query, code):
    async with at_desk(app, authorization=AGENT) as desktop:
        await desktop.subscribe("1", query)
        heard = await desktop.hear()
        await desktop.subscribe("1", QUERY)

        assert (heard["id"], heard["type"]) == ("1", "error")
        assert heard["payload"][0]["extensions"]["code"] == code
        assert await desktop.told() == {"resolution": "ONE"}


async def test_more_operations_than_may_run_are_refused_and_the_others_go_on(make_app, answers):
    release, ask = asyncio.Event(), answers.screen_pop

    async def later(*args, **named):
        await release.wait()
        return await ask(*args, **named)

    answers.screen_pop = later
    async with at_desk(
        make_app(socket=SocketSettings(operations=2)), authorization=AGENT
    ) as desktop:
        for id in "123":
            await desktop.subscribe(id, QUERY)
        refused = await desktop.hear()
        release.set()
        heard = [await desktop.hear() for _ in range(4)]

    assert (refused["id"], refused["payload"][0]["extensions"]) == ("3", {"code": "TOO_MANY"})
    assert {one["id"] for one in heard if one["type"] == "complete"} == {"1", "2"}


async def test_more_sockets_than_may_be_open_are_refused(make_app):
    app = make_app(socket=SocketSettings(sockets=1))
    async with at_desk(app, authorization=AGENT), at_desk(app) as second:
        assert (await second.hear())["status"] == 503
    async with at_desk(app, authorization=AGENT) as third:
        assert await third.silent(0.01)


async def test_one_key_cannot_take_all_sockets(make_app):
    app = make_app(socket=SocketSettings(sockets_of_one=1))
    async with at_desk(app, authorization=AGENT), at_desk(app) as second:
        await second.init(AGENT)
        assert (await end_of(second))[0] == 1013
    async with at_desk(app, authorization=AGENT) as third:
        assert await third.silent(0.01)


class Door:
    """A check of keys whose mind changes."""

    def __init__(self) -> None:
        self.caller: Caller | None = Caller(Role.AGENT, "desk 7", "k7")
        self.fails: Exception | None = None

    async def __call__(self, _: str | None) -> Caller | None:
        if self.fails:
            raise self.fails
        return self.caller


def revoke(door):
    door.caller = None


def expire(door):
    door.fails = TokenRefusedError("expired")


def promote(door):
    door.caller = replace(door.caller, role=Role.ADMIN)


def lose_the_provider(door):
    door.fails = SignInUnavailableError()


@pytest.mark.parametrize(
    ("change", "code"),
    [(revoke, 4403), (expire, 4403), (promote, 4403), (lose_the_provider, 1013)],
)
async def test_a_socket_ends_with_what_let_it_in(answers, change, code):
    door, settings = Door(), ApiSettings(socket=SocketSettings(check_seconds=0.05))
    app = Starlette(routes=routes_for(answers, door, settings, door))
    async with at_desk(app, authorization="Bearer x") as desktop:
        assert await desktop.silent(0.15)

        change(door)

        assert (await end_of(desktop))[0] == code


async def test_a_key_that_brings_data_in_reads_nobody_here_either(app):
    async with at_desk(app, authorization=CONNECTOR) as desktop:
        await desktop.subscribe("1", QUERY)

        assert (await desktop.hear())["payload"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_nobody_is_shown_over_a_socket_when_the_audit_cannot_be_written(answers, tmp_path):
    async def anybody(_):
        return Caller(Role.AGENT, "desk 7")

    with open_trail(tmp_path, Seal(Keys(b"an invented deployment key, long"))) as trail:
        app = Starlette(routes=routes_for(answers, anybody, ApiSettings(), anybody, trail))
        trail._write = lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device"))
        async with at_desk(app, authorization="Bearer x") as desktop:
            await desktop.subscribe("1", QUERY)
            heard = await desktop.hear()

    assert heard["type"] == "error"
    assert heard["payload"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"


async def test_masked_fields_are_masked_here_as_well(make_app):
    app = make_app(masked={Role.AGENT: ("Customer.city",)})
    async with at_desk(app, authorization=AGENT) as desktop:
        await desktop.subscribe("1", '{ customer(id: "c-john") { name city } }')
        heard = await desktop.hear()

    assert heard["payload"]["data"] == {"customer": {"name": "John Castell", "city": None}}
    assert heard["payload"]["extensions"]["masked"] == ["Customer.city"]


async def test_who_does_not_read_is_dropped(make_app):
    app = make_app(socket=SocketSettings(send_seconds=0.1))
    async with at_desk(app, authorization=AGENT) as desktop:
        desktop.reads.clear()
        await desktop.subscribe("1", QUERY)
        await asyncio.sleep(0.3)
        desktop.reads.set()

        code, reason = await end_of(desktop)

    assert code == 1013
    assert "after" in reason
