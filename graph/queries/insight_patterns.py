"""Whom something concerns: one constant for each kind of pattern, read in pages by key.

The filter over what is read here is context's. A customer's own account comes along, on which a
notice about the thing will hang.
"""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row
from graph.insights import ClosingPlace, EndedPart, HeldContract, OwnedAsset, PlacedOrder
from graph.queries.contracts import contract_view
from graph.queries.standing import VOID_ORDERS

CONTRACT: Final[LiteralString] = """
WITH n
ORDER BY n.key
LIMIT $limit
RETURN n.key AS key, [
    n.source_id, n.source, n.name, n.status, n.starts_at_ms, n.ends_at_ms, n.currency,
    n.price, n.interval, n.former_company, n.former_numbers, n.prices
  ] AS contract,
  COLLECT {
    MATCH (n)-[:HELD_BY]->(s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN [c.id, s.key]
  } AS holders
ORDER BY key
"""

PRICED: Final[LiteralString] = """
MATCH (n:Contract)
WHERE n.key > $after AND size(coalesce(n.prices, [])) > 1
"""

FORMER: Final[LiteralString] = """
MATCH (n:Contract)
WHERE n.key > $after AND n.former_company IS NOT NULL
"""

CONTRACTS_WITH_PRICES: Final[LiteralString] = PRICED + CONTRACT
CONTRACTS_OF_OTHERS: Final[LiteralString] = FORMER + CONTRACT

CLOSING_PLACES: Final[LiteralString] = """
MATCH (p:Place)
WHERE p.closes_at_ms >= $from_ms AND p.closes_at_ms <= $until_ms
RETURN p.key AS key, p.source AS source, p.source_id AS source_id, p.name AS name,
  p.city AS city, p.closes_at_ms AS closes_at_ms
ORDER BY closes_at_ms, key
"""

ORDERS_AT_PLACE: Final[LiteralString] = """
MATCH (o:Order {place_key: $place_key})
WHERE o.key > $after AND NOT toLower(coalesce(o.status, '')) IN $void_orders
WITH o
ORDER BY o.key
LIMIT $limit
RETURN o.key AS key, o.total AS total, o.currency AS currency, o.placed_at_ms AS placed_at_ms,
  COLLECT {
    MATCH (o)-[:PLACED_BY]->(s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN [c.id, s.key]
  } AS holders
ORDER BY key
"""

# A part that another one came in the place of can still be had, by that one's name.
ENDED_PARTS: Final[LiteralString] = """
MATCH (p:Product)
WHERE p.fits_keys IS NOT NULL
  AND (p.discontinued_at_ms <= $now_ms OR toLower(coalesce(p.status, '')) IN $ended)
  AND NOT EXISTS {
    MATCH (q:Product {replaces_key: p.key})
    WHERE NOT toLower(coalesce(q.status, '')) IN $ended
      AND coalesce(q.discontinued_at_ms > $now_ms, true)
  }
RETURN p.key AS key, p.source AS source, p.source_id AS source_id, p.name AS name,
  coalesce(p.discontinued_at_ms, p.updated_at_ms) AS ended_at_ms, p.fits_keys AS fits_keys
ORDER BY key
"""

ASSETS_OF_PRODUCT: Final[LiteralString] = """
MATCH (a:Asset {product_key: $product_key})
WHERE a.key > $after
WITH a
ORDER BY a.key
LIMIT $limit
RETURN a.key AS key, a.source AS source, a.source_id AS source_id, a.name AS name,
  a.status AS status, a.serial AS serial, a.batch AS batch, a.since_ms AS since_ms,
  COLLECT {
    MATCH (a)-[:OWNED_BY]->(s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN [c.id, s.key]
  } AS holders
ORDER BY key
"""

# Those that no source says the product of: they are called like it.
ASSETS_CALLED_LIKE: Final[LiteralString] = """
MATCH (p:Product {key: $product_key})
MATCH (a:Asset {model_key: p.model_key})
WHERE a.key > $after
WITH a
ORDER BY a.key
LIMIT $limit
RETURN a.key AS key, a.source AS source, a.source_id AS source_id, a.name AS name,
  a.status AS status, a.serial AS serial, a.batch AS batch, a.since_ms AS since_ms,
  COLLECT {
    MATCH (a)-[:OWNED_BY]->(s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN [c.id, s.key]
  } AS holders
ORDER BY key
"""

ASSETS_OF_BATCH: Final[LiteralString] = """
MATCH (a:Asset {batch_key: $batch_key})
WHERE a.key > $after
WITH a
ORDER BY a.key
LIMIT $limit
RETURN a.key AS key, a.source AS source, a.source_id AS source_id, a.name AS name,
  a.status AS status, a.serial AS serial, a.batch AS batch, a.since_ms AS since_ms,
  COLLECT {
    MATCH (a)-[:OWNED_BY]->(s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN [c.id, s.key]
  } AS holders
ORDER BY key
"""

PAGE: Final = 1_000  # nodes of one read
ENDED: Final = ("discontinued", "end of life", "ended", "obsolete")


async def contracts_with_prices(graph: Graph) -> list[HeldContract]:
    """Return the contracts that have had more than one price."""
    return _contracts(await _pages(graph, CONTRACTS_WITH_PRICES))


async def contracts_of_others(graph: Graph) -> list[HeldContract]:
    """Return the contracts that were made with another company."""
    return _contracts(await _pages(graph, CONTRACTS_OF_OTHERS))


async def closing_places(graph: Graph, *, from_ms: int, until_ms: int) -> list[ClosingPlace]:
    rows = await graph.read(CLOSING_PLACES, from_ms=from_ms, until_ms=until_ms)
    return [ClosingPlace(**row) for row in rows]


async def orders_at_place(graph: Graph, place_key: str) -> list[PlacedOrder]:
    """Return the orders of a shop that came to something."""
    rows = await _pages(graph, ORDERS_AT_PLACE, place_key=place_key, void_orders=VOID_ORDERS)
    return [PlacedOrder(**row) for row in rows]


async def ended_parts(graph: Graph, *, now_ms: int) -> list[EndedPart]:
    """Return the spare parts that cannot be had any more, under whatever name."""
    rows = await graph.read(ENDED_PARTS, now_ms=now_ms, ended=ENDED)
    return [EndedPart(**{**row, "fits_keys": tuple(row["fits_keys"])}) for row in rows]


async def assets_of_product(graph: Graph, product_key: str) -> list[OwnedAsset]:
    """Return what customers own of a product: as its source says, or as it is called."""
    told = await _pages(graph, ASSETS_OF_PRODUCT, product_key=product_key)
    called = await _pages(graph, ASSETS_CALLED_LIKE, product_key=product_key)
    return [OwnedAsset(**row) for row in (*told, *called)]


async def assets_of_batch(graph: Graph, batch_key: str) -> list[OwnedAsset]:
    rows = await _pages(graph, ASSETS_OF_BATCH, batch_key=batch_key)
    return [OwnedAsset(**row) for row in rows]


async def _pages(graph: Graph, cypher: LiteralString, **parameters: object) -> list[Row]:
    """Return all rows of a statement that gives a page behind the key `after`."""
    rows: list[Row] = []
    after = ""
    while page := await graph.read(cypher, after=after, limit=PAGE, **parameters):
        rows += page
        after = page[-1]["key"]
        if len(page) < PAGE:
            break
    return rows


def _contracts(rows: Sequence[Row]) -> list[HeldContract]:
    return [
        HeldContract(row["key"], contract_view(row["contract"]), row["holders"]) for row in rows
    ]
