"""The server takes in, answers and stops as scripts, containers and other processes expect."""

import asyncio
import base64
import contextlib
import json
import re
import signal
import subprocess
import time
from dataclasses import replace

import pytest

from api.keys import Role, make_key
from connectors.schemes import STANDARD_WEBHOOKS
from connectors.signatures import read_secret, sign
from graph.queries.counts import count_nodes
from identity.calibration import FEWEST_JUDGED, Judged
from identity.judged_pairs import recalibrate
from tellonce.errors import AddressTakenError, RemoteBindError
from tellonce.server import check_host, listen, own_url, serving

SECRET = "whsec_" + base64.b64encode(b"an invented secret of the tests!").decode()
HOOKS = {"TELLONCE_HOOK_VOICE_DESK_SECRET": SECRET}
STOP_SECONDS = 5.0
PERSON = {
    "type": "person",
    "source": "shop",
    "id": "c1",
    "given_name": "Ana",
    "family_name": "Lopez",
    "emails": ["ana@example.com"],
}
POP = '{ screenPop(lookup: {email: "ana@example.com"}) { resolution customer { name } } }'
CALL = {
    "event": "ringing",
    "at": "2026-11-02T09:00:00Z",
    "call_id": "1",
    "from": "+15550100123",
    "to": "+18005550100",
}


@pytest.fixture
async def server(environ):
    """A server on a free port, in this process."""
    async with serving({**environ, **HOOKS}, "127.0.0.1", 0) as running:
        yield running


@pytest.fixture
def post(server, ask):
    """Post to the server in a thread, since it runs in this loop."""

    async def post(path: str, body: bytes, **headers: str):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await asyncio.to_thread(ask, server.url, "POST", path, body, named)

    return post


@contextlib.contextmanager
def started(command, environ, *arguments):
    """Start `tellonce serve` in a process of its own; yield it with what it printed at first."""
    with subprocess.Popen(
        [*command, "serve", "--port", "0", *arguments],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def ndjson(*records) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


async def test_the_first_start_makes_an_admin_key_and_the_second_does_not(environ):
    async with serving(environ, "127.0.0.1", 0) as first:
        assert re.fullmatch(r"tk_[\w-]{32}", first.first_key)
        assert first.first_key not in repr(first)
    async with serving(environ, "127.0.0.1", 0) as second:
        assert second.first_key is None


async def test_records_posted_are_answered_over_graphql(server, post):
    bearer = f"Bearer {server.first_key}"
    taken = await post(
        "/records", ndjson(PERSON), authorization=bearer, content_type="application/x-ndjson"
    )

    answer = await post(
        "/graphql",
        json.dumps({"query": POP}).encode(),
        authorization=bearer,
        content_type="application/json",
    )

    assert (taken.status, taken.json["accepted"]) == (200, 1)
    assert answer.json["data"]["screenPop"] == {
        "resolution": "ONE",
        "customer": {"name": "Ana Lopez"},
    }


async def test_the_server_takes_up_a_calibration_by_itself(server, graph):
    identity = server.desk.identity
    judged = [Judged(float(bits), same=False) for bits in range(FEWEST_JUDGED)]
    before = identity.calibration

    await recalibrate(replace(identity, graph=graph), judged, now_ms=0)

    async with asyncio.timeout(30):
        while identity.calibration is None:  # noqa: ASYNC110  it looks by the clock itself
            await asyncio.sleep(0.05)
    assert before is None


@pytest.mark.parametrize("role", [Role.AGENT, Role.REVIEWER, Role.SUPERVISOR])
async def test_people_who_answer_contacts_may_not_write_records(server, post, graph, role):
    key = await make_key(graph, role, "a test")

    answer = await post(
        "/records",
        ndjson(PERSON),
        authorization=f"Bearer {key}",
        content_type="application/x-ndjson",
    )

    assert answer.status == 401
    assert (await count_nodes(graph))["source_records"] == 0


async def test_a_signed_call_event_becomes_one_interaction(post, graph):
    body = json.dumps(CALL).encode()
    secret = read_secret(STANDARD_WEBHOOKS, SECRET)
    headers = sign(STANDARD_WEBHOOKS, secret, body, delivery_id="d1", at=int(time.time()))

    answers = [
        (await post("/hooks/voice/desk", body, content_type="application/json", **headers)).status
        for _ in range(3)
    ]

    assert answers == [202, 202, 202]
    async with asyncio.timeout(10):
        while not (await count_nodes(graph))["interactions"]:  # noqa: ASYNC110  worked elsewhere
            await asyncio.sleep(0.05)
    assert (await count_nodes(graph))["interactions"] == 1


async def test_the_server_does_not_say_what_it_runs_on(server, ask):
    answer = await asyncio.to_thread(ask, server.url, "GET", "/health/ready")

    assert answer.status == 200
    assert "server" not in {name.lower() for name in answer.headers}


async def test_an_import_hands_its_records_to_the_running_server(server, command, environ, graph):
    process = await asyncio.create_subprocess_exec(
        *command, "import", "-", env=environ, stdin=-1, stdout=-1, stderr=-1
    )
    out, _ = await process.communicate(ndjson(PERSON))

    assert process.returncode == 0
    assert b"1 taken in" in out
    assert (await count_nodes(graph))["customers"] == 1


async def test_a_second_server_hands_its_records_to_the_first(server, environ, ask):
    async with serving(environ, "127.0.0.1", 0) as second:
        answer = await asyncio.to_thread(
            ask,
            second.url,
            "POST",
            "/records",
            ndjson(PERSON),
            {
                "authorization": f"Bearer {server.first_key}",
                "content-type": "application/x-ndjson",
            },
        )

    assert answer.json["accepted"] == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "db.example.com", ""])
def test_an_address_that_others_reach_is_refused_unless_allowed(host):
    with pytest.raises(RemoteBindError, match="TELLONCE_ALLOW_REMOTE=1"):
        check_host(host, allow_remote=False)

    check_host(host, allow_remote=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machines_own_addresses_are_fine(host):
    check_host(host, allow_remote=False)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        pytest.param("127.0.0.1", "http://127.0.0.1:8420", id="loopback"),
        pytest.param("0.0.0.0", "http://127.0.0.1:8420", id="every address"),
        pytest.param("::1", "http://[::1]:8420", id="IPv6"),
    ],
)
def test_the_address_is_one_that_this_machine_can_ask(host, url):
    assert own_url(host, 8420) == url


def test_a_port_that_is_taken_is_a_clear_error():
    with listen("127.0.0.1", 0) as first:
        number = first.getsockname()[1]
        with (
            pytest.raises(AddressTakenError, match=f"port {number}.*--port"),
            listen("127.0.0.1", number),
        ):
            pass


@pytest.mark.parametrize("host", ["256.256.256.256", "nowhere.invalid", "a" * 300])
def test_a_host_that_is_none_is_a_clear_error(host):
    with pytest.raises(AddressTakenError, match="--port"), listen(host, 0):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_does_so_cleanly(command, environ, number, ask):
    with started(command, environ) as (process, first_line):
        url = first_line.split()[-1]
        assert ask(url, "GET", "/health/live").status == 200

        process.send_signal(number)
        begun = time.monotonic()
        _, errors = process.communicate(timeout=STOP_SECONDS)

        assert time.monotonic() - begun < STOP_SECONDS
        assert process.returncode == 0
        assert "Traceback" not in errors


def test_the_admin_key_stands_in_the_output_and_in_no_log(command, environ):
    with started(command, environ) as (process, _):
        key = process.stdout.readline().split()[-1]
        process.terminate()
        _, errors = process.communicate(timeout=STOP_SECONDS)

    assert key.startswith("tk_")
    assert key not in errors
