"""Everything that an agent's screen needs of a customer, in one read.

Each list of the answer holds the values of one view of graph.model, in the order of its fields.
Lists end in a limit, so that a customer of many years stays as quick as a new one.
"""

import json
from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Graph, Row
from graph.model import (
    AssetView,
    CartView,
    CaseView,
    ContractView,
    CustomerId,
    CustomerView,
    IdentifierView,
    InteractionView,
    LineView,
    OrderView,
    ProductView,
    ReturnView,
    ShipmentView,
)

# Statuses of a call back that reached nobody, and of a cart that is none any more.
MISSED: Final = ("abandoned", "busy", "failed", "missed", "no_answer", "unanswered", "voicemail")
DONE_CARTS: Final = ("closed", "completed", "converted", "deleted", "ordered", "purchased")

STATUSES: Final = {"missed": MISSED, "done_carts": DONE_CARTS}

BY_IDENTIFIERS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})<-[:HAS]-(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH c, collect(DISTINCT [i.kind, i.shared]) AS matched
ORDER BY c.id
LIMIT $limit
"""

BY_INTERACTION: Final[LiteralString] = """
MATCH (:Interaction {key: $key})-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
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
WHOLE_CUSTOMER: Final[LiteralString] = """
RETURN matched,
  c.id AS id, c.name AS name, c.given_name AS given_name, c.family_name AS family_name,
  c.city AS city, c.country AS country, c.since_ms AS since_ms,
  c.known_as AS known_as,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:PLACED_BY]-(o:Order)
    RETURN min(o.placed_at_ms)
  } AS first_order,
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
    WITH DISTINCT i.kind IN ['order', 'case'] AS is_number, i.kind AS kind, i.value AS value,
      coalesce(i.shared, false) AS shared
    ORDER BY is_number, kind, value
    LIMIT 40
    RETURN [kind, value, shared]
  } AS identifiers,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(n:Interaction)
    WITH n
    ORDER BY n.started_at_ms DESC, n.key
    LIMIT 20
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
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:OWNED_BY]-(n:Asset)
    WITH n
    ORDER BY n.since_ms DESC, n.key
    LIMIT 20
    RETURN [n.source_id, n.source, n.name, n.serial, n.batch, n.since_ms, n.status]
  } AS assets,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:HELD_BY]-(n:Contract)
    WITH n
    ORDER BY n.starts_at_ms DESC, n.key
    LIMIT 20
    RETURN [
      n.source_id, n.source, n.name, n.status, n.starts_at_ms, n.ends_at_ms, n.currency,
      n.price, n.interval
    ]
  } AS contracts,
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
  } AS products
ORDER BY id
"""

CUSTOMERS_BY_IDENTIFIERS: Final[LiteralString] = BY_IDENTIFIERS + WHOLE_CUSTOMER
CUSTOMERS_BY_INTERACTION: Final[LiteralString] = BY_INTERACTION + WHOLE_CUSTOMER
CUSTOMER_BY_ID: Final[LiteralString] = BY_ID + WHOLE_CUSTOMER


async def customers_by_identifiers(
    graph: Graph, identifier_keys: Sequence[str], *, limit: int = 6
) -> list[CustomerView]:
    """Return the customers that hold any of these identifiers, at most `limit`, by id.

    `matched` and `matched_shared` say by what kinds of identifier each was found.
    """
    rows = await graph.read(
        CUSTOMERS_BY_IDENTIFIERS,
        keys=list(dict.fromkeys(identifier_keys)),
        limit=limit,
        **STATUSES,
    )
    return [_customer(row) for row in rows]


async def customers_by_interaction(
    graph: Graph, interaction_key: str, *, limit: int = 6
) -> list[CustomerView]:
    """Return the customer whose interaction this is; none when it is nobody's yet."""
    rows = await graph.read(CUSTOMERS_BY_INTERACTION, key=interaction_key, limit=limit, **STATUSES)
    return [_customer(row) for row in rows]


async def customer_by_id(graph: Graph, customer_id: CustomerId) -> CustomerView | None:
    """Return the customer who answers for this id today; None for an id that never was."""
    rows = await graph.read(CUSTOMER_BY_ID, id=customer_id, **STATUSES)
    return _customer(rows[0]) if rows else None


def _customer(row: Row) -> CustomerView:
    own = {kind for kind, shared in row["matched"] if not shared}
    return CustomerView(
        id=CustomerId(row["id"]),
        name=row["name"],
        given_name=row["given_name"],
        family_name=row["family_name"],
        city=row["city"],
        country=row["country"],
        since_ms=min((at for at in (*row["first_order"], row["since_ms"]) if at), default=None),
        known_as=row["known_as"],
        sources=tuple(row["sources"]),
        identifiers=tuple(IdentifierView(*values) for values in row["identifiers"]),
        interactions=tuple(_interaction(values) for values in row["interactions"]),
        orders=tuple(_order(values) for values in row["orders"]),
        carts=tuple(_cart(values) for values in row["carts"]),
        cases=tuple(_case(values) for values in row["cases"]),
        assets=tuple(AssetView(*values) for values in row["assets"]),
        contracts=tuple(ContractView(*values) for values in row["contracts"]),
        products=tuple(ProductView(*values) for values in row["products"]),
        matched=tuple(sorted(own)),
        matched_shared=tuple(sorted({kind for kind, shared in row["matched"] if shared} - own)),
    )


def _interaction(values: Sequence[Any]) -> InteractionView:
    *plain, about, in_reply_to, canned, answers = values
    answer = answers[0] if answers else (None, None, False)
    return InteractionView(*[*plain, *answer, tuple(about or ()), in_reply_to, canned])


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
