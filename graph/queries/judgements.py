"""What people said about pairs of source records, and the review tasks that it settles."""

from collections.abc import Mapping, Sequence
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

# Kept, though it counts no more: whoever takes the withdrawal back brings it back as it was.
WITHDRAW: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (:Decision {id: row.id})-[:CONCERNS]->(:SourceRecord)-[j:JUDGED]->(:SourceRecord)
WHERE j.decision = row.id
SET j.withdrawn_by = row.by
"""

REINSTATE: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Decision {id: id})-[:CONCERNS]->(:SourceRecord)-[j:JUDGED]->(:SourceRecord)
WHERE j.withdrawn_by = id
SET j.withdrawn_by = null
"""

WITHDRAWN_BY: Final[LiteralString] = """
MATCH (:Decision {id: $id})-[:CONCERNS]->(l:SourceRecord)-[j:JUDGED]->(r:SourceRecord)
WHERE j.withdrawn_by = $id
RETURN l.key AS left_key, r.key AS right_key, j.verdict AS verdict, j.evidence AS evidence,
  j.decision AS decision
ORDER BY left_key, right_key, decision
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


def withdraw(decisions: Mapping[str, str]) -> Statement:
    """Return the write after which these decisions say nothing of any pair: decision → by which."""
    return Statement(WITHDRAW, {"rows": [{"id": one, "by": by} for one, by in decisions.items()]})


def reinstate(withdrawals: Sequence[str]) -> Statement:
    """Return the write after which counts again what these decisions withdrew."""
    return Statement(REINSTATE, {"ids": withdrawals})


async def withdrawn_by(graph: Graph, decision: str) -> list[Row]:
    """Return what this decision withdrew: two record keys, verdict, evidence and who said it."""
    return await graph.read(WITHDRAWN_BY, id=decision)


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
