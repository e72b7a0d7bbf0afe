"""What do a file's pairs weigh? Asked of Splink, millions of pairs at a time.

Splink finds the levels of each pair by the SQL of our comparisons; one more statement weighs them.
Both run in the database, and only pairs above the floor come back. Needs the extra `bulk`.
"""

# ruff: noqa: S608 - queries are put together from our own names; values never are part of one
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from operator import attrgetter
from typing import Final

from identity.bulk.collector import without_collector
from identity.bulk.columns import (
    SET_COLUMNS,
    VALUE_COLUMNS,
    Column,
    rarity_columns,
    record_table,
    value_table,
    without_kind,
)
from identity.bulk.edges import CAP, FLOOR_BITS, BulkRecords, Edges, Progress
from identity.bulk.engines import Engine, EngineName, open_engine
from identity.bulk.weighing_sql import (
    RARITIES,
    RECORD,
    sharing_sql,
    weighed_sql,
)
from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.comparisons.sql import DUCKDB
from identity.fellegi_sunter import Model

PAIRS_AT_ONCE: Final = 3_000_000  # some 300 bytes each while they are weighed


def weigh_edges(
    model: Model,
    bulk: BulkRecords,
    *,
    floor_bits: float = FLOOR_BITS,
    cap: int = CAP,
    engine: EngineName = "duckdb",
    progress: Progress | None = None,
) -> Edges:
    """Return all pairs that share a key and weigh at least `floor_bits`, unsorted.

    Weights are those of `score_pair` with the same holders, to 1e-9. Raises BulkEngineError when
    the engine is not installed.
    """
    edges = Edges()
    with closing(open_engine(engine)) as database:
        with without_collector():
            asked = _load(database, model, bulk)
        parts = _block(database, cap)
        for part in range(parts):
            _weigh_part(database, model, bulk, asked, floor_bits, parts, part, edges)
            if progress is not None:
                progress(len(bulk) // parts)
    return edges


def _load(database: Engine, model: Model, bulk: BulkRecords) -> frozenset[str]:
    """Make the tables `records`, `rarities`, `holders` and `keys`.

    Return the comparisons, and the parts of one, that some record has a value for.
    """
    plain = record_table(bulk.records, bulk.holders)
    database.load("plain", {RECORD: ("integer", list(range(len(bulk)))), **plain})
    lists = [f"{name}s" for forms in SET_COLUMNS.values() for name in forms]
    selected = [f"plain.{name}" for name in (RECORD, *plain) if name not in lists]
    selected += [
        f"coalesce(plain.{name}, CASE WHEN plain.{name[:-1]} IS NOT NULL "
        f"THEN {database.dialect.listed}(plain.{name[:-1]}) END) AS {name}"
        for name in lists
    ]
    joins = []
    for value, columns in _columns_by_value(model).items():
        values = sorted({one for one in plain[value][1] if one is not None})
        database.load(f"by_{value}", value_table(values, columns))
        joins.append(f"LEFT JOIN by_{value} ON by_{value}.value = plain.{value}")
        selected += [f"by_{value}.{name}" for name in columns]
    database.make("records", f"SELECT {', '.join(selected)} FROM plain {' '.join(joins)}")
    database.make("rarities", f"SELECT {RECORD}, {', '.join(RARITIES)} FROM records")
    _load_keys(database, bulk)
    return frozenset(_asked(bulk.records))


def _asked(records: Sequence[ComparableRecord]) -> Iterator[str]:
    for one in COMPARISONS:
        if any(map(attrgetter(one.reads), records)):
            yield from (part.name for part in one.parts(DUCKDB)) if one.parts else (one.name,)


def _load_keys(database: Engine, bulk: BulkRecords) -> None:
    held = [without_kind(one) for one in bulk.holders]
    customers = list(bulk.holders.values())
    database.load("holders", {"value": ("text", held), "customers": ("integer", customers)})
    holders = [at for at, keys in enumerate(bulk.keys) for _ in keys]
    keys = list(chain.from_iterable(bulk.keys))
    database.load("keys", {RECORD: ("integer", holders), "key": ("text", keys)})


def _columns_by_value(model: Model) -> dict[str, dict[str, Column]]:
    rarities = rarity_columns(model.frequencies)
    return {
        value: {**VALUE_COLUMNS.get(value, {}), **rarities.get(value, {})}
        for value in {**VALUE_COLUMNS, **rarities}
    }


def _block(database: Engine, cap: int) -> int:
    """Make the table `meeting` of the pairs that share a key; return how many parts to weigh."""
    database.make(
        "met_on",
        f"SELECT {RECORD}, key FROM keys WHERE key IN "
        f"(SELECT key FROM keys GROUP BY key HAVING count(*) BETWEEN 2 AND {cap})",
    )
    database.make(
        "meeting",
        f"SELECT DISTINCT one.{RECORD} AS join_key_l, other.{RECORD} AS join_key_r, "
        "'0' AS match_key FROM met_on AS one JOIN met_on AS other "
        f"ON one.key = other.key AND one.{RECORD} < other.{RECORD}",
    )
    return -(-database.count("meeting") // PAIRS_AT_ONCE)


def _weigh_part(
    database: Engine,
    model: Model,
    bulk: BulkRecords,
    asked: frozenset[str],
    floor_bits: float,
    parts: int,
    part: int,
    edges: Edges,
) -> None:
    name = f"meeting_{part}"
    database.make(name, f"SELECT * FROM meeting WHERE join_key_l % {parts} = {part}")
    database.make_places(name, asked)
    database.drop(name)
    if bulk.holders:
        database.make("sharing", sharing_sql(database.dialect))
    query = weighed_sql(model, database.dialect, floor_bits=floor_bits, sharing=bool(bulk.holders))
    for left, right, weight in database.weighed(query):
        edges.left.extend(left)
        edges.right.extend(right)
        edges.weight.extend(weight)
