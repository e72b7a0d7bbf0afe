"""What an activity becomes in the graph: one node, whose it is, and what it is about.

Evidence is written as it came. An activity that is in the graph already, or in a newer version,
is recognised by its digest and its time and costs no write.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from context.goods import batch_of, ordered_keys, price_of, product_keys
from context.quality.recordings import properties_of_recording, recording_row
from context.records import (
    ActivityRecord,
    AgentRecord,
    AssetRecord,
    CartRecord,
    CaseRecord,
    ContractRecord,
    DesktopEventRecord,
    InteractionRecord,
    Media,
    OrderLine,
    OrderRecord,
    PlaceRecord,
    ProductRecord,
    QueueRecord,
    Record,
    RecordingRecord,
    ReturnRecord,
    ShipmentRecord,
    SurveyRecord,
)
from context.replies import JudgedReplies
from context.wishes.reading import wishes_of_interaction
from graph.access import Graph, Row, Statement
from graph.keys import Keys
from graph.queries.activities import known_activities
from graph.queries.agents import upsert_agents
from graph.queries.assets import upsert_assets
from graph.queries.carts import upsert_carts
from graph.queries.cases import upsert_cases
from graph.queries.contracts import upsert_contracts
from graph.queries.desktop_events import upsert_desktop_events
from graph.queries.interactions import upsert_interactions
from graph.queries.orders import upsert_orders
from graph.queries.places import upsert_places
from graph.queries.products import upsert_products
from graph.queries.queues import upsert_queues
from graph.queries.recordings import keep_recordings, upsert_recordings
from graph.queries.returns import upsert_returns
from graph.queries.shipments import upsert_shipments
from graph.queries.standing import link_wishes
from graph.queries.surveys import upsert_surveys
from identity.normalise.numbers import normalise_number
from identity.records import PersonRecord
from identity.suppression import Activities, Attached


@dataclass(frozen=True, slots=True)
class Kind:
    """How one type of activity is kept."""

    label: str
    upsert: Callable[[Sequence[Row]], Statement]
    times: tuple[str, ...] = ()  # its own instants that date a version, the latest first
    about: tuple[str, ...] = ()  # types of reference that become relationships
    number: str | None = None  # its id is an identifier of this kind
    also: Callable[[Any, Keys], Row] | None = None  # properties that are worked out from it


ANYTHING: Final = (
    *("order", "case", "product", "asset", "contract", "return", "shipment"),
    "place",
)

# In the order of writing: what others refer to stands first, so that few bare nodes are made.
KINDS: Final[Mapping[type[ActivityRecord], Kind]] = {
    ProductRecord: Kind("Product", upsert_products, also=product_keys),
    PlaceRecord: Kind("Place", upsert_places),
    QueueRecord: Kind("Queue", upsert_queues),
    AgentRecord: Kind("Agent", upsert_agents),
    OrderRecord: Kind("Order", upsert_orders, ("placed_at",), number="order", also=ordered_keys),
    CartRecord: Kind("Cart", upsert_carts, ("created_at",)),
    AssetRecord: Kind("Asset", upsert_assets, ("since",), also=batch_of),
    ContractRecord: Kind("Contract", upsert_contracts, ("starts_at",), also=price_of),
    ReturnRecord: Kind("Return", upsert_returns, ("opened_at",), about=("order",)),
    ShipmentRecord: Kind(
        "Shipment", upsert_shipments, ("delivered_at", "shipped_at"), about=("order",)
    ),
    CaseRecord: Kind("Case", upsert_cases, ("opened_at",), about=ANYTHING, number="case"),
    InteractionRecord: Kind(
        "Interaction",
        upsert_interactions,
        ("ended_at", "started_at"),
        about=ANYTHING,
        also=wishes_of_interaction,
    ),
    RecordingRecord: Kind(
        "Recording", upsert_recordings, about=("interaction",), also=properties_of_recording
    ),
    DesktopEventRecord: Kind(
        "DesktopEvent", upsert_desktop_events, ("at",), about=("interaction", "case")
    ),
    SurveyRecord: Kind("Survey", upsert_surveys, ("answered_at",), about=("interaction", "case")),
}
# Labels by type of reference.
REFERRED: Final = {kind: kind.capitalize() for kind in (*ANYTHING, "interaction")}
# Not properties as they come.
APART: Final = frozenset({"person", "updated_at", "about", "recording", "transcript"})
PROPERTIES: Final = {
    kind: tuple(field.name for field in fields(kind) if field.name not in APART) for kind in KINDS
}


def person_of(record: Record) -> PersonRecord | None:
    """Return the person that a record speaks of: itself, or whose activity it is."""
    return record if isinstance(record, PersonRecord) else record.person


def key_of(activity: ActivityRecord, keys: Keys) -> str:
    """Return the key of the activity's node."""
    return keys.activity(KINDS[type(activity)].label, activity.source, activity.source_id)


def activities_of(
    records: Sequence[ActivityRecord], keys: Keys, judged: JudgedReplies
) -> Activities:
    """Return these activities as the resolver takes them along, each with what it hangs on.

    `judged` are the verdicts on the replies among them.
    """
    by_label = _rows_by_label(records, keys)
    for row in by_label.get("Interaction", ()):
        row["properties"] |= judged.properties.get(row["key"], {})
    attached = [
        Attached(label, row["key"], next(iter(row["persons"]), None), tuple(row.get("targets", ())))
        for label, rows in by_label.items()
        for row in rows
    ]
    return Activities(
        attached,
        lambda without: [*_statements(by_label, without), *judged.statements(without)],
    )


def statements(activities: Sequence[ActivityRecord], keys: Keys) -> list[Statement]:
    """Return the writes of a batch, one for each label in it.

    They belong into the transaction that writes the source records of the batch's persons, after
    those. An older version never replaces a newer one, whichever comes first; a newer one
    replaces all of it, but one that names no person leaves it with whom it was.
    """
    return _statements(_rows_by_label(activities, keys), frozenset())


def _statements(by_label: Mapping[str, list[Row]], without: Set[str]) -> list[Statement]:
    written = (
        (kind, [row for row in by_label.get(kind.label, ()) if row["key"] not in without])
        for kind in KINDS.values()
    )
    wished = [
        row["key"]
        for row in by_label.get("Interaction", ())
        if "wishes" in row["properties"] and row["key"] not in without
    ]
    upserts = [kind.upsert(rows) for kind, rows in written if rows]
    recorded = [
        row
        for row in by_label.get("Interaction", ())
        if "recording" in row and row["key"] not in without
    ]
    upserts += [keep_recordings(recorded)] if recorded else []
    return [*upserts, link_wishes(wished)] if wished else upserts


async def unchanged(graph: Graph, keys: Keys, activities: Sequence[ActivityRecord]) -> set[str]:
    """Return the keys of those activities whose write would change nothing, in one read.

    They are in the graph with equal content, or in a newer version.
    """
    if not activities:
        return set()
    return await known_activities(graph, _rows_by_label(activities, keys))


def _rows_by_label(activities: Sequence[ActivityRecord], keys: Keys) -> dict[str, list[Row]]:
    newest: dict[str, ActivityRecord] = {}
    prices: dict[str, set[str]] = {}
    for activity in activities:
        key = key_of(activity, keys)
        newest[key] = _newer(newest[key], activity) if key in newest else activity
        if isinstance(activity, ContractRecord):
            prices.setdefault(key, set()).update(price_of(activity, keys).get("prices", ()))
    rows: dict[str, list[Row]] = {}
    for key, activity in newest.items():
        kind = KINDS[type(activity)]
        rows.setdefault(kind.label, []).append(_row(activity, kind, key, keys))
    for row in rows.get("Contract", ()):
        row["properties"] |= {"prices": sorted(prices[row["key"]])} if prices[row["key"]] else {}
    return rows


def _newer(known: ActivityRecord, arriving: ActivityRecord) -> ActivityRecord:
    older, newer = known, arriving
    if _updated_at_ms(arriving) < _updated_at_ms(known):
        older, newer = arriving, known
    if isinstance(newer, InteractionRecord) and isinstance(older, InteractionRecord):
        newer = replace(
            newer,
            recording=newer.recording or older.recording,
            transcript=newer.transcript or older.transcript,
        )
    return newer if newer.person is not None else replace(newer, person=older.person)


def _row(activity: ActivityRecord, kind: Kind, key: str, keys: Keys) -> Row:
    updated_at_ms = _updated_at_ms(activity)
    properties = _properties(activity)
    properties["updated_at_ms"] = updated_at_ms
    if activity.about:
        properties["about"] = [f"{one.type} {one.id}" for one in activity.about]
    if kind.also:
        properties |= kind.also(activity, keys)
    person = activity.person
    row: Row = {
        "key": key,
        "updated_at_ms": updated_at_ms,
        "properties": properties,
        "persons": [keys.record(person.source, person.source_id)] if person else [],
    }
    if kind.about:
        row |= _references(activity, kind, keys)
    if kind.number:
        row |= _identifier(activity, kind.number, keys)
    if isinstance(activity, InteractionRecord) and (kept := recording_row(activity)):
        row["recording"] = kept
        row["recording_key"] = keys.key("Recording", key)
    digest = hashlib.blake2b(json.dumps(row).encode(), digest_size=12).hexdigest()
    properties["key"] = key
    properties["digest"] = row["digest"] = digest
    return row


def _properties(activity: ActivityRecord) -> Row:
    properties: Row = {}
    for name in PROPERTIES[type(activity)]:
        value = getattr(activity, name)
        if value is None or value == ():
            continue
        if isinstance(value, datetime):
            properties[f"{name}_ms"] = _ms(value)
        elif isinstance(value, Decimal):
            properties[name] = str(value)
        elif name == "lines":
            properties[name] = json.dumps([_line(one) for one in value], ensure_ascii=False)
        elif name == "media":
            properties[name] = json.dumps([_media(one) for one in value], ensure_ascii=False)
        else:
            properties[name] = list(value) if isinstance(value, tuple) else value
    return properties


def _line(line: OrderLine) -> Row:
    """Return an order line as it is kept: money and quantities as text, nothing unknown."""
    values = {field.name: getattr(line, field.name) for field in fields(line)}
    return {name: str(value) for name, value in values.items() if value is not None}


def _media(media: Media) -> Row:
    """Return a photo or the like as it is kept: by reference, nothing unknown."""
    values = {field.name: getattr(media, field.name) for field in fields(media)}
    return {name: value for name, value in values.items() if value is not None}


def _references(activity: ActivityRecord, kind: Kind, keys: Keys) -> Row:
    """Return the keys of what the activity is about, by type, and of what it answers."""
    row: Row = {f"{one}s": [] for one in kind.about}
    targets: list[str] = []
    for reference in activity.about:
        if reference.type in kind.about:
            source = reference.source or activity.source
            targets.append(keys.activity(REFERRED[reference.type], source, reference.id))
            row[f"{reference.type}s"].append(targets[-1])
    if isinstance(activity, InteractionRecord):
        answered = activity.in_reply_to
        row["answers"] = (
            [keys.activity("Interaction", activity.source, answered)] if answered else []
        )
        targets += row["answers"]
    return row | {"targets": targets}


def _identifier(activity: ActivityRecord, kind: str, keys: Keys) -> Row:
    """Return the number by which the customer may be found, if it can serve as one."""
    value = normalise_number(kind, activity.source_id)
    if value is None:
        return {"identifiers": [], "identifier_keys": []}
    key = keys.identifier(kind, value)
    return {
        "identifiers": [{"key": key, "kind": kind, "value": value}],
        "identifier_keys": [key],
    }


def _updated_at_ms(activity: ActivityRecord) -> int:
    """Return when this version was made; its own time where the source does not say; else 0."""
    for name in ("updated_at", *KINDS[type(activity)].times):
        at: datetime | None = getattr(activity, name)
        if at is not None:
            return _ms(at)
    return 0


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
