"""Contracts: what a customer is subscribed to, and what it cost before."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Row, Statement
from graph.model import ContractView
from graph.standing import PriceView

TIME_DIGITS: Final = 15  # of an instant, so that prices as text are in order of time

# The key is set to itself because that takes the node's lock: versions are compared under it.
# A price that was is kept whichever version comes first; of equal ones in a row the first and the
# last, so that another that arrives late finds its place between them.
UPSERT_CONTRACTS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Contract {key: row.key})
SET n.key = row.key
WITH n, row
CALL (n, row) {
  UNWIND coalesce(n.prices, []) + coalesce(row.properties.prices, []) AS price
  WITH DISTINCT price
  ORDER BY price
  RETURN collect(price) AS every
}
WITH n, row, [i IN range(0, size(every) - 1)
  WHERE i = 0 OR i = size(every) - 1
    OR substring(every[i - 1], 16) <> substring(every[i], 16)
    OR substring(every[i + 1], 16) <> substring(every[i], 16)
  | every[i]] AS prices
SET n.prices = CASE WHEN prices = [] THEN null ELSE prices END
WITH n, row, prices
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
SET n.prices = CASE WHEN prices = [] THEN null ELSE prices END
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:HELD_BY]->(s:SourceRecord)
  WHERE row.persons <> [] AND NOT s.key IN row.persons
  DELETE r
}
FOREACH (key IN row.persons |
  MERGE (s:SourceRecord {key: key})
  MERGE (n)-[:HELD_BY]->(s)
)
"""

CONTRACT_COLUMN: Final[LiteralString] = """,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:HELD_BY]-(n:Contract)
    WITH n
    ORDER BY n.starts_at_ms DESC, n.key
    LIMIT 20
    RETURN [
      n.source_id, n.source, n.name, n.status, n.starts_at_ms, n.ends_at_ms, n.currency,
      n.price, n.interval, n.former_company, n.former_numbers, n.prices
    ]
  } AS contracts
"""


def upsert_contracts(rows: Sequence[Row]) -> Statement:
    """Return the write of these contracts; an older version never replaces a newer one."""
    return Statement(UPSERT_CONTRACTS, {"rows": rows})


def price_entry(at_ms: int, currency: str | None, price: str, interval: str | None) -> str:
    """Return a price as a contract keeps it: "000001793610000|USD|10.00|month"."""
    return f"{max(at_ms, 0):0{TIME_DIGITS}}|{currency or ''}|{price}|{interval or ''}"


def contract_view(values: Sequence[Any]) -> ContractView:
    """Return the contract that a list of CONTRACT_COLUMN tells of."""
    *plain, former_numbers, prices = values
    return ContractView(*[*plain, tuple(former_numbers or ()), _price_history(prices or ())])


def _price_history(entries: Sequence[str]) -> tuple[PriceView, ...]:
    """Return each price with the instant from which it held, equal ones in a row once."""
    history: list[PriceView] = []
    for entry in entries:
        at_ms, currency, price, interval = entry.split("|", 3)
        view = PriceView(int(at_ms), currency or None, price, interval or None)
        if not history or _terms(view) != _terms(history[-1]):
            history.append(view)
    return tuple(history)


def _terms(price: PriceView) -> tuple[str | None, str, str | None]:
    return price.currency, price.price, price.interval
