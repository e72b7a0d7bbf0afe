"""One process of a deployment resolves; others hand their records to it, or do it themselves."""

import asyncio
import socket

import pytest

from connectors.errors import ServerUnreachableError
from context.ingest import IngestResult
from graph.queries.lease import LeaseRow, read_lease
from tellonce.handover import RESOLVER, HandingSink, IntakeKeys, ResolverLease, intake_token
from tellonce.settings import ServerSettings

QUICK = ServerSettings(lease_seconds=0.6, renew_seconds=0.1)
HERE = socket.gethostname()


class Sink:
    """A RecordSink that counts, or that nobody answers at."""

    def __init__(self, *, answers: bool = True) -> None:
        self.answers = answers
        self.batches = 0

    async def ingest(self, records, *, live=False):
        if not self.answers:
            raise ServerUnreachableError("http://127.0.0.1:1", "refused")
        self.batches += 1
        return IngestResult(len(records), 0, frozenset())


def holder_of(*rows):
    """Return a Holder that answers with each row in turn, and then with the last for ever."""
    left = list(rows)

    async def holder():
        return left.pop(0) if len(left) > 1 else left[0]

    return holder


def handing(here: Sink, there: Sink, holder, *, patience_seconds: float = 30.0) -> HandingSink:
    return HandingSink(here, holder, lambda _url: there, patience_seconds=patience_seconds)


async def test_one_of_two_servers_holds_the_lease(graph):
    first = ResolverLease(graph, "http://127.0.0.1:1", QUICK)
    second = ResolverLease(graph, "http://127.0.0.1:2", QUICK)

    claims = await asyncio.gather(first.claim(), second.claim())

    assert sorted(claims) == [False, True]
    others = [one for one in (await first.other(), await second.other()) if one is not None]
    assert [one.url for one in others] == [(await read_lease(graph, RESOLVER)).url]


async def test_a_crashed_holders_lease_is_taken_over_when_its_term_is_over(graph):
    crashed = ResolverLease(graph, "http://127.0.0.1:1", QUICK)
    await crashed.claim()
    heir = ResolverLease(graph, "http://127.0.0.1:2", QUICK)

    async with heir.renewed():
        assert await heir.other() is not None
        await asyncio.sleep(QUICK.lease_seconds + 3 * QUICK.renew_seconds)

        assert await heir.other() is None
        assert (await read_lease(graph, RESOLVER)).url == "http://127.0.0.1:2"


async def test_a_running_holder_keeps_it_beyond_its_term(graph):
    async with ResolverLease(graph, "http://127.0.0.1:1", QUICK).renewed():
        await asyncio.sleep(2 * QUICK.lease_seconds)

        assert await read_lease(graph, RESOLVER) is not None
        assert not await ResolverLease(graph, "http://127.0.0.1:2", QUICK).claim()


async def test_a_holder_that_stops_gives_it_back_at_once(graph):
    async with ResolverLease(graph, "http://127.0.0.1:1", QUICK).renewed():
        pass

    assert await read_lease(graph, RESOLVER) is None


async def test_sixteen_claims_at_once_make_one_holder(graph):
    settings = ServerSettings(lease_seconds=30.0)  # so that none is over while the others try
    servers = [ResolverLease(graph, f"http://127.0.0.1:{port}", settings) for port in range(1, 17)]

    assert sum(await asyncio.gather(*(one.claim() for one in servers))) == 1


async def test_records_go_to_the_server_that_runs_here():
    here, there = Sink(), Sink()
    row = LeaseRow("a", "http://127.0.0.1:1", HERE)

    await handing(here, there, holder_of(row)).ingest([])

    assert (here.batches, there.batches) == (0, 1)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(None, id="nobody serves"),
        pytest.param(LeaseRow("a", "http://127.0.0.1:1", "elsewhere"), id="on another machine"),
    ],
)
async def test_records_are_written_here_when_there_is_nobody_to_hand_them_to(row):
    here, there = Sink(), Sink()

    await handing(here, there, holder_of(row)).ingest([])

    assert (here.batches, there.batches) == (1, 0)


async def test_records_are_written_here_when_the_server_ended_meanwhile():
    here, there = Sink(), Sink(answers=False)
    row = LeaseRow("a", "http://127.0.0.1:1", HERE)

    await handing(here, there, holder_of(row, None)).ingest([])

    assert here.batches == 1


async def test_a_server_that_is_there_but_does_not_answer_is_an_error():
    there = Sink(answers=False)
    row = LeaseRow("a", "http://127.0.0.1:1", HERE)

    with pytest.raises(ServerUnreachableError):
        await handing(Sink(), there, holder_of(row), patience_seconds=0.0).ingest([])


async def test_the_token_of_a_deployment_is_a_connectors_and_no_other_key_is(keys):
    async def nobody(_header):
        return None

    check = IntakeKeys(nobody, intake_token(keys))

    assert (await check(f"Bearer {intake_token(keys)}")).role == "connector"
    assert await check("Bearer tk_something") is None
    assert await check("Bearer né") is None
    assert await check(None) is None
