"""Everything that is held about a customer, as one document: what a person may ask to see.

The document is JSON-ready. Its parts, each a list but for the first:

    format           "tellonce-export-1"
    exported_at      when
    customer         id, ids that it was known by before, the golden record
    source_records   what each source says: `said` as it came, `compared` as it is compared, and
                     why the record stands with this customer (`resolved`)
    identifiers      kind, value; `of_others_too` where somebody else holds it as well
    interactions, mentions (what public posts say of us, and what became of them)
    firestorms       when the customer turned up in several public places within a day
    orders, returns, shipments, carts, cases, assets, contracts, promises
    notices          what the customer was told, or would have been, and why not
    recordings       where talks were recorded, what was said, and until when both are kept
    desktop_events   what agents did at their desks during contacts
    surveys          what the customer answered; survey_requests: when it was asked, and how
    routes           where contacts were sent, why, and what became of that
    households       as what, why and by whose word she lives with others, who are not told
    organisations    companies that she works for, or is
    decisions        what was decided about the records, when, by whom, on which evidence
    review_tasks     pairs in which a person judges a record; the other side is not told
    books            acquired books whose manifest has a hash of an identifier
    deliveries       webhook deliveries that speak of the customer, as they came
    events           when something changed

Instants are ISO 8601 in UTC, names end without unit; what is unknown is left out. Lists are by
time where there is one, then by source and id, so that the same graph gives the same document.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from graph.access import Graph
from graph.queries import portability as queries
from graph.queries.belongings import (
    HeldIdentifier,
    ids_of_customer,
    properties_of,
    records_of_customer,
)
from graph.queries.books import find_entries
from graph.queries.erasure import last_event
from graph.queries.firestorms import firestorms_of
from graph.queries.inbox import StoredDelivery
from identity.announced import announced_as
from identity.belongings import Belongings, belongings_of
from identity.deliveries import deliveries_of
from identity.erasure_steps import traces_of
from identity.setup import Identity

FORMAT: Final = "tellonce-export-1"
# Not among them: scorecards, which say how an agent did and are the agent's. They are erased too.
LISTS: Final = {
    "Interaction": "interactions",
    "Mention": "mentions",
    "Order": "orders",
    "Return": "returns",
    "Shipment": "shipments",
    "Cart": "carts",
    "Case": "cases",
    "Asset": "assets",
    "Contract": "contracts",
    "Promise": "promises",
    "Recipient": "notices",
    "Recording": "recordings",
    "DesktopEvent": "desktop_events",
    "Survey": "surveys",
    "SurveyRequest": "survey_requests",
}
TIMES: Final = (
    *("started_at", "placed_at", "opened_at", "created_at", "shipped_at", "delivered_at"),
    *("since", "starts_at", "made_at", "at"),
)
OURS: Final = frozenset(  # hashes by which we find things again
    {
        *("key", "digest", "home_key", "office_key", "batch_key", "model_key", "place_key"),
        *("product_key", "subject_key", "change", "day", "posts"),
    }
)
AS_JSON: Final = frozenset(
    {
        *("candidates", "comparable", "consents", "found", "lines", "media", "offers"),
        *("placement", "profile", "transcript"),
    }
)
EVENTS_STEP: Final = 2_000

Document = dict[str, Any]


async def export_customer(
    identity: Identity, customer_id: str, *, now: datetime
) -> Document | None:
    """Return the document about whoever answers for this id today; None for nobody.

    It holds no values of other people, but for what the customer wrote or was written.
    """
    graph = identity.graph
    ids = await ids_of_customer(graph, customer_id)
    if ids is None:
        return None
    live, merged = ids
    belongings = await belongings_of(graph, await records_of_customer(graph, live))
    document: Document = {
        "format": FORMAT,
        "exported_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "customer": {**plain(await queries.customer(graph, live)), "former_ids": list(merged)},
        "source_records": await _records(graph, live),
        "identifiers": [_identifier(one, belongings) for one in belongings.identifiers],
    }
    for label, name in LISTS.items():
        rows = await properties_of(graph, label, belongings.activities.get(label, ()))
        document[name] = _sorted(map(plain, rows))
    routed = belongings.activities.get("RouteDecision", ())
    routes = await properties_of(graph, "RouteDecision", routed)
    document["routes"] = _sorted(map(plain, routes))
    storms = await firestorms_of(graph, [live, *merged])
    document["firestorms"] = [plain(one) for one in storms]
    document["households"] = [plain(row) for row in await queries.households(graph, live)]
    document["organisations"] = [plain(row) for row in await queries.organisations(graph, live)]
    document["decisions"] = _sorted([plain(row) for row in await queries.decisions(graph, live)])
    document["review_tasks"] = _sorted([plain(row) for row in await queries.tasks(graph, live)])
    found = await deliveries_of(graph, await traces_of(identity, belongings))
    document["deliveries"] = [_delivery(one) for one in found]
    document["books"] = await _books(identity, belongings)
    document["events"] = await _events(graph, [live, *merged])
    return document


def plain(row: Mapping[str, Any]) -> Document:
    """Return a row as a person may read it: no hashes, ISO times, JSON columns unfolded."""
    document: Document = {}
    for name in sorted(row.keys() - OURS):
        value = row[name]
        if value is None:
            continue
        if name.endswith("_ms"):
            if value > 0:  # 0 and -1 mean that the source gave no time
                document[name.removesuffix("_ms")] = _iso(value)
        elif name in AS_JSON:
            document[name] = json.loads(value)
        else:
            document[name] = value
    return document


async def _records(graph: Graph, customer_id: str) -> list[Document]:
    documents = []
    for row in await queries.source_records(graph, customer_id):
        document = plain(row["record"])
        document["said"] = document.pop("profile", {})
        document["compared"] = document.pop("comparable", [{}])[0]
        document["resolved"] = plain(row["resolved"])
        documents.append(document)
    return documents


def _identifier(one: HeldIdentifier, belongings: Belongings) -> Document:
    mine = set(belongings.records)
    return {
        "kind": one.kind,
        "value": one.value,
        "held": not mine.isdisjoint(one.holders),
        "of_others_too": not set(one.holders) <= mine,
    }


def _delivery(one: StoredDelivery) -> Document:
    return {
        "connector": one.connector,
        "instance": one.instance,
        "id": one.delivery_id,
        "received_at": _iso(one.received_at_ms),
        "state": one.state,
        "body": json.loads(one.body),
    }


async def _books(identity: Identity, belongings: Belongings) -> list[Document]:
    keys = await announced_as(identity, belongings.only_theirs())
    found = await find_entries(identity.graph, keys)
    return [plain({"book": one.book, "kind": one.kind, "file": one.file}) for one in found]


async def _events(graph: Graph, ids: Sequence[str]) -> list[Document]:
    return [
        plain(row)
        for start in range(0, await last_event(graph), EVENTS_STEP)
        for row in await queries.events(graph, ids, after=start, until=start + EVENTS_STEP)
    ]


def _sorted(documents: Sequence[Document] | Any) -> list[Document]:
    return sorted(
        documents,
        key=lambda one: (
            next((one[name] for name in TIMES if name in one), ""),
            one.get("source", ""),
            one.get("source_id", one.get("id", "")),
        ),
    )


def _iso(at_ms: int) -> str:
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return at.isoformat(timespec="milliseconds" if at_ms % 1000 else "seconds")
