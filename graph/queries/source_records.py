"""What sources say about people: read for resolving, written with the customer they belong to."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

# The sequence stands first: what is read after it can only be newer than the number seen.
READ_BATCH: Final[LiteralString] = """
MATCH (q:Sequence {name: 'identity'})
WITH q.value AS value, q.customers AS customers
RETURN value, customers,
  COLLECT {
    UNWIND $record_keys AS key
    MATCH (s:SourceRecord {key: key})-[:RESOLVED_TO]->(c:Customer)
    RETURN [s.key, c.id, s.digest, s.profile, s.updated_at_ms, s.complete_at_ms]
  } AS records,
  COLLECT {
    UNWIND $blocking_keys AS key
    MATCH (b:BlockingKey {key: key})
    RETURN [b.key, b.customers, b.generic]
  } AS blocks,
  COLLECT {
    UNWIND $identifier_keys AS key
    MATCH (i:Identifier {key: key})<-[:HAS]-(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN DISTINCT [i.key, c.id]
  } AS holders,
  COLLECT {
    UNWIND $number_keys AS key
    MATCH (i:Identifier {key: key})<-[:CITES]-(s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN [i.key, s.key, c.id]
  } AS citers,
  COLLECT {
    UNWIND $suppressible AS key
    MATCH (x:Suppression {key: key})
    RETURN x.key
  } AS suppressed
"""

# A new record with its customer and its identifiers: one statement costs half of three.
ARRIVE: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (c:Customer {id: row.customer_id})
ON CREATE SET c.since_ms = row.at_ms
SET c += row.golden
MERGE (s:SourceRecord {key: row.key})
SET s += row.properties
CREATE (s)-[r:RESOLVED_TO]->(c)
SET r += row.resolved
WITH s, row
UNWIND row.identifiers AS stated
MERGE (i:Identifier {key: stated.key})
ON CREATE SET i.kind = stated.kind, i.value = stated.value
CREATE (s)-[:HAS {stated: true, last_seen_ms: stated.seen_ms}]->(i)
"""

# A newer version of a record that is known, wherever it stands by now.
UPDATE_RECORDS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (s:SourceRecord {key: row.key})
SET s += row.properties
"""

UNRESOLVE: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})-[r:RESOLVED_TO]->(:Customer)
DELETE r
"""

RESOLVE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (s:SourceRecord {key: row.key})
MATCH (c:Customer {id: row.customer_id})
CREATE (s)-[r:RESOLVED_TO]->(c)
SET r += row.resolved
"""

# Only what the record itself stated: identifiers of its orders and cases are not its to drop.
DROP_STATED_IDENTIFIERS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})-[h:HAS]->(:Identifier)
WHERE h.stated
SET h.stated = null
WITH h
WHERE h.owned IS NULL
DELETE h
"""

STATE_IDENTIFIERS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (s:SourceRecord {key: row.key})
UNWIND row.identifiers AS stated
MERGE (i:Identifier {key: stated.key})
ON CREATE SET i.kind = stated.kind, i.value = stated.value
MERGE (s)-[h:HAS]->(i)
SET h.stated = true, h.last_seen_ms = stated.seen_ms
"""

CITE_NUMBERS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (s:SourceRecord {key: row.record_key})
MERGE (i:Identifier {key: row.key})
ON CREATE SET i.kind = row.kind, i.value = row.value
MERGE (s)-[:CITES]->(i)
"""

# Under the sequence's guard nobody else can have made them since the read; were it otherwise,
# the constraint would undo the write.
CREATE_BLOCKS: Final[LiteralString] = """
UNWIND $rows AS row
CREATE (b:BlockingKey {key: row.key, customers: row.customers, generic: row.generic})
"""

UPDATE_BLOCKS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (b:BlockingKey {key: row.key})
SET b.customers = row.customers, b.generic = row.generic
"""


CUSTOMERS_OF_RECORDS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})-[:RESOLVED_TO]->(c:Customer)
RETURN s.key AS key, c.id AS customer_id
"""

CHOOSE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (s:SourceRecord {key: row.key})
SET s.chosen = row.chosen
"""


FORGET: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})
DETACH DELETE s
"""


def forget_records(keys: Sequence[str]) -> Statement:
    """Return the write that deletes records which no source gave."""
    return Statement(FORGET, {"keys": keys})


async def customers_of_records(graph: Graph, keys: Sequence[str]) -> dict[str, str]:
    """Return the customer of each of these records that stands with one."""
    rows = await graph.read(CUSTOMERS_OF_RECORDS, keys=keys)
    return {row["key"]: row["customer_id"] for row in rows}


def choose(rows: Sequence[Row]) -> Statement:
    """Return the write of what people chose from records for the golden record."""
    return Statement(CHOOSE, {"rows": rows})


async def read_batch(
    graph: Graph,
    *,
    record_keys: Sequence[str],
    blocking_keys: Sequence[str],
    identifier_keys: Sequence[str],
    number_keys: Sequence[str],
    suppressible: Sequence[str] = (),
) -> Row:
    """Return where identity stands and what the graph knows of these keys, in one read.

    `records`: [key, customer id, digest, profile, updated_at_ms, complete_at_ms];
    `blocks`: [key, customer ids, generic]; `holders`: [identifier key, customer id];
    `citers`: [identifier key, record key, customer id]; `suppressed`: those of `suppressible` that
    belong to people who were erased.
    """
    (row,) = await graph.read(
        READ_BATCH,
        record_keys=record_keys,
        blocking_keys=blocking_keys,
        identifier_keys=identifier_keys,
        number_keys=number_keys,
        suppressible=suppressible,
    )
    return row


def arrive(rows: Sequence[Row]) -> Statement:
    return Statement(ARRIVE, {"rows": rows})


def update_records(rows: Sequence[Row]) -> Statement:
    return Statement(UPDATE_RECORDS, {"rows": rows})


def unresolve(keys: Sequence[str]) -> Statement:
    return Statement(UNRESOLVE, {"keys": keys})


def resolve(rows: Sequence[Row]) -> Statement:
    return Statement(RESOLVE, {"rows": rows})


def drop_stated_identifiers(keys: Sequence[str]) -> Statement:
    return Statement(DROP_STATED_IDENTIFIERS, {"keys": keys})


def state_identifiers(rows: Sequence[Row]) -> Statement:
    return Statement(STATE_IDENTIFIERS, {"rows": rows})


def cite_numbers(rows: Sequence[Row]) -> Statement:
    return Statement(CITE_NUMBERS, {"rows": rows})


def create_blocks(rows: Sequence[Row]) -> Statement:
    return Statement(CREATE_BLOCKS, {"rows": rows})


def update_blocks(rows: Sequence[Row]) -> Statement:
    return Statement(UPDATE_BLOCKS, {"rows": rows})
