"""`tellonce promises` lists what customers wait for, and a pop in the terminal says it too."""

import asyncio
import json
import time
from datetime import UTC, datetime

import pytest

from context.ingest import Ingest
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.cli.main import main
from tests.context.promises import later, said

pytestmark = pytest.mark.graph


@pytest.fixture
async def promised(graph, keys):
    """Ana was promised a call last year, and a refund within a month from now."""
    identity = open_identity(graph, keys, IdentitySettings())
    now = datetime.fromtimestamp(time.time(), UTC)
    await Ingest(Resolver(identity)).ingest(
        [
            said("1", "I'll call you back by 5 pm.", at=later(-24 * 365)),
            said("2", "We will refund you within 4 weeks.", at=now),
            said("3", "Thank you for your message.", at=now),
        ]
    )


@pytest.fixture
def tellonce(environ, monkeypatch, capsys):
    """Run a command on the test run's graph, off the event loop."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    async def run(*arguments: str) -> tuple[int, str]:
        try:
            code = await asyncio.to_thread(main, arguments)
        except SystemExit as ended:  # wrong usage
            code = ended.code
        return code, capsys.readouterr().out

    return run


async def test_the_broken_one_comes_first_in_words(promised, tellonce):
    code, out = await tellonce("promises")

    broken, still = out.splitlines()
    assert code == 0
    assert broken.startswith("broken  Ana Lopez: Promised to call back by 17:00 on 2 November 2025")
    assert broken.endswith("supervisors answers for it")
    assert still.startswith("open    Ana Lopez: Promised to refund by")


async def test_a_program_gets_them_as_json_and_as_many_as_it_asks_for(promised, tellonce):
    _, out = await tellonce("promises", "--json", "--limit", "1")

    (one,) = json.loads(out)
    assert (one["kind"], one["status"], one["owner"]) == ("call_back", "broken", "supervisors")
    assert one["customer_id"]


async def test_nothing_promised_is_said_so(graph, tellonce):
    assert await tellonce("promises") == (0, "nothing that was promised is open or broken\n")


async def test_a_limit_that_is_none_is_wrong_usage(tellonce):
    assert (await tellonce("promises", "--limit", "0"))[0] == 2


async def test_a_pop_in_the_terminal_says_what_was_promised(promised, tellonce):
    _, out = await tellonce("pop", "--email", "ana@example.com")

    section = out[out.index("Promises ") :].splitlines()
    assert section[0].startswith("Promises Promised to call back by 17:00 on 2 November")
    assert section[1].strip().startswith("Promised to refund by")
