"""One of several processes that post the same people to one graph, directly and at once.

    python tests/bench/poster.py WORKER PEOPLE

Which graph, the environment says as it does for tellonce (TELLONCE_DATA or GRAPH_URL…). Each
person comes as the shop's account, the same from every worker, and as an account of a system that
only this worker reports. Waits for a line on standard input, so that all start together, and
prints what it did as one line of JSON.
"""

import asyncio
import json
import random
import sys
import time

from context.ingest import Ingest
from graph.errors import ContendedError
from graph.settings import read_graph_settings
from graph.store import open_graph, open_keys
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import read_identity_settings
from identity.setup import open_identity

BATCH = 4  # people in one transaction, as a webhook or a small file would bring them
GIVEN = ("Amara", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hugo")
FAMILY = ("Abernathy", "Bergstrom", "Castellano", "Dragomir", "Eriksen")


def people_of(worker: int, how_many: int) -> list[list[PersonRecord]]:
    """Return this worker's records of the same people, in an order of its own."""
    people = [_accounts(worker, number) for number in range(how_many)]
    random.Random(worker).shuffle(people)
    return people


def _accounts(worker: int, number: int) -> list[PersonRecord]:
    return [
        PersonRecord(
            source=source,
            source_id=str(number),
            given_name=GIVEN[number % len(GIVEN)],
            family_name=FAMILY[number // len(GIVEN) % len(FAMILY)],
            city="Denver",
            country="US",
            emails=(f"person{number}@example.com",),
            phones=(f"+1303555{100 + number % 100:04d}",),
        )
        for source in ("shop", f"system-{worker}")
    ]


async def post(worker: int, how_many: int) -> dict[str, float]:
    """Post the people and return what came of it: records, batches given up, seconds."""
    settings = read_graph_settings()
    async with open_graph(settings) as graph:
        identity = open_identity(graph, open_keys(settings), read_identity_settings())
        ingest = Ingest(Resolver(identity))
        people = people_of(worker, how_many)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        started, posted, given_up = time.monotonic(), 0, 0
        for start in range(0, len(people), BATCH):
            batch = [record for one in people[start : start + BATCH] for record in one]
            try:
                await ingest.ingest(batch)
                posted += len(batch)
            except ContendedError:
                given_up += 1
        seconds = time.monotonic() - started
    return {"records": posted, "given_up": given_up, "seconds": seconds}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(post(int(sys.argv[1]), int(sys.argv[2])))), flush=True)
