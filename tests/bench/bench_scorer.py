"""How many pairs does the scorer weigh a second, on one core?

    python tests/bench/bench_scorer.py [--customers 16000] [--seed 7]

The pairs are the candidates that the blocking keys of seeded, invented people give, each weighed
once a round; the best of twelve rounds counts, in CPU seconds. Records come in chance order, each
with all its candidates, as whoever resolves them asks. Beside it stands what one Jaro-Winkler call
costs here, so that figures of two machines can be compared; and, where the extra `bulk` is
installed, what the same pairs weigh in SQL, and in how much time.
"""

import argparse
import json
import random
import time
from importlib.util import find_spec

from generator import Said, people
from rapidfuzz.distance import JaroWinkler
from report import BARS, print_figures

from identity.blocking import blocking_keys
from identity.bulk.edges import BulkRecords, bulk_records, index_of, met_by
from identity.bulk.engines import EngineName
from identity.bulk.weighing import weigh_edges
from identity.comparable import ComparableRecord
from identity.fellegi_sunter import Model, score_pair
from identity.model_file import load_model
from identity.normalise.record import normalise
from identity.records import Handle, Number, PersonRecord

ROUNDS = 12
EVERYTHING = -1_000.0  # bits: no pair weighs less
ENGINES: tuple[EngineName, ...] = ("duckdb", "splink")

Pair = tuple[ComparableRecord, ComparableRecord]


def person(said: Said, number: int) -> PersonRecord:
    values = said.values
    return PersonRecord(
        source=said.source,
        source_id=str(number),
        given_name=values.get("first_name"),
        family_name=values.get("last_name"),
        city=values.get("city"),
        phones=(values["phone"],) if "phone" in values else (),
        emails=(values["email"],) if "email" in values else (),
        handles=(Handle("x", values["handle"]),) if "handle" in values else (),
        numbers=(Number("order", values["order_no"]),) if "order_no" in values else (),
    )


def candidates(bulk: BulkRecords, rng: random.Random) -> list[Pair]:
    """Return every pair that shares a key or an identifier, record after record."""
    index = index_of(bulk.keys)
    order = list(range(len(bulk)))
    rng.shuffle(order)
    return [
        (bulk.records[at], bulk.records[other])
        for at in order
        for other in met_by(at, bulk.keys[at], index)
    ]


def measure(customers: int, seed: int) -> dict[str, float]:
    """Return how many records and pairs a second, in CPU time of one core."""
    said = [one for _, records in people(customers, seed) for one in records]
    persons = [person(one, number) for number, one in enumerate(said)]
    normalise(persons[0], default_region="US")  # loads the tables
    started = time.process_time()
    records = [normalise(one, default_region="US") for one in persons]
    normalised = time.process_time()
    keys = [blocking_keys(one) for one in records]
    keyed = time.process_time()
    bulk = bulk_records(records, keys)
    pairs = candidates(bulk, random.Random(seed))
    return {
        "records": len(records),
        "keys_a_record": sum(map(len, keys)) / len(keys),
        "normalised_a_second": len(records) / (normalised - started),
        "keyed_a_second": len(records) / (keyed - normalised),
        "pairs": len(pairs),
        "pairs_a_second": 1 / min(pair_seconds(pairs, customers)),
        "jaro_winkler_microseconds": jaro_winkler_seconds() * 1e6,
        **(parity(bulk) if find_spec("duckdb") and find_spec("splink") else {}),
    }


def parity(bulk: BulkRecords) -> dict[str, float]:
    """Return by how much SQL weighs any pair differently, in bits, directly and through Splink."""
    model, figures = load_model(None), {}
    for engine in ENGINES:
        started = time.process_time()
        edges = weigh_edges(model, bulk, floor_bits=EVERYTHING, engine=engine)
        figures[f"{engine}_pairs_a_second"] = len(edges) / (time.process_time() - started)
        figures[f"{engine}_largest_difference"] = max(
            abs(weight - _weight(model, bulk, left, right)) for left, right, weight in edges
        )
    return figures


def _weight(model: Model, bulk: BulkRecords, left: int, right: int) -> float:
    one, other = bulk.records[left], bulk.records[right]
    return score_pair(model, one, other, identifier_customers=bulk.holders, customers=0).weight


def pair_seconds(pairs: list[Pair], customers: int) -> list[float]:
    model = load_model(None)
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for left, right in pairs:
            score_pair(model, left, right, customers=customers)
        rounds.append((time.process_time() - started) / len(pairs))
    return rounds


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the scorer.")
    parser.add_argument("--customers", type=int, default=16_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked.customers, asked.seed)
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["scorer"])


def jaro_winkler_seconds() -> float:
    similarity, calls = JaroWinkler.similarity, 200_000
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(calls):
            similarity("marlowe", "marlow", score_cutoff=0.88)
        rounds.append((time.process_time() - started) / calls)
    return min(rounds)


if __name__ == "__main__":
    main()
