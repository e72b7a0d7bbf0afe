"""Which pairs of a file's records meet on a blocking key, and what does each weigh?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from identity.comparable import ComparableRecord
from identity.fellegi_sunter import Model, score_pair
from identity.records import RecordKind
from identity.vetoes import veto

MOST_ON_A_KEY: Final = 100  # records; a key of more says too little to compare all of them


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record of a file, ready to meet others."""

    key: str
    comparable: ComparableRecord
    blocking_keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class WeighedPair:
    """Two records that met, by their keys. `vetoed`: no weight would link them by itself."""

    left: str
    right: str
    weight: float
    vetoed: bool


def weigh_pairs(
    model: Model, records: Sequence[Candidate], clusters: Mapping[str, str]
) -> Iterator[WeighedPair]:
    """Yield every pair that shares a key, each once, weighed.

    `clusters`, record key → customer, say how many customers there are and how many of them hold
    an identifier.
    """
    by_key = {one.key: one.comparable for one in records}
    holders = identifier_holders(by_key, clusters)
    customers = len(set(clusters.values()))
    for left, right in meetings(records):
        record = by_key[left]
        score = score_pair(
            model, record, by_key[right], identifier_customers=holders, customers=customers
        )
        reason = veto(record, score, kind=RecordKind.ACCOUNT, households=model.households)
        yield WeighedPair(left, right, score.weight, reason is not None)


def meetings(records: Iterable[Candidate]) -> Iterator[tuple[str, str]]:
    """Yield every pair of records that shares a key of at most MOST_ON_A_KEY records, once."""
    known = list(records)
    counts = Counter(key for one in known for key in set(one.blocking_keys))
    waiting: dict[str, list[str]] = {}
    for one in known:
        keys = [key for key in set(one.blocking_keys) if 1 < counts[key] <= MOST_ON_A_KEY]
        met = dict.fromkeys(other for key in sorted(keys) for other in waiting.get(key, ()))
        for other in met:
            yield one.key, other
        for key in keys:
            waiting.setdefault(key, []).append(one.key)


def identifier_holders(
    records: Mapping[str, ComparableRecord], clusters: Mapping[str, str]
) -> dict[str, int]:
    """Return by how many customers each identifier is held."""
    seen = {
        (identifier, clusters[key])
        for key, comparable in records.items()
        for identifier in comparable.identifiers
    }
    return dict(Counter(identifier for identifier, _ in seen))
