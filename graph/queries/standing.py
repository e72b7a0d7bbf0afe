"""What a customer's value, consents and wishes are worked out from: columns of the pop's read."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Row, Statement
from graph.standing import OrderTotals, ReturnedGoods, Standing, Stated, Wish

# Orders that came to nothing, and returns whose goods are back or paid back.
VOID_ORDERS: Final = (
    "canceled", "cancelled", "credited", "declined", "expired", "failed", "refunded", "reimbursed",
    "replaced", "returned", "void", "voided",
)  # fmt: skip
CAME_BACK: Final = (
    "accepted", "closed", "completed", "credited", "done", "received", "refunded", "reimbursed",
    "returned",
)  # fmt: skip
OF_STANDING: Final[dict[str, object]] = {"void_orders": VOID_ORDERS, "came_back": CAME_BACK}

STANDING_COLUMNS: Final[LiteralString] = """,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:PLACED_BY]-(o:Order)
    WITH o.currency AS currency, toLower(coalesce(o.status, '')) IN $void_orders AS is_void,
      count(o) AS orders, sum(toFloat(o.total)) AS total, min(o.placed_at_ms) AS first_ms,
      max(o.placed_at_ms) AS last_ms
    RETURN [currency, is_void, orders, total, first_ms, last_ms]
  } AS totals,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:PLACED_BY]-(o:Order)<-[:OF]-(r:Return)
    WHERE toLower(coalesce(r.status, '')) IN $came_back
      AND NOT toLower(coalesce(o.status, '')) IN $void_orders
    WITH o, r
    ORDER BY r.opened_at_ms DESC, r.key
    LIMIT 500
    RETURN [o.key, o.currency, o.total, o.lines, r.lines]
  } AS returned,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)
    WHERE s.preferred_channel IS NOT NULL OR s.consents IS NOT NULL OR s.language IS NOT NULL
    WITH s
    ORDER BY s.updated_at_ms DESC, s.key
    LIMIT 40
    RETURN [
      s.source, s.source_id, s.updated_at_ms, s.preferred_channel, s.consents, s.language
    ]
  } AS stated,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)-[:WISHED_IN]->(n:Interaction)
    WHERE n.wishes IS NOT NULL AND EXISTS { MATCH (n)-[:BY]->(s) }
    WITH n
    ORDER BY n.started_at_ms DESC, n.key
    LIMIT 20
    RETURN [n.source, n.source_id, n.channel, n.started_at_ms, n.wishes]
  } AS wishes
"""

# Where a person put an interaction, it stays; what was wished in it goes with it.
LINK_WISHES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (n:Interaction {key: key})
CALL (n) {
  MATCH (n)<-[w:WISHED_IN]-(s:SourceRecord)
  WHERE NOT EXISTS { MATCH (n)-[:BY]->(s) }
  DELETE w
}
CALL (n) {
  MATCH (n)-[:BY]->(s:SourceRecord)
  MERGE (s)-[:WISHED_IN]->(n)
}
"""


def link_wishes(keys: Sequence[str]) -> Statement:
    """Return the write after which these interactions are found by whose wish they hold."""
    return Statement(LINK_WISHES, {"keys": keys})


def standing(row: Row) -> Standing:
    """Return what a row with STANDING_COLUMNS tells."""
    return Standing(
        tuple(OrderTotals(*values) for values in row["totals"]),
        tuple(ReturnedGoods(*values) for values in row["returned"]),
        tuple(_stated(values) for values in row["stated"]),
        tuple(_wish(values) for values in row["wishes"]),
    )


def _stated(values: Sequence[Any]) -> Stated:
    source, source_id, updated_at_ms, preferred_channel, consents, language = values
    return Stated(source, source_id, updated_at_ms or 0, preferred_channel, consents, language)


def _wish(values: Sequence[Any]) -> Wish:
    *plain, wishes = values
    return Wish(*[*plain, tuple(wishes)])
