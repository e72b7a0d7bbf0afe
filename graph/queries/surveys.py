"""What customers answered when they were asked how satisfied they are, and that they were asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.queries.events import APPEND_EVENT

# The key is set to itself because that takes the node's lock: versions are compared under it.
# An answer that names a matter hangs on the first of its interactions: matters are derived.
UPSERT_SURVEYS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Survey {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:BY]->(s:SourceRecord)
  WHERE row.persons <> [] AND NOT s.key IN row.persons
  DELETE r
}
CALL (n, row) {
  MATCH (n)-[r:OF]->(x)
  WHERE NOT x.key IN row.targets
  DELETE r
}
FOREACH (key IN row.persons | MERGE (s:SourceRecord {key: key}) MERGE (n)-[:BY]->(s))
FOREACH (key IN row.interactions | MERGE (x:Interaction {key: key}) MERGE (n)-[:OF]->(x))
FOREACH (key IN row.cases | MERGE (x:Case {key: key}) MERGE (n)-[:OF]->(x))
WITH n, row
WHERE row.properties.matter IS NOT NULL
MATCH (:Matter {id: row.properties.matter})<-[:PART_OF]-(x:Interaction)
WITH n, x
ORDER BY x.started_at_ms, x.key
WITH n, collect(x)[0] AS first
MERGE (n)-[:OF]->(first)
"""

# Made once, however often it is found to be due; the lines after the WHERE run for a new one alone.
ASK: Final[LiteralString] = """
MATCH (x:Interaction {key: $subject})
MERGE (r:SurveyRequest {key: $key})
SET r.key = $key
WITH r, x
WHERE r.asked_at_ms IS NULL
SET r += $properties
MERGE (r)-[:OF]->(x)
WITH r
"""

ASK_ABOUT_CASE: Final[LiteralString] = """
MATCH (x:Case {key: $subject})
MERGE (r:SurveyRequest {key: $key})
SET r.key = $key
WITH r, x
WHERE r.asked_at_ms IS NULL
SET r += $properties
MERGE (r)-[:OF]->(x)
WITH r
"""

DONE: Final[LiteralString] = """
RETURN r.key AS key
"""

ASK_AND_TELL: Final[LiteralString] = ASK + APPEND_EVENT
ASK_ABOUT_CASE_AND_TELL: Final[LiteralString] = ASK_ABOUT_CASE + APPEND_EVENT
ASK_NOBODY: Final[LiteralString] = ASK + DONE
ASK_NOBODY_ABOUT_CASE: Final[LiteralString] = ASK_ABOUT_CASE + DONE

SURVEY_DUE: Final = "survey.due"


REQUESTS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (q:SurveyRequest {key: key})
RETURN q.key AS key, q.matter AS matter, q.channel AS channel, q.why AS why,
  q.asked_at_ms AS asked_at_ms, COLLECT {
    MATCH (q)-[:OF]->(x)-[:BY|OPENED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN c.id
    LIMIT 1
  }[0] AS customer_id
ORDER BY key
"""


@dataclass(frozen=True, slots=True)
class SurveyRequest:
    """That a customer is to be asked about a matter, and how."""

    key: str
    matter: str
    channel: str | None  # None: nobody is asked
    why: str
    asked_at_ms: int
    customer_id: str | None


def upsert_surveys(rows: Sequence[Row]) -> Statement:
    """Return the write of these answers; what they are about may arrive later."""
    return Statement(UPSERT_SURVEYS, {"rows": rows})


async def survey_requests(graph: Graph, keys: Sequence[str]) -> list[SurveyRequest]:
    """Return what is to be asked, for whoever sends it: keys as the event's subjects have them."""
    return [SurveyRequest(**row) for row in await graph.read(REQUESTS, keys=list(keys))]


def ask(
    key: str, subject: tuple[str, str], properties: Row, *, customer_id: str, tell: bool
) -> Statement:
    """Return the write that a customer is to be asked about a matter, once.

    `subject` is label and key of the evidence that the matter began with. Who sends it is told by
    an event, whose subjects are the request and that evidence; not if nobody is to be asked.
    """
    label, subject_key = subject
    values: Row = {"key": key, "subject": subject_key, "properties": properties}
    if not tell:
        return Statement(ASK_NOBODY if label == "Interaction" else ASK_NOBODY_ABOUT_CASE, values)
    told = {
        "at_ms": properties["asked_at_ms"],
        "kind": SURVEY_DUE,
        "customers": [customer_id],
        "subjects": [key, subject_key],
        "labels": [],
    }
    about = ASK_AND_TELL if label == "Interaction" else ASK_ABOUT_CASE_AND_TELL
    return Statement(about, {**values, **told})
