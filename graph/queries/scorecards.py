"""Scorecards: what a machine and people made of an interaction or of a whole journey.

They hang on evidence, so merges and splits carry them: a journey's on what its matter began with.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.quality import ScorecardView
from graph.queries.events import APPEND_EVENT

# The form as it is now, so that the card is readable when the form has long been another.
KEEP_FORMS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (f:QualityForm {key: row.key})
ON CREATE SET f.name = row.name, f.text = row.text, f.at_ms = row.at_ms
"""

# What somebody appealed against stays as it was until that is decided.
SCORE_INTERACTIONS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (x:Interaction {key: row.subject})
MERGE (s:Scorecard {key: row.key})
SET s.key = row.key
WITH s, x, row
WHERE s.appeal IS NULL
SET s += row.properties
MERGE (s)-[:OF]->(x)
"""

SCORE_CASES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (x:Case {key: row.subject})
MERGE (s:Scorecard {key: row.key})
SET s.key = row.key
WITH s, x, row
WHERE s.appeal IS NULL
SET s += row.properties
MERGE (s)-[:OF]->(x)
"""

# The key is set to itself because that takes the node's lock: the appeal is compared under it, so
# of two people who decide one does and the other finds it decided.
CHANGE: Final[LiteralString] = """
MATCH (s:Scorecard {key: $key})
SET s.key = $key
WITH s
WHERE coalesce(s.appeal, '') = $appeal
SET s += $properties
WITH s
"""

CHANGED: Final[LiteralString] = """
RETURN number
"""

CHANGE_AND_TELL: Final[LiteralString] = CHANGE + APPEND_EVENT + CHANGED

COACH: Final[LiteralString] = """
MATCH (s:Scorecard {key: $key})
SET s.key = $key
WITH s
WHERE NOT $note IN coalesce(s.coaching, [])
SET s.coaching = coalesce(s.coaching, []) + [$note]
"""

COLUMNS: Final[LiteralString] = """
CALL (s) {
  MATCH (s)-[:OF]->(x)
  RETURN x
  LIMIT 1
}
RETURN [
  s.key, s.scope, s.form, s.version, s.scorer, s.agent, s.channel, s.day, s.at_ms,
  s.scored_at_ms, s.score, s.fatal, s.sections, s.answers, s.attempts, s.note, s.coaching,
  s.appeal, s.appeal_by, s.appeal_why, s.appealed_at_ms, s.decided_by, s.decided_why,
  s.decided_at_ms, s.score_before
] AS plain,
  COLLECT { MATCH (f:QualityForm {key: s.version}) RETURN f.text } AS forms,
  CASE WHEN x.channel IS NULL THEN null ELSE [x.source, x.source_id] END AS interaction,
  COLLECT {
    CALL (x) {
      MATCH (x)-[:PART_OF]->(m:Matter)
      RETURN m.id AS id, 0 AS place
      UNION
      MATCH (x)-[:ANSWERS]->(:Interaction)-[:PART_OF]->(m:Matter)
      RETURN m.id AS id, 1 AS place
    }
    WITH id, place
    ORDER BY place, id
    LIMIT 1
    RETURN id
  } AS matters
"""

BY_KEY: Final[LiteralString] = """
MATCH (s:Scorecard {key: $key})
"""

OF_INTERACTION: Final[LiteralString] = """
MATCH (:Interaction {key: $key})<-[:OF]-(s:Scorecard)
WHERE s.scope = 'interaction'
WITH s
ORDER BY s.scored_at_ms DESC, s.key
LIMIT $limit
"""

# Answers of ours may be no part of the matter themselves, but answer what is.
OF_MATTER: Final[LiteralString] = """
MATCH (m:Matter {id: $id})
CALL (m) {
  MATCH (m)<-[:PART_OF]-(x)<-[:OF]-(s:Scorecard)
  RETURN s
  UNION
  MATCH (m)<-[:PART_OF]-(:Interaction)<-[:ANSWERS]-(:Interaction)<-[:OF]-(s:Scorecard)
  RETURN s
}
WITH s
ORDER BY s.scope, s.at_ms, s.key
LIMIT $limit
"""

IN_DAYS: Final[LiteralString] = """
MATCH (s:Scorecard)
WHERE s.day >= $from_day AND s.day < $until_day
  AND ($agents IS NULL OR s.agent IN $agents)
  AND ($scorer IS NULL OR s.scorer = $scorer)
WITH s, s.day + ' ' + s.key AS place
WHERE place > $after
WITH s, place
ORDER BY place
LIMIT $limit
WITH s
"""

SCORECARD_BY_KEY: Final[LiteralString] = BY_KEY + COLUMNS
SCORECARDS_OF_INTERACTION: Final[LiteralString] = OF_INTERACTION + COLUMNS
SCORECARDS_OF_MATTER: Final[LiteralString] = OF_MATTER + COLUMNS
SCORECARDS_IN_DAYS: Final[LiteralString] = IN_DAYS + COLUMNS

# What customers answered about matters, the latest answer to each.
SATISFACTION: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (m:Matter {id: id})<-[:PART_OF]-(x)<-[:OF]-(v:Survey)
WHERE v.score IS NOT NULL AND v.best > 1
WITH id, v
ORDER BY v.answered_at_ms, v.key
WITH id, collect([v.score, v.best]) AS answers
RETURN id, answers[size(answers) - 1] AS answer
ORDER BY id
"""

SCORED_BY_PEOPLE: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (:Interaction {key: key})<-[:OF]-(s:Scorecard)
WHERE s.scope = 'interaction' AND s.scorer <> 'machine'
RETURN DISTINCT key
ORDER BY key
"""


def store_scorecards(
    forms: Sequence[Row], interactions: Sequence[Row], cases: Sequence[Row] = ()
) -> list[Statement]:
    """Return the writes of scorecards on interactions and on cases, with the forms they are by.

    A row has `key`, `subject` (the key of what it hangs on) and `properties`.
    """
    statements = [Statement(KEEP_FORMS, {"rows": forms})] if forms else []
    if interactions:
        statements.append(Statement(SCORE_INTERACTIONS, {"rows": interactions}))
    if cases:
        statements.append(Statement(SCORE_CASES, {"rows": cases}))
    return statements


async def change_scorecard(
    graph: Graph, key: str, properties: Row, *, appeal: str, kind: str, at_ms: int
) -> bool:
    """Change a scorecard whose appeal stands so ("": there is none) and tell of it by an event.

    Returns whether it stood so.
    """
    told = {"at_ms": at_ms, "kind": kind, "customers": [], "subjects": [key], "labels": []}
    values = {"key": key, "properties": properties, "appeal": appeal, **told}
    (rows,) = await graph.write([Statement(CHANGE_AND_TELL, values)])
    return bool(rows)


def coach(key: str, note: str) -> Statement:
    """Return the write that adds a coaching note, once."""
    return Statement(COACH, {"key": key, "note": note})


async def scorecard(graph: Graph, key: str) -> ScorecardView | None:
    rows = await graph.read(SCORECARD_BY_KEY, key=key)
    return (await _with_satisfaction(graph, rows))[0] if rows else None


async def scorecards_of_interaction(graph: Graph, key: str, *, limit: int) -> list[ScorecardView]:
    """Return the scorecards of an interaction itself, newest first."""
    rows = await graph.read(SCORECARDS_OF_INTERACTION, key=key, limit=limit)
    found = await _with_satisfaction(graph, rows)
    return sorted(found, key=lambda one: (-one.scored_at_ms, one.key))


async def scorecards_of_matter(graph: Graph, id: str, *, limit: int) -> list[ScorecardView]:
    """Return the scorecards of a matter: of all its interactions, then of the whole journey."""
    rows = await graph.read(SCORECARDS_OF_MATTER, id=id, limit=limit)
    found = await _with_satisfaction(graph, rows)
    return sorted(found, key=lambda one: (one.scope, one.at_ms, one.key))


async def scorecards_between(
    graph: Graph,
    from_day: str,
    until_day: str,
    *,
    agents: Sequence[str] | None = None,
    scorer: str | None = None,
    after: str = "",
    limit: int,
) -> list[ScorecardView]:
    """Return the scorecards of what was done on these days ("2026-11-23"), by day and key.

    `until_day` is the first that does not count, `after` the `day key` of the last one before.
    """
    rows = await graph.read(
        SCORECARDS_IN_DAYS,
        from_day=from_day,
        until_day=until_day,
        agents=None if agents is None else list(agents),
        scorer=scorer,
        after=after,
        limit=limit,
    )
    found = await _with_satisfaction(graph, rows)
    return sorted(found, key=lambda one: (one.day, one.key))


async def scored_by_people(graph: Graph, keys: Sequence[str]) -> set[str]:
    """Return which of these interactions a person has scored."""
    return {row["key"] for row in await graph.read(SCORED_BY_PEOPLE, keys=list(keys))}


async def _with_satisfaction(graph: Graph, rows: Sequence[Row]) -> list[ScorecardView]:
    cards = [_card(row) for row in rows]
    ids = sorted({one.matter_id for one in cards if one.matter_id})
    answered = await graph.read(SATISFACTION, ids=ids) if ids else []
    said = {row["id"]: round(100 * (row["answer"][0] - 1) / (row["answer"][1] - 1))
            for row in answered}  # fmt: skip
    return [replace(one, satisfaction=said.get(one.matter_id or "")) for one in cards]


def _card(row: Row) -> ScorecardView:
    plain = list(row["plain"])
    plain[11], plain[16] = tuple(plain[11] or ()), tuple(plain[16] or ())  # fatal and coaching
    interaction = tuple(row["interaction"]) if row["interaction"] else None
    form_text, matter_id = next(iter(row["forms"]), None), next(iter(row["matters"]), None)
    return ScorecardView(*[*plain, form_text, interaction, matter_id, None])
