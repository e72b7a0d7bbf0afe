"""Books of an invented alarm company, for tests: a manifest in files, and who is in it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from context.books.announcing import Announced, announce
from context.books.hashing import entries_of
from context.books.manifest import Manifest, read_manifest
from context.records import Record
from graph.access import Graph
from graph.keys import Keys
from identity.book_hashes import book_key, check_of

BOOK = "homeguard"
SENTENCE = "I am sorry that you had to look for us. You are with us, and your file is on its way."
EN_DE = """\
[sentence]
en = "I am sorry that you had to look for us. You are with us, and your file is on its way."
de = "Es tut mir leid, dass Sie uns suchen mussten. Ihre Akte ist unterwegs."

[service]
en = "Your alarm goes on reporting as before."

[contract]
en = "Your contract goes on at the same price."
"""
HEAD = f"""\
book = "{BOOK}"
former_company = "HomeGuard Alarm"
desk = "alarm desk"
expected = 2026-12-01

{EN_DE}
[[file]]
name = "north"
entries = "north.csv"

[[file]]
name = "south"
entries = "south.jsonl"
expected = 2026-12-15T08:00:00Z
desk = "southern desk"
"""


def write_book(
    folder: Path,
    keys: Keys,
    people: Mapping[str, Iterable[Record]],
    *,
    head: str = HEAD,
    book: str = BOOK,
) -> Path:
    """Write a manifest with the hashes of these records, by file; return its path."""
    key = book_key(keys, book)
    for name in ("north", "south"):
        entries = [
            (one.kind, one.hash) for one in entries_of(people.get(name, ()), key, region="US")
        ]
        rows = [("check", check_of(key)), *dict.fromkeys(entries)]
        rows += [("phone", f"{len(name):064x}")] if not entries else []
        if name == "north":
            text = "kind,hash\n" + "".join(f"{kind},{hashed}\n" for kind, hashed in rows)
            (folder / "north.csv").write_text(text)
        else:
            lines = (json.dumps({"kind": kind, "hash": hashed}) for kind, hashed in rows)
            (folder / "south.jsonl").write_text("\n".join(lines) + "\n")
    path = folder / "manifest.toml"
    path.write_text(head)
    return path


def read_book(folder: Path, keys: Keys, people: Mapping[str, Iterable[Record]]) -> Manifest:
    return read_manifest(write_book(folder, keys, people), keys, ZoneInfo("UTC"))


async def announced(
    graph: Graph, keys: Keys, folder: Path, people: Mapping[str, Iterable[Record]]
) -> Announced:
    return await announce(graph, keys, read_book(folder, keys, people), at_ms=1_000)


# The whole graph as a value, to see whether something left a trace.

KEPT_ANYWAY = (
    *("Decision", "Event", "Sequence", "Watermark", "Lease"),  # what was done, and by whom
    "BlockingKey",  # may lead to an id or to whom it became: see tests.identity.corrections
    *("Book", "BookEntry", "BookBatch", "Migration", "Deployment"),
)
OF_A_COMMIT = {"number", "decided_at_ms", "weight", "levels", "model", "decision", "at_ms", "home"}
NODES = """
MATCH (n)
WHERE NOT labels(n)[0] IN $without
RETURN labels(n)[0] AS label, properties(n) AS said
"""
RELATIONSHIPS = """
MATCH (a)-[r]->(b)
WHERE NOT labels(a)[0] IN $without AND NOT labels(b)[0] IN $without
RETURN coalesce(a.key, a.id) AS left, type(r) AS type, properties(r) AS said,
  coalesce(b.key, b.id) AS right
"""


async def everything(graph: Graph) -> tuple[set[str], set[str]]:
    """Return all nodes and all relationships but for the ledger and the books themselves."""
    nodes = await graph.read(NODES, without=KEPT_ANYWAY)
    ties = await graph.read(RELATIONSHIPS, without=KEPT_ANYWAY)
    return (
        {f"{row['label']} {_said(row['said'])}" for row in nodes},
        {f"{row['left']} {row['type']} {_said(row['said'])} {row['right']}" for row in ties},
    )


def _said(values: Mapping[str, object]) -> str:
    return repr(sorted((name, values[name]) for name in values if name not in OF_A_COMMIT))
