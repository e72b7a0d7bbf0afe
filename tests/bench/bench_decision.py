"""How long does one decision take without the database, when a million records are known?

    python tests/bench/bench_decision.py [--records 1000000] [--asked 5000] [--seed 3]

Everybody is known in memory, as the graph would answer: customers as the generator made them, under
their keys and identifiers. Then one more record of some of them arrives, and records of strangers:
each is made ready (normalised, given its keys), then decided: held against its candidates and
placed. The time of either, on the wall, after as many that are not timed, as in a process that has
worked for a while; a busy machine shows in the 99th percentile.
"""

import argparse
import gc
import json
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from statistics import quantiles

from bench_scorer import person
from generator import people
from report import BARS, print_figures

from identity.batch import prepare
from identity.changes import Arrival
from identity.customer_state import CustomerState, Display, StoredRecord
from identity.decision import Rule
from identity.model_file import load_model
from identity.population import CAP
from identity.records import PersonRecord
from identity.resolution import Resolution
from identity.settings import IdentitySettings
from identity.versions import Version

SETTINGS = IdentitySettings(default_region="US")
RECORDS_A_CUSTOMER = 3  # of the generator, on average
NOBODY = Display()


def everybody(records: int, asked: int, seed: int) -> tuple[Resolution, list[PersonRecord]]:
    """Return who is known, and the records that will arrive: half of them strangers'."""
    rng = random.Random(seed)
    resolution = Resolution(load_model(None), SETTINGS)
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    arriving: list[PersonRecord] = []
    share = asked / (records / RECORDS_A_CUSTOMER)
    known = 0
    for customer, said in people(records // RECORDS_A_CUSTOMER + asked, seed):
        persons = [person(one, known + turn) for turn, one in enumerate(said)]
        if rng.random() < share and persons:
            stranger = rng.random() < 0.5
            arriving.append(persons.pop())
            if stranger:
                continue
        known += len(persons)
        _know(resolution, blocks, customer.id, persons)
    for key, customers in blocks.items():
        resolution.know_block(key, customers if len(customers) <= CAP else None)
    resolution.total = len(resolution.customers)
    return resolution, arriving[:asked]


def _know(
    resolution: Resolution,
    blocks: dict[str, list[str]],
    customer: str,
    persons: list[PersonRecord],
) -> None:
    state = CustomerState(customer)
    keys: set[str] = set()
    for one in persons:
        prepared = prepare(Version.first(one), f"{one.source}:{one.source_id}", SETTINGS)
        keys.update(prepared.blocking_keys)
        state.records[prepared.key] = StoredRecord(
            prepared.key, one.kind, Rule.LINK, prepared.comparable, NOBODY
        )
    if state.records:
        resolution.know(state)
        for key in keys:
            blocks[key].append(customer)


def decide(resolution: Resolution, arriving: list[PersonRecord]) -> Iterator[tuple[float, float]]:
    """Yield how many seconds it took to make each record ready, and to decide."""
    for number, one in enumerate(arriving):
        came = time.perf_counter()
        prepared = prepare(Version.first(one), f"new:{number}", SETTINGS)
        started = time.perf_counter()
        resolution.resolve(
            Arrival(
                key=prepared.key,
                kind=one.kind,
                comparable=prepared.comparable,
                display=Display.of(one),
                blocking_keys=prepared.blocking_keys,
                founds=f"new{number}",
            )
        )
        yield started - came, time.perf_counter() - started


def measure(records: int, asked: int, seed: int) -> dict[str, float]:
    resolution, arriving = everybody(records, 2 * asked, seed)
    gc.collect()
    gc.freeze()  # a million records are no garbage, and looking through them takes a second
    seconds = list(decide(resolution, arriving))[asked:]
    preparing = quantiles([ready for ready, _ in seconds], n=100)
    percent = quantiles([decided for _, decided in seconds], n=100)
    placed = [resolution.customer_of[f"new:{number}"] for number in range(len(arriving))]
    return {
        "known_customers": len(resolution.customers),
        "known_records": len(resolution.customer_of) - len(arriving),
        "decided": len(seconds),
        "linked_share": sum(not one.startswith("new") for one in placed) / len(placed),
        "preparing_p50_ms": preparing[49] * 1e3,
        "preparing_p99_ms": preparing[98] * 1e3,
        "decision_p50_ms": percent[49] * 1e3,
        "decision_p99_ms": percent[98] * 1e3,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure decisions in memory.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked.records, asked.asked, asked.seed)
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["decision"])


if __name__ == "__main__":
    main()
