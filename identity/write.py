"""A batch's decisions as the statements of one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from graph.access import Statement
from graph.keys import Keys
from graph.queries import customers as customer_queries
from graph.queries import decisions, events, review, source_records
from identity.batch import Prepared, identifier_key
from identity.changes import Changes, Moved
from identity.customer_state import CustomerState, Display
from identity.ledger import ACTOR, decision_rows, levels_column, merge_id, review_rows
from identity.resolution import Resolution
from identity.setup import Identity
from identity.stored import digest, dump_comparable, dump_profile
from identity.suppression import Attached
from identity.survivorship import GoldenRecord, golden_record
from identity.ties import tie_columns

Row = dict[str, Any]
GOLDEN = tuple(field.name for field in fields(GoldenRecord))


def batch_statements(
    identity: Identity,
    resolution: Resolution,
    arrived: Mapping[str, Prepared],
    *,
    number: int,
    at_ms: int,
    also: Sequence[Statement],
    subjects: Sequence[Attached],
) -> list[Statement]:
    """Return the write of one batch: `number` is the sequence number that it takes."""
    customers = set(map(resolution.live, resolution.changes.touched))
    known = resolution.customer_of
    customers |= {known[one.record_key] for one in subjects if one.record_key in known}
    return [
        *identity_statements(identity, resolution, arrived, number=number, at_ms=at_ms),
        *also,
        events.append_event(
            at_ms=at_ms,
            kind="ingest",
            customers=sorted(customers),
            subjects=[one.key for one in subjects],
            labels=sorted({one.label for one in subjects}),
        ),
    ]


def identity_statements(
    identity: Identity,
    resolution: Resolution,
    arrived: Mapping[str, Prepared],
    *,
    number: int,
    at_ms: int,
) -> list[Statement]:
    """Return the write of what a resolution changed, `arrived` being the records that came."""
    changes, keys = resolution.changes, identity.keys
    rows = _RecordRows(identity, resolution, at_ms)
    fresh = [key for key in arrived if changes.moved[key].previous is None]
    newer = [key for key in arrived if changes.moved[key].previous is not None]
    moves = [
        move
        for move in changes.moved.values()
        if move.previous is not None
        and (move.previous != move.customer_id or move.record_key in changes.restated)
    ]
    ledger = decision_rows(changes, keys, number=number, model=rows.model, at_ms=at_ms)
    told = {resolution.customer_of[key] for key in fresh}
    created, updated = _block_rows(resolution, keys)
    statements = [
        source_records.arrive([rows.arrival(arrived[key]) for key in fresh]),
        source_records.update_records([rows.record(arrived[key]) for key in newer]),
        customer_queries.upsert_customers(rows.customers(without=told)),
        customer_queries.give_back(sorted(changes.reborn)),
        customer_queries.merge_customers(_merge_rows(changes, keys, number=number, at_ms=at_ms)),
        source_records.unresolve([move.record_key for move in moves]),
        source_records.resolve([rows.resolved(move) for move in moves]),
        customer_queries.move_rest(_rest_rows(resolution)),
        source_records.drop_stated_identifiers(newer),
        source_records.state_identifiers([rows.identifiers(arrived[key]) for key in newer]),
        source_records.cite_numbers(_cited_rows(arrived, keys)),
        source_records.create_blocks(created),
        source_records.update_blocks(updated),
        decisions.record_decisions(ledger),
        review.open_reviews(review_rows(changes.doubts, keys, at_ms=at_ms)),
    ]
    return [one for one in statements if any(one.parameters.values())]


class _RecordRows:
    """Makes the rows of source records and of the customers they stand with."""

    def __init__(self, identity: Identity, resolution: Resolution, at_ms: int) -> None:
        self._keys = identity.keys
        self._survivorship = identity.survivorship
        self._resolution = resolution
        self._at_ms = at_ms
        self.model = identity.model.fingerprint
        self._told: set[str] = set()  # customers whose golden records stand in a row already

    def arrival(self, one: Prepared) -> Row:
        move = self._resolution.changes.moved[one.key]
        return {
            **self.record(one),
            **self.identifiers(one),
            **self.resolved(move),
            **self._customer_once(self._resolution.customers[move.customer_id]),
            "customer_id": move.customer_id,
        }

    def record(self, one: Prepared) -> Row:
        person, version = one.person, one.version
        profile = dump_profile(person)
        ties = tie_columns(person, one.comparable, self._keys)
        if self._resolution.changes.moved[one.key].previous is None:  # has nothing that could go
            ties = {name: value for name, value in ties.items() if value is not None}
        return {
            "key": one.key,
            "properties": {
                "source": person.source,
                "source_id": person.source_id,
                "kind": person.kind.value,
                "profile": profile,
                "comparable": dump_comparable(one.comparable, Display.of(person)),
                "digest": digest(version, profile),
                "updated_at_ms": version.updated_at_ms,
                "complete_at_ms": version.complete_at_ms,
                **ties,
            },
        }

    def identifiers(self, one: Prepared) -> Row:
        rows = []
        for identifier in sorted(one.comparable.identifiers):
            kind, _, value = identifier.partition(":")
            rows.append(
                {
                    "key": identifier_key(identifier, self._keys),
                    "kind": kind,
                    "value": value,
                    "seen_ms": one.version.updated_at_ms or self._at_ms,
                }
            )
        return {"key": one.key, "identifiers": rows}

    def resolved(self, move: Moved) -> Row:
        stands = self._resolution.customers[move.customer_id].records[move.record_key]
        return {
            "key": move.record_key,
            "customer_id": move.customer_id,
            "resolved": {
                "rule": move.rule.value,
                "home": stands.home if stands.home != move.customer_id else None,
                "number": stands.placed,
                "weight": move.score.weight if move.score else None,
                "levels": levels_column(move.score),
                "model": self.model,
                "decided_by": ACTOR,
                "decided_at_ms": self._at_ms,
            },
        }

    def customers(self, *, without: set[str]) -> list[Row]:
        """Golden records of the other customers touched; bare ones of those merged at once."""
        changes, known = self._resolution.changes, self._resolution.customers
        rows = [
            self._customer(known[one]) for one in sorted(changes.touched - without) if one in known
        ]
        merged_at_once = sorted(changes.founded - known.keys())
        return rows + [{"id": one, "at_ms": self._at_ms, "golden": {}} for one in merged_at_once]

    def _customer_once(self, state: CustomerState) -> Row:
        """A customer of several arrivals stands with the first as it will be after all of them."""
        if state.id in self._told:
            return {"id": state.id, "at_ms": self._at_ms, "golden": {}}
        self._told.add(state.id)
        return self._customer(state)

    def _customer(self, state: CustomerState) -> Row:
        golden = golden_record(state.records.values(), self._survivorship)
        values = {name: getattr(golden, name) for name in GOLDEN}
        if state.id in self._resolution.changes.founded:  # has no value yet that could go
            values = {name: value for name, value in values.items() if value is not None}
        return {
            "id": state.id,
            "at_ms": self._at_ms,
            "golden": {**values, "known_as": golden.known_as.value},
        }


def _rest_rows(resolution: Resolution) -> list[Row]:
    """Where the contacts go that nobody read: to whoever answers for their customer now."""
    gone = {one.source_id for one in resolution.changes.merged} - resolution.changes.founded
    return [{"source_id": one, "into_id": resolution.live(one)} for one in sorted(gone)]


def _merge_rows(changes: Changes, keys: Keys, *, number: int, at_ms: int) -> list[Row]:
    return [
        {
            "source_id": one.source_id,
            "into_id": one.into_id,
            "at_ms": at_ms,
            "number": number,
            "decision": merge_id(one, keys, number),
        }
        for one in changes.merged
    ]


def _cited_rows(arrived: Mapping[str, Prepared], keys: Keys) -> list[Row]:
    rows = []
    for one in arrived.values():
        for identifier in sorted(one.comparable.cited):
            kind, _, value = identifier.partition(":")
            key = identifier_key(identifier, keys)
            rows.append({"record_key": one.key, "key": key, "kind": kind, "value": value})
    return rows


def _block_rows(resolution: Resolution, keys: Keys) -> tuple[list[Row], list[Row]]:
    """Return the rows of keys that nobody had so far, and of those that somebody had."""
    created: list[Row] = []
    updated: list[Row] = []
    for key in sorted(resolution.changes.keys):
        customers = resolution.blocks[key]
        row = {
            "key": keys.key("BlockingKey", key),
            "customers": customers or [],
            "generic": customers is None,
        }
        (updated if key in resolution.stored_blocks else created).append(row)
    return created, updated
