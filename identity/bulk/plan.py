"""Which customers will a first load write, in which order, and on which blocking keys?

Everything is decided before anything is written, and follows from the records, the model and the
settings alone: a load that was cut off makes the same plan again and carries on in it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from graph.keys import Keys
from identity.batch import Prepared, founded_id
from identity.bulk.clusters import BulkDoubt, Clustering
from identity.bulk.edges import BulkRecords, Edges, Progress
from identity.decision import TOO_WEAK
from identity.fellegi_sunter import Model
from identity.records import RecordKind
from identity.restraints import BY_HAND
from identity.settings import IdentitySettings

DIGEST_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Planned:
    """A customer to be written: its id, and its records by their places in the file."""

    id: str
    places: tuple[int, ...]  # the founder first


@dataclass(frozen=True)
class Plan:
    """What a first load writes. Customers stand in the order of their first records."""

    model: Model
    records: Sequence[Prepared]
    holders: Mapping[str, int]  # identifier → customers, where it is more than one
    customers: Sequence[Planned]
    ids: frozenset[str]  # of these customers
    number_of: Mapping[int, int]  # place of a record → number of its customer
    blocks: Mapping[str, list[int]]  # blocking key → numbers of the customers on it
    doubts: Mapping[int, list[BulkDoubt]]  # by the number of the later one of the two customers
    rest: Sequence[int]  # places of records to be attributed afterwards: nobody with a name
    digest: str

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all its records."""
        return frozenset(one.key for one in self.records)

    def records_of(self, numbers: Iterable[int]) -> list[Prepared]:
        """Return the records of these customers."""
        return [self.records[at] for number in numbers for at in self.customers[number].places]

    def part(self, start: int, most_records: int) -> range:
        """Return the numbers of the next customers, as many as have that many records."""
        end, records = start, 0
        while end < len(self.customers) and (
            end == start or records + len(self.customers[end].places) <= most_records
        ):
            records += len(self.customers[end].places)
            end += 1
        return range(start, end)


@dataclass(frozen=True, slots=True)
class Joined:
    """Which records are one customer, by a number that they have in common, and the doubts."""

    cluster_of: Sequence[int]
    doubts: Sequence[BulkDoubt]


def join(
    model: Model,
    bulk: BulkRecords,
    edges: Edges,
    records: Sequence[Prepared],
    settings: IdentitySettings,
    *,
    progress: Progress | None = None,
) -> Joined:
    """Return the customers that these pairs make; `edges` come heaviest first.

    Pairs with a record of a source that is joined by hand only are asked about instead.
    """
    free, by_hand = _apart(edges, records, settings.no_auto_merge_sources)
    kinds = [one.person.kind for one in records]
    clustering = Clustering(model, bulk, settings.thresholds, kinds, auto_merge=settings.auto_merge)
    clustering.grow(free, progress=progress)
    doubts = list(clustering.doubts(free))
    doubts += [
        replace(one, reason=BY_HAND) if one.reason == TOO_WEAK else one
        for one in clustering.doubts(by_hand)
        if one.weight >= settings.thresholds.link
    ]
    return Joined([clustering.cluster_of(at) for at in range(len(bulk))], doubts)


def _apart(
    edges: Edges, records: Sequence[Prepared], sources: frozenset[str]
) -> tuple[Edges, Edges]:
    """Return the pairs that may join by themselves, and those that only a person may join."""
    if not sources:
        return edges, Edges()
    by_hand = [one.person.source in sources for one in records]
    free, held = Edges(), Edges()
    for left, right, weight in edges:
        part = held if by_hand[left] or by_hand[right] else free
        part.left.append(left)
        part.right.append(right)
        part.weight.append(weight)
    return free, held


def make_plan(
    model: Model, bulk: BulkRecords, joined: Joined, records: Sequence[Prepared], keys: Keys
) -> Plan:
    """Return what is to be written of these records."""
    clusters: dict[int, list[int]] = {}
    for at, cluster in enumerate(joined.cluster_of):
        clusters.setdefault(cluster, []).append(at)
    customers: list[Planned] = []
    number_of: dict[int, int] = {}
    rest: list[int] = []
    for places in clusters.values():
        if not any(_vouches(records[at]) for at in places):
            rest += places
            continue
        number_of.update(dict.fromkeys(places, len(customers)))
        customers.append(Planned(founded_id(records[places[0]].key, keys), tuple(places)))
    return Plan(
        model,
        records,
        bulk.holders,
        customers,
        frozenset(one.id for one in customers),
        number_of,
        _blocks(customers, records),
        _doubts(joined.doubts, number_of),
        sorted(rest),
        _digest(customers, joined.doubts),
    )


def _vouches(one: Prepared) -> bool:
    """Whether a customer can stand on this record: calls and bare references are attributed."""
    return one.comparable.is_named and one.person.kind is not RecordKind.CONTACT


def _blocks(customers: Sequence[Planned], records: Sequence[Prepared]) -> dict[str, list[int]]:
    blocks: dict[str, list[int]] = {}
    for number, customer in enumerate(customers):
        for at in customer.places:
            for key in records[at].blocking_keys:
                known = blocks.setdefault(key, [])
                if not known or known[-1] != number:
                    known.append(number)
    return blocks


def _doubts(
    doubts: Sequence[BulkDoubt], number_of: Mapping[int, int]
) -> dict[int, list[BulkDoubt]]:
    by_customer: dict[int, list[BulkDoubt]] = {}
    for one in doubts:
        if one.left in number_of and one.right in number_of:
            later = max(number_of[one.left], number_of[one.right])
            by_customer.setdefault(later, []).append(one)
    return by_customer


def _digest(customers: Sequence[Planned], doubts: Sequence[BulkDoubt]) -> str:
    """Return a hash that changes with who is one customer, and with who is asked about."""
    said = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for text in _said(customers, doubts):
        said.update(text.encode())
    return said.hexdigest()


def _said(customers: Sequence[Planned], doubts: Sequence[BulkDoubt]) -> Iterator[str]:
    for customer in customers:
        yield f"{customer.id} {customer.places}\n"
    for one in doubts:
        yield f"{one.left} {one.right} {one.reason}\n"
