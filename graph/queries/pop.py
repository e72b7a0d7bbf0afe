"""Everything that an agent's screen needs of a customer, in one read.

Each list of the answer holds the values of one view of graph.model, in the order of its fields.
Lists end in a limit, so that a customer of many years stays as quick as a new one.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any, Final, LiteralString

from graph.access import Graph, Row
from graph.model import (
    CartView,
    CaseView,
    CustomerId,
    CustomerView,
    IdentifierView,
    InteractionView,
    KeptMatter,
    LineView,
    OrderView,
    ProductView,
    QueueView,
    ReturnView,
    ShipmentView,
)
from graph.queries.assets import ASSET_COLUMN, asset_view
from graph.queries.contracts import CONTRACT_COLUMN, contract_view
from graph.queries.households import HOUSEHOLD_COLUMN, household_view
from graph.queries.organisations import ORGANISATION_COLUMN, organisation_views
from graph.queries.promises import promise_view
from graph.queries.routes import route_view
from graph.queries.standing import OF_STANDING, STANDING_COLUMNS, standing

# Statuses of a call back that reached nobody, and of a cart that is none any more.
MISSED: Final = ("abandoned", "busy", "failed", "missed", "no_answer", "unanswered", "voicemail")
DONE_CARTS: Final = ("closed", "completed", "converted", "deleted", "ordered", "purchased")

STATUSES: Final = {"missed": MISSED, "done_carts": DONE_CARTS}
# Of so many events since context was derived nobody looks through: it may be behind.
MOST_EVENTS: Final = 200

OF_A_POP: Final[dict[str, object]] = {
    "hidden": [],  # "identifiers": whoever asks may not see them, so they are not read
    "most_interactions": 20,
    "most_events": MOST_EVENTS,
    **STATUSES,
    **OF_STANDING,
}

BY_IDENTIFIERS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})<-[:HAS]-(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH c, collect(DISTINCT [i.kind, i.shared]) AS matched
ORDER BY c.id
LIMIT $limit
"""

BY_INTERACTION: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (:Interaction {key: key})-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH DISTINCT c, [['interaction', false]] AS matched
ORDER BY c.id
LIMIT $limit
"""

BY_ID: Final[LiteralString] = """
MATCH (:Customer {id: $id})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT c, [] AS matched
LIMIT 1
"""

# An answer is the first of ours that reached the customer; one that anybody gets comes last. What
# replaces nothing is left out before it is looked up: an embedded engine looks for a null by
# reading all there is.
CUSTOMER_COLUMNS: Final[LiteralString] = """
RETURN matched,
  c.id AS id, c.name AS name, c.given_name AS given_name, c.family_name AS family_name,
  c.city AS city, c.country AS country, c.since_ms AS since_ms,
  c.known_as AS known_as, coalesce(c.many_interactions, false) AS many_interactions,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)
    WITH DISTINCT s.source AS source
    WHERE source IS NOT NULL
    RETURN source
    ORDER BY source
    LIMIT 20
  } AS sources,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)-[:HAS]->(i:Identifier)
    WHERE NOT 'identifiers' IN $hidden
    WITH DISTINCT i.kind IN ['order', 'case'] AS is_number, i.kind AS kind, i.value AS value,
      coalesce(i.shared, false) AS shared
    ORDER BY is_number, kind, value
    LIMIT 40
    RETURN [kind, value, shared]
  } AS identifiers,
  COLLECT {
    CALL (c) {
      WITH c
      WHERE c.many_interactions AND $most_interactions <= 20
      MATCH (c)-[:NEWEST]->(n:Interaction)
      WHERE EXISTS { MATCH (n)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c) }
      RETURN n
      UNION ALL
      WITH c
      WHERE c.many_interactions IS NULL OR $most_interactions > 20
      MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(n:Interaction)
      RETURN n
    }
    WITH n
    ORDER BY n.started_at_ms DESC, n.key
    LIMIT $most_interactions
    RETURN [
      n.source_id, n.source, n.channel, n.kind, n.direction, n.started_at_ms, n.ended_at_ms,
      n.status, n.text, coalesce(n.public, false), n.reach, n.queue, n.agent,
      n.waited_seconds, n.transfers, n.about, n.in_reply_to, coalesce(n.canned, false),
      COLLECT {
        MATCH (n)<-[:ANSWERS]-(a:Interaction)
        WHERE a.direction = 'out' AND NOT coalesce(a.status, '') IN $missed
        WITH a, coalesce(a.canned, false) AS canned
        ORDER BY canned, a.started_at_ms, a.key
        LIMIT 1
        RETURN [a.started_at_ms, a.text, canned]
      },
      COLLECT {
        MATCH (n)<-[:ROUTES]-(d:RouteDecision)
        RETURN [
          d.at_ms, d.desk, d.why, d.candidates, d.placement, d.offers, d.margin, d.ask,
          d.at_risk, d.at_risk_why, d.skills, d.authority, d.rules, d.channel, d.status, d.queue,
          d.transfers, d.wrong, d.wrong_why, d.went_to
        ]
      }
    ]
  } AS interactions,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:PLACED_BY]-(o:Order)
    WITH o
    ORDER BY o.placed_at_ms DESC, o.key
    LIMIT 20
    RETURN [
      o.source_id, o.source, o.placed_at_ms, o.status, o.currency, o.total, o.lines,
      COLLECT {
        MATCH (o)<-[:OF]-(r:Return)
        WITH r
        ORDER BY r.opened_at_ms, r.key
        LIMIT 10
        RETURN [r.source_id, r.status, r.reason, r.opened_at_ms]
      },
      COLLECT {
        MATCH (o)<-[:OF]-(h:Shipment)
        WITH h
        ORDER BY h.shipped_at_ms, h.key
        LIMIT 10
        RETURN [h.source_id, h.status, h.carrier, h.shipped_at_ms, h.delivered_at_ms]
      }
    ]
  } AS orders,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:FILLED_BY]-(n:Cart)
    WHERE n.status IS NULL OR NOT n.status IN $done_carts
    WITH n
    ORDER BY n.created_at_ms DESC, n.key
    LIMIT 5
    RETURN [n.source_id, n.source, n.created_at_ms, n.status, n.currency, n.total, n.lines]
  } AS carts,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:OPENED_BY]-(n:Case)
    WITH n, n.closed_at_ms IS NOT NULL AS is_closed
    ORDER BY is_closed, n.opened_at_ms DESC, n.key
    LIMIT 20
    RETURN [
      n.source_id, n.source, n.opened_at_ms, n.closed_at_ms, n.status, n.subject, n.priority,
      n.about
    ]
  } AS cases,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:PLACED_BY]-(o:Order)
    WITH o
    ORDER BY o.placed_at_ms DESC, o.key
    LIMIT 5
    CALL (o) {
      UNWIND coalesce(o.model_keys, []) AS model_key
      MATCH (p:Product {model_key: model_key})
      RETURN p
      UNION
      UNWIND coalesce(o.product_keys, []) AS product_key
      MATCH (p:Product {key: product_key})
      RETURN p
    }
    WITH p, max(o.placed_at_ms) AS at_ms
    ORDER BY at_ms DESC, p.key
    LIMIT 60
    CALL (p) {
      RETURN p.model_key AS model_key
      UNION
      UNWIND CASE WHEN p.replaces_key IS NULL THEN [] ELSE [p.replaces_key] END AS former_key
      MATCH (f:Product {key: former_key})
      RETURN f.model_key AS model_key
    }
    WITH model_key, max(at_ms) AS at_ms
    WHERE model_key IS NOT NULL
    MATCH (n:Product {model_key: model_key})
    WITH n, at_ms, coalesce(n.stock, 0) > 0 AS is_there
    ORDER BY at_ms DESC, is_there DESC, n.name, n.variant, n.key
    LIMIT 30
    RETURN [n.source_id, n.source, n.name, n.variant, n.stock, n.replaces]
  } AS products,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:MADE_TO]-(p:Promise)
    WITH p, p.status IN ['kept', 'withdrawn'] AS is_over, CASE
      WHEN p.kept_how = 'evidence' AND NOT EXISTS {
        MATCH (p)-[:KEPT_BY]->(k)-[:BY|PLACED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c)
      } THEN 'open'
      ELSE p.status
    END AS status
    ORDER BY is_over, p.due_ms DESC, p.id
    LIMIT 20
    RETURN [
      p.id, p.kind, p.text, p.made_at_ms, p.made_how, p.made_by, p.due_ms, p.due_assumed,
      status, p.kept_at_ms, p.kept_by, p.broken_at_ms, p.escalated_at_ms, p.owner, p.why,
      p.kept_how, p.about,
      COLLECT { MATCH (p)-[:IN]->(n:Interaction) RETURN [n.source_id, n.source] LIMIT 1 }
    ]
  } AS promises,
  COLLECT {
    MATCH (c)<-[:OF]-(m:Matter)
    WITH m, m.status = 'open' AS is_open
    ORDER BY is_open DESC, m.last_at_ms DESC, m.id
    LIMIT 20
    RETURN [m.id, m.story]
  } AS matters,
  COLLECT {
    MATCH (w:Watermark {name: 'context'})
    MATCH (q:Sequence {name: 'events'})
    WHERE q.value > w.value AND (
      q.value - w.value > $most_events OR EXISTS {
        UNWIND range(w.value + 1, q.value) AS number
        MATCH (e:Event {number: number})
        WHERE c.id IN e.customers OR any(label IN e.labels WHERE label IN ['Return', 'Shipment'])
        RETURN e
      }
    )
    RETURN q.value - w.value
  } AS behind,
  COLLECT {
    MATCH (q:Queue)
    WHERE q.key > '' AND q.name IS NOT NULL
    WITH q
    ORDER BY q.name, q.key
    LIMIT 40
    RETURN [q.source_id, q.name, q.waiting, q.longest_wait_seconds, q.opening_hours]
  } AS queues
"""

IN_ORDER: Final[LiteralString] = """
ORDER BY id
"""

WHOLE_CUSTOMER: Final[LiteralString] = (
    CUSTOMER_COLUMNS
    + ASSET_COLUMN
    + CONTRACT_COLUMN
    + STANDING_COLUMNS
    + HOUSEHOLD_COLUMN
    + ORGANISATION_COLUMN
    + IN_ORDER
)
CUSTOMERS_BY_IDENTIFIERS: Final[LiteralString] = BY_IDENTIFIERS + WHOLE_CUSTOMER
CUSTOMERS_BY_INTERACTION: Final[LiteralString] = BY_INTERACTION + WHOLE_CUSTOMER
CUSTOMER_BY_ID: Final[LiteralString] = BY_ID + WHOLE_CUSTOMER


async def customers_by_identifiers(
    graph: Graph,
    identifier_keys: Sequence[str],
    *,
    limit: int = 6,
    hidden: Collection[str] = (),
) -> list[CustomerView]:
    """Return the customers that hold any of these identifiers, at most `limit`, by id.

    `matched` and `matched_shared` say by what kinds of identifier each was found. `hidden` may
    hold "identifiers": they are not read then.
    """
    rows = await graph.read(
        CUSTOMERS_BY_IDENTIFIERS,
        keys=list(dict.fromkeys(identifier_keys)),
        limit=limit,
        **{**OF_A_POP, "hidden": list(hidden)},
    )
    return [customer_view(row) for row in rows]


async def customers_by_interaction(
    graph: Graph, interaction_keys: Sequence[str], *, limit: int = 6, hidden: Collection[str] = ()
) -> list[CustomerView]:
    """Return the customer whose interaction one of these is; none when it is nobody's yet."""
    wanted = {**OF_A_POP, "hidden": list(hidden)}
    rows = await graph.read(CUSTOMERS_BY_INTERACTION, keys=interaction_keys, limit=limit, **wanted)
    return [customer_view(row) for row in rows]


async def customer_by_id(
    graph: Graph, customer_id: CustomerId, *, hidden: Collection[str] = ()
) -> CustomerView | None:
    """Return the customer who answers for this id today; None for an id that never was."""
    wanted = {**OF_A_POP, "hidden": list(hidden)}
    rows = await graph.read(CUSTOMER_BY_ID, id=customer_id, **wanted)
    return customer_view(rows[0]) if rows else None


def customer_view(row: Row) -> CustomerView:
    """Return the customer that a row of WHOLE_CUSTOMER tells of."""
    own = {kind for kind, shared in row["matched"] if not shared}
    known = standing(row)
    first_orders = [one.first_ms for one in known.totals]
    return CustomerView(
        id=CustomerId(row["id"]),
        name=row["name"],
        given_name=row["given_name"],
        family_name=row["family_name"],
        city=row["city"],
        country=row["country"],
        since_ms=min((at for at in (*first_orders, row["since_ms"]) if at), default=None),
        known_as=row["known_as"],
        sources=tuple(row["sources"]),
        identifiers=tuple(IdentifierView(*values) for values in row["identifiers"]),
        interactions=tuple(_interaction(values) for values in row["interactions"]),
        orders=tuple(_order(values) for values in row["orders"]),
        carts=tuple(_cart(values) for values in row["carts"]),
        cases=tuple(_case(values) for values in row["cases"]),
        assets=tuple(asset_view(values) for values in row["assets"]),
        contracts=tuple(contract_view(values) for values in row["contracts"]),
        products=tuple(ProductView(*values) for values in row["products"]),
        promises=tuple(promise_view(values) for values in row["promises"]),
        matters=tuple(KeptMatter(*values) for values in row["matters"]),
        many_interactions=row["many_interactions"],
        behind=next(iter(row["behind"]), None),
        queues=tuple(QueueView(*values) for values in row["queues"]),
        matched=tuple(sorted(own)),
        matched_shared=tuple(sorted({kind for kind, shared in row["matched"] if shared} - own)),
        standing=known,
        household=household_view(row["household"]),
        organisations=organisation_views(row["organisations"]),
    )


def _interaction(values: Sequence[Any]) -> InteractionView:
    *plain, about, in_reply_to, canned, answers, routes = values
    answer = answers[0] if answers else (None, None, False)
    route = route_view(routes[0]) if routes else None
    return InteractionView(*[*plain, *answer, tuple(about or ()), in_reply_to, canned, route])


def _order(values: Sequence[Any]) -> OrderView:
    *plain, lines, returns, shipments = values
    came_back = tuple(ReturnView(*one) for one in returns)
    sent = tuple(ShipmentView(*one) for one in shipments)
    return OrderView(*[*plain, _lines(lines), came_back, sent])


def _cart(values: Sequence[Any]) -> CartView:
    *plain, lines = values
    return CartView(*[*plain, _lines(lines)])


def _case(values: Sequence[Any]) -> CaseView:
    *plain, about = values
    return CaseView(*[*plain, tuple(about or ())])


def _lines(text: str | None) -> tuple[LineView, ...]:
    return tuple(LineView(**line) for line in json.loads(text)) if text else ()
