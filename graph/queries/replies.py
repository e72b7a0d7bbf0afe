"""Our own replies: which of them are alike, and which were judged to be canned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

MOST_ALIKE: Final = 50  # replies that one is compared with: those that share most with it
MOST_ON_A_KEY: Final = 48  # a commoner pair of words tells nothing by itself

READ_ALIKE: Final[LiteralString] = """
UNWIND $rows AS row
RETURN row.key AS key,
  COLLECT {
    UNWIND row.answers AS answered
    MATCH (q:Interaction {key: answered})
    WHERE q.text IS NOT NULL
    RETURN q.text
    LIMIT 1
  } AS question,
  COLLECT {
    UNWIND row.keys AS key
    MATCH (k:ReplyKey {key: key})
    UNWIND k.replies AS reply
    WITH reply, count(*) AS shared
    ORDER BY shared DESC, reply
    LIMIT $most
    MATCH (n:Interaction {key: reply})-[:BY]->(s:SourceRecord)
    WHERE n.text IS NOT NULL
    WITH n, min(s.key) AS record_key
    RETURN [n.key, n.text, record_key, coalesce(n.canned, false)]
  } AS alike
ORDER BY key
"""

# A derived index, as blocking keys are: a reply that is gone is found no more, and does no harm.
PUT_ON_KEYS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (k:ReplyKey {key: row.key})
WITH k, row, coalesce(k.replies, []) AS known
SET k.replies = (known + [one IN row.replies WHERE NOT one IN known])[..$most]
"""

SAY_CANNED: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (n:Interaction {key: row.key})
SET n.canned = row.canned, n.canned_why = row.canned_why, n.canned_like = row.canned_like
"""


@dataclass(frozen=True, slots=True)
class KnownReply:
    key: str
    text: str
    record_key: str  # of the source record that it went to
    canned: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """What the graph knows that helps to judge a reply."""

    question: str  # what it answers; empty where that is not known
    replies: tuple[KnownReply, ...]


async def read_alike(graph: Graph, rows: Sequence[Row]) -> dict[str, Alike]:
    """Return by its key what is known for each reply. Rows: key, keys (hashed), answers (keys)."""
    found = await graph.read(READ_ALIKE, rows=rows, most=MOST_ALIKE)
    return {
        row["key"]: Alike(
            next(iter(row["question"]), ""),
            tuple(KnownReply(*one) for one in row["alike"] if one[0] != row["key"]),
        )
        for row in found
    }


def put_on_keys(rows: Sequence[Row]) -> Statement:
    """Return the write that lets replies be found. Rows: key (hashed), replies (their keys)."""
    return Statement(PUT_ON_KEYS, {"rows": rows, "most": MOST_ON_A_KEY})


def say_canned(rows: Sequence[Row]) -> Statement:
    """Return the write of verdicts. Rows: key, canned, canned_why, canned_like."""
    return Statement(SAY_CANNED, {"rows": rows})
