"""A batch's decisions as the statements of one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.access import Statement
from graph.queries import customers as customer_queries
from graph.queries import decisions, events, review, source_records
from graph.keys import Keys
from identity.batch import Prepared, identifier_key
from identity.ledger import ACTOR, decision_rows, levels_column, review_rows
from identity.customer_state import Display
from identity.resolution import Changes, Moved, Resolution
from identity.setup import Identity
from identity.stored import digest, dump_comparable, dump_profile
from identity.survivorship import golden_record

Row = dict[str, Any]


def batch_statements(
    identity: Identity,
    resolution: Resolution,
    arrived: Mapping[str, Prepared],
    *,
    number: int,
    at_ms: int,
    also: Sequence[Statement],
    subjects: Sequence[str],
) -> list[Statement]:
    """Return the write of one batch: `number` is the sequence number that it takes."""
    changes = resolution.changes
    keys = identity.keys
    model = identity.model.fingerprint
    moves = [move for move in changes.moved.values() if move.previous != move.customer_id]
    left = [move.record_key for move in moves if move.previous is not None]
    known_before = [key for key in arrived if changes.moved[key].previous is not None]
    reborn = [one for one in changes.founded if one in resolution.customers]
    ledger = decision_rows(changes, keys, number=number, model=model, at_ms=at_ms)
    touched = sorted(map(resolution.live, changes.touched))
    statements = [
        source_records.upsert_records([_record_row(one) for one in arrived.values()]),
        customer_queries.upsert_customers(_customer_rows(resolution, at_ms)),
        customer_queries.merge_customers(_merge_rows(changes, at_ms)),
        customer_queries.revive_customers(reborn if left else []),
        source_records.unresolve(left),
        source_records.resolve([_resolve_row(move, model, at_ms) for move in moves]),
        source_records.drop_stated_identifiers(known_before),
        source_records.upsert_identifiers(_identifier_rows(arrived, keys, at_ms)),
        source_records.upsert_blocks(_block_rows(resolution, keys)),
        decisions.record_decisions(ledger),
        review.open_reviews(review_rows(changes.doubts, keys, at_ms=at_ms)),
    ]
    return [
        *(one for one in statements if any(one.parameters.values())),
        *also,
        events.append_event(
            at_ms=at_ms, kind="ingest", customers=list(dict.fromkeys(touched)), subjects=subjects
        ),
    ]


def _record_row(one: Prepared) -> Row:
    person, version = one.person, one.version
    return {
        "key": one.key,
        "properties": {
            "source": person.source,
            "source_id": person.source_id,
            "kind": person.kind.value,
            "profile": dump_profile(person),
            "comparable": dump_comparable(one.comparable, Display.of(person)),
            "digest": digest(version),
            "updated_at_ms": version.updated_at_ms,
            "complete_at_ms": version.complete_at_ms,
        },
    }


def _customer_rows(resolution: Resolution, at_ms: int) -> list[Row]:
    """Golden records of the customers touched; also of those founded and merged in one batch."""
    rows = []
    for customer_id in sorted(resolution.changes.touched | resolution.changes.founded):
        state = resolution.customers.get(customer_id)
        if state is None:
            if customer_id in resolution.changes.founded:
                rows.append({"id": customer_id, "at_ms": at_ms, "golden": {}})
            continue
        golden = golden_record(state.records.values())
        rows.append(
            {
                "id": customer_id,
                "at_ms": at_ms,
                "golden": {
                    "name": golden.name,
                    "given_name": golden.given_name,
                    "family_name": golden.family_name,
                    "city": golden.city,
                    "country": golden.country,
                    "name_from": golden.name_from,
                    "city_from": golden.city_from,
                },
            }
        )
    return rows


def _merge_rows(changes: Changes, at_ms: int) -> list[Row]:
    return [
        {"source_id": one.source_id, "into_id": one.into_id, "at_ms": at_ms}
        for one in changes.merged
    ]


def _resolve_row(move: Moved, model: str, at_ms: int) -> Row:
    return {
        "key": move.record_key,
        "customer_id": move.customer_id,
        "rule": move.rule.value,
        "weight": move.score.weight if move.score else None,
        "levels": levels_column(move.score),
        "model": model,
        "decided_by": ACTOR,
        "decided_at_ms": at_ms,
    }


def _identifier_rows(arrived: Mapping[str, Prepared], keys: Keys, at_ms: int) -> list[Row]:
    rows = []
    for one in arrived.values():
        for identifier in sorted(one.owned_identifiers):
            kind, _, value = identifier.partition(":")
            rows.append(
                {
                    "record_key": one.key,
                    "key": identifier_key(identifier, keys),
                    "kind": kind,
                    "value": value,
                    "seen_ms": one.version.updated_at_ms or at_ms,
                }
            )
    return rows


def _block_rows(resolution: Resolution, keys: Keys) -> list[Row]:
    rows = []
    for key in sorted(resolution.changes.keys):
        customers = resolution.blocks[key]
        rows.append(
            {
                "key": keys.key("BlockingKey", key),
                "customers": customers or [],
                "generic": customers is None,
            }
        )
    return rows
