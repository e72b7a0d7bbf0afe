"""One batch on its way: what came, what the graph knows of it, what is to be written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from graph.access import Row
from graph.keys import Keys
from graph.sequence import SequenceState
from identity.blocking import blocking_keys
from identity.changes import Arrival
from identity.comparable import ComparableRecord
from identity.customer_state import Display
from identity.normalise.numbers import normalise_number
from identity.normalise.record import normalise
from identity.records import PersonRecord
from identity.settings import IdentitySettings
from identity.stored import digest, load_profile
from identity.versions import Version, overlay


@dataclass(frozen=True, slots=True)
class Prepared:
    """The newest version of one record of the batch, normalised."""

    key: str
    version: Version
    comparable: ComparableRecord
    blocking_keys: tuple[str, ...]

    @property
    def person(self) -> PersonRecord:
        return self.version.person


@dataclass(slots=True)
class Known:
    """What the graph knows of a batch, in clear keys (the graph itself has hashes only)."""

    sequence: SequenceState
    homes: dict[str, str] = field(default_factory=dict)  # record key → customer id
    digests: dict[str, str] = field(default_factory=dict)
    versions: dict[str, tuple[str, int, int]] = field(default_factory=dict)  # profile and times
    asked: frozenset[str] = frozenset()  # blocking keys that were asked for
    blocks: dict[str, list[str] | None] = field(default_factory=dict)  # those that exist
    holders: list[tuple[str, str]] = field(default_factory=list)  # identifier, customer id
    citers: list[tuple[str, str, str]] = field(default_factory=list)  # …, record key, customer id
    suppressed: frozenset[str] = frozenset()  # hashes that erased people left behind

    own_ids: set[str] = field(default_factory=set)  # that its records founded, or would found

    def customer_ids(self) -> set[str]:
        ids = set(self.homes.values()) | self.own_ids | {customer for _, customer in self.holders}
        ids |= {customer for _, _, customer in self.citers}
        for known in self.blocks.values():
            ids.update(known or ())
        return ids


def prepare(version: Version, key: str, settings: IdentitySettings) -> Prepared:
    """Return the record normalised, with the numbers that it quotes."""
    person = version.person
    comparable = normalise(
        person, default_region=settings.default_region, company_phones=settings.company_phones
    )
    if person.cited_numbers:
        cited = cited_identifiers(person.cited_numbers) - comparable.numbers
        comparable = replace(comparable, cited=cited)
    return Prepared(key, version, comparable, blocking_keys(comparable))


def cited_identifiers(numbers: Iterable[str]) -> frozenset[str]:
    """Return the identifiers that a quoted number may stand for: an order's or a case's.

    Where its kind is known it stands in front: "contract:C/88-1".
    """
    return frozenset(
        f"{kind}:{value}"
        for number in numbers
        for kind, written in quoted_readings(number)
        if (value := normalise_number(kind, written)) is not None
    )


def quoted_readings(number: str) -> tuple[tuple[str, str], ...]:
    """Return kind and number of what a text may mean: "1001" is an order's or a case's."""
    kind, known, written = number.partition(":")
    return ((kind, written),) if known else (("order", number), ("case", number))


def newest_versions(people: Iterable[PersonRecord], keys: Keys) -> dict[str, Version]:
    """Return one version a record, however often the batch speaks of it, in order of arrival."""
    versions: dict[str, Version] = {}
    for person in people:
        key = keys.record(person.source, person.source_id)
        version = Version.first(person)
        versions[key] = overlay(versions[key], version) if key in versions else version
    return versions


def changed(
    prepared: Sequence[Prepared], known: Known, settings: IdentitySettings
) -> list[Prepared]:
    """Return what the batch really changes: new records, and known ones that now say more."""
    changes = []
    for one in prepared:
        if one.key not in known.digests:
            changes.append(one)
            continue
        profile, updated_at_ms, complete_at_ms = known.versions[one.key]
        person = one.person
        stored = load_profile(person.source, person.source_id, person.kind, profile)
        version = overlay(Version(stored, updated_at_ms, complete_at_ms), one.version)
        if digest(version) != known.digests[one.key]:
            changes.append(one if version == one.version else prepare(version, one.key, settings))
    return changes


def arrival(one: Prepared, keys: Keys) -> Arrival:
    return Arrival(
        key=one.key,
        kind=one.person.kind,
        comparable=one.comparable,
        display=Display.of(one.person),
        blocking_keys=one.blocking_keys,
        founds=founded_id(one.key, keys),
        updated_at_ms=one.version.updated_at_ms,
        source=one.person.source,
    )


def founded_id(record_key: str, keys: Keys) -> str:
    """Return the id of the customer that this record founds, if it is the first of one."""
    return "c_" + keys.key("Customer", record_key)


@dataclass(frozen=True, slots=True)
class OwnedNumber:
    """An order or case number that a source record holds through the order or case itself."""

    record_key: str
    identifier: str  # "order:1001"


@dataclass(frozen=True, slots=True)
class HashedKeys:
    """The keys a batch asks the graph for: hash → clear text."""

    blocking: dict[str, str]
    identifiers: dict[str, str]  # who holds them
    numbers: dict[str, str]  # who cites them

    @classmethod
    def of(
        cls, prepared: Iterable[Prepared], keys: Keys, owned: Iterable[OwnedNumber] = ()
    ) -> "HashedKeys":
        blocking: dict[str, str] = {}
        identifiers: dict[str, str] = {}
        numbers = {identifier_key(one.identifier, keys): one.identifier for one in owned}
        for one in prepared:
            comparable = one.comparable
            for key in one.blocking_keys:
                blocking[keys.key("BlockingKey", key)] = key
            for identifier in comparable.identifiers | comparable.cited:
                identifiers[identifier_key(identifier, keys)] = identifier
            for identifier in comparable.numbers:
                numbers[identifier_key(identifier, keys)] = identifier
        return cls(blocking, identifiers, numbers)


def identifier_key(identifier: str, keys: Keys) -> str:
    """Return the graph's key of an identifier written "kind:value"."""
    kind, _, value = identifier.partition(":")
    return keys.identifier(kind, value)


def known_from(row: Row, asked: HashedKeys) -> Known:
    """Return what READ_BATCH answered, keyed by clear text."""
    known = Known(SequenceState(row["value"], row["customers"]))
    for key, customer, stored_digest, profile, updated_at_ms, complete_at_ms in row["records"]:
        known.homes[key] = customer
        known.digests[key] = stored_digest
        known.versions[key] = (profile, updated_at_ms, complete_at_ms)
    known.asked = frozenset(asked.blocking.values())
    for key, customers, generic in row["blocks"]:
        known.blocks[asked.blocking[key]] = None if generic else customers
    known.holders = [(asked.identifiers[key], customer) for key, customer in row["holders"]]
    known.citers = [
        (asked.numbers[key], record_key, customer) for key, record_key, customer in row["citers"]
    ]
    known.suppressed = frozenset(row["suppressed"])
    return known


def owned_numbers(
    holders: Iterable[tuple[str, str]], stated: dict[str, frozenset[str]]
) -> dict[str, ComparableRecord]:
    """Return, a customer, the numbers it holds through orders and cases, not by its own word."""
    owned: dict[str, set[str]] = {}
    for identifier, customer in holders:
        if identifier not in stated.get(customer, frozenset()):
            owned.setdefault(customer, set()).add(identifier)
    return {
        customer: ComparableRecord(numbers=frozenset(numbers))
        for customer, numbers in owned.items()
    }
