"""The stored matters of customers: one problem each, with the evidence that it is made of."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The customer comes first: nothing is stored for somebody who was erased in between.
STORE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (c:Customer {id: row.customer_id})
MERGE (m:Matter {id: row.id})
SET m = row.properties
MERGE (m)-[:OF]->(c)
WITH m, c, row
CALL (m, c) {
  MATCH (m)-[r:OF]->(o:Customer)
  WHERE o.id <> c.id
  DELETE r
}
CALL (m, row) {
  MATCH (m)<-[r:PART_OF]-(x)
  WHERE NOT x.key IN row.keys
  DELETE r
}
CALL (m, row) {
  UNWIND row.interactions AS key
  MATCH (x:Interaction {key: key})
  MERGE (x)-[:PART_OF]->(m)
}
CALL (m, row) {
  UNWIND row.orders AS key
  MATCH (x:Order {key: key})
  MERGE (x)-[:PART_OF]->(m)
}
CALL (m, row) {
  UNWIND row.cases AS key
  MATCH (x:Case {key: key})
  MERGE (x)-[:PART_OF]->(m)
}
CALL (m, row) {
  UNWIND row.assets AS key
  MATCH (x:Asset {key: key})
  MERGE (x)-[:PART_OF]->(m)
}
"""

DROP: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (m:Matter {id: id})
DETACH DELETE m
"""


def store_matters(rows: Sequence[Row]) -> Statement:
    """Return the write of these matters, each with all its values and what it is made of.

    A row has `id`, `customer_id`, `properties` and the keys of its `interactions`, `orders`,
    `cases` and `assets`, and all of them together as `keys`.
    """
    return Statement(STORE, {"rows": rows})


def drop_matters(ids: Sequence[str]) -> Statement:
    """Return the write that deletes matters which are none any more."""
    return Statement(DROP, {"ids": ids})
