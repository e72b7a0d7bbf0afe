"""Which API keys exist, and what each may do. Only hashes of keys are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

# Two processes that start at once both change this node, so one of them is run again and then
# sees the other's key.
LOCK_FIRST_KEY: Final[LiteralString] = """
MERGE (d:Deployment {name: 'first API key'})
SET d.changed_at_ms = $at_ms
"""

MAKE_FIRST_KEY: Final[LiteralString] = """
MATCH (d:Deployment {name: 'first API key'})
WHERE NOT EXISTS { MATCH (:ApiKey) }
MERGE (k:ApiKey {id: $id})
SET k.hash = $hash, k.role = $role, k.name = $name, k.created_at_ms = $at_ms
"""

MAKE_KEY: Final[LiteralString] = """
MERGE (k:ApiKey {id: $id})
SET k.hash = $hash, k.role = $role, k.name = $name, k.created_at_ms = $at_ms,
    k.expires_at_ms = $expires_at_ms, k.fields = $fields
"""

FIND_KEY: Final[LiteralString] = """
MATCH (k:ApiKey {id: $id})
RETURN k.id AS id, k.hash AS hash, k.role AS role, k.name AS name,
       k.created_at_ms AS created_at_ms, k.expires_at_ms AS expires_at_ms,
       k.revoked_at_ms AS revoked_at_ms, k.used_at_ms AS used_at_ms, k.fields AS fields
"""

LIST_KEYS: Final[LiteralString] = """
MATCH (k:ApiKey)
RETURN k.id AS id, k.hash AS hash, k.role AS role, k.name AS name,
       k.created_at_ms AS created_at_ms, k.expires_at_ms AS expires_at_ms,
       k.revoked_at_ms AS revoked_at_ms, k.used_at_ms AS used_at_ms, k.fields AS fields
ORDER BY created_at_ms, id
LIMIT 1000
"""

REVOKE_KEY: Final[LiteralString] = """
MATCH (k:ApiKey {id: $id})
SET k.revoked_at_ms = coalesce(k.revoked_at_ms, $at_ms)
RETURN k.id AS id
"""

NOTE_USES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (k:ApiKey {id: row.id})
WHERE coalesce(k.used_at_ms, 0) < row.at_ms
SET k.used_at_ms = row.at_ms
"""


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    id: str  # public: names the key in lists and logs
    hash: str  # SHA-256 of the clear key, hexadecimal
    role: str
    name: str
    created_at_ms: int
    expires_at_ms: int | None = None  # from then on it opens nothing
    revoked_at_ms: int | None = None
    used_at_ms: int | None = None  # to about a minute
    fields: tuple[str, ...] | None = None  # the root fields it may ask for; None: its role's


async def make_first_api_key(graph: Graph, key: ApiKeyRow) -> bool:
    """Store `key` if the graph holds no API key at all; return whether it was stored.

    Of several processes that do this at once, one stores its key.
    """
    values = _values(key)
    _, _, found = await graph.write(
        [
            Statement(LOCK_FIRST_KEY, {"at_ms": key.created_at_ms}),
            Statement(MAKE_FIRST_KEY, values),
            Statement(FIND_KEY, {"id": key.id}),
        ]
    )
    return bool(found)


async def has_api_key(graph: Graph) -> bool:
    return bool(await graph.read(LIST_KEYS))


async def make_api_key(graph: Graph, key: ApiKeyRow) -> None:
    fields = list(key.fields) if key.fields is not None else None
    values = {**_values(key), "expires_at_ms": key.expires_at_ms, "fields": fields}
    await graph.write([Statement(MAKE_KEY, values)])


async def find_api_key(graph: Graph, key_id: str) -> ApiKeyRow | None:
    """Return the key with this id, revoked or not, or None."""
    rows = await graph.read(FIND_KEY, id=key_id)
    return _api_key(rows[0]) if rows else None


async def list_api_keys(graph: Graph) -> list[ApiKeyRow]:
    """Return at most 1,000 keys, the oldest first, revoked ones included."""
    return [_api_key(row) for row in await graph.read(LIST_KEYS)]


async def revoke_api_key(graph: Graph, key_id: str, *, at_ms: int) -> bool:
    """Revoke the key with this id; return whether there is one. A second time changes nothing."""
    (rows,) = await graph.write([Statement(REVOKE_KEY, {"id": key_id, "at_ms": at_ms})])
    return bool(rows)


async def note_api_key_uses(graph: Graph, uses: Mapping[str, int]) -> None:
    """Store when each of these keys, by id, was used last; an earlier instant changes nothing."""
    rows = [{"id": key_id, "at_ms": at_ms} for key_id, at_ms in uses.items()]
    await graph.write([Statement(NOTE_USES, {"rows": rows})])


def _values(key: ApiKeyRow) -> dict[str, object]:
    return {
        "id": key.id,
        "hash": key.hash,
        "role": key.role,
        "name": key.name,
        "at_ms": key.created_at_ms,
    }


def _api_key(row: Row) -> ApiKeyRow:
    return ApiKeyRow(
        id=row["id"],
        hash=row["hash"],
        role=row["role"],
        name=row["name"],
        created_at_ms=row["created_at_ms"],
        expires_at_ms=row["expires_at_ms"],
        revoked_at_ms=row["revoked_at_ms"],
        used_at_ms=row["used_at_ms"],
        fields=tuple(row["fields"]) if row["fields"] is not None else None,
    )
