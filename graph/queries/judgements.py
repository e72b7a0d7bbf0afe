"""What people said about pairs of source records, and the review tasks that it settles."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

JUDGE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (l:SourceRecord {key: row.left_key})
MATCH (r:SourceRecord {key: row.right_key})
MERGE (l)-[j:JUDGED {decision: row.decision}]->(r)
SET j.verdict = row.verdict, j.evidence = row.evidence, j.by = row.by, j.why = row.why,
  j.at_ms = row.at_ms
SET l.judged = true, r.judged = true
"""

WITHDRAW: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Decision {id: id})-[:CONCERNS]->(:SourceRecord)-[j:JUDGED]->(:SourceRecord)
WHERE j.decision = id
DELETE j
"""

# Every task between the two sides: what is said of one pair answers for all of them.
SETTLE_TASKS: Final[LiteralString] = """
UNWIND $rows AS row
UNWIND row.left_keys AS left_key
MATCH (:SourceRecord {key: left_key})<-[:LEFT|RIGHT]-(t:ReviewTask)-[:LEFT|RIGHT]->(s:SourceRecord)
WHERE t.state = 'open' AND s.key IN row.right_keys
WITH DISTINCT t, row
SET t.state = 'judged', t.verdict = row.verdict, t.decision = row.decision
"""

REOPEN_TASKS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Decision {id: id})-[:CONCERNS]->(:SourceRecord)<-[:LEFT|RIGHT]-(t:ReviewTask)
WHERE t.decision = id AND t.state = 'judged'
WITH DISTINCT t
SET t.state = 'open', t.verdict = null, t.decision = null
"""


def judge(rows: Sequence[Row]) -> Statement:
    return Statement(JUDGE, {"rows": rows})


def withdraw(decisions: Sequence[str]) -> Statement:
    """Return the write after which these decisions say nothing about any pair."""
    return Statement(WITHDRAW, {"ids": decisions})


def settle_tasks(rows: Sequence[Row]) -> Statement:
    return Statement(SETTLE_TASKS, {"rows": rows})


def reopen_tasks(decisions: Sequence[str]) -> Statement:
    return Statement(REOPEN_TASKS, {"ids": decisions})


PAIR_OF_TASK: Final[LiteralString] = """
MATCH (t:ReviewTask {id: $id})
MATCH (t)-[:LEFT]->(l:SourceRecord)
MATCH (t)-[:RIGHT]->(r:SourceRecord)
RETURN l.key AS left_key, r.key AS right_key
"""


async def pair_of_task(graph: Graph, task_id: str) -> tuple[str, str] | None:
    """Return the keys of a review task's two records."""
    rows = await graph.read(PAIR_OF_TASK, id=task_id)
    return (rows[0]["left_key"], rows[0]["right_key"]) if rows else None
