"""Which activities are in the graph already, as they arrive or in a newer version?"""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row

# Of a contract an older version counts as well, if it tells of a price that is not known yet.
# A reference to an activity that has not arrived yet made a bare node: it has no digest.
READ_KNOWN: Final[LiteralString] = """
RETURN COLLECT {
  UNWIND $interactions AS row
  MATCH (n:Interaction {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $orders AS row
  MATCH (n:Order {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $carts AS row
  MATCH (n:Cart {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $cases AS row
  MATCH (n:Case {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $returns AS row
  MATCH (n:Return {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $shipments AS row
  MATCH (n:Shipment {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $products AS row
  MATCH (n:Product {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $assets AS row
  MATCH (n:Asset {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $contracts AS row
  MATCH (n:Contract {key: row.key})
  WHERE n.digest = row.digest OR (
    n.updated_at_ms > row.updated_at_ms
    AND all(price IN row.prices WHERE price IN coalesce(n.prices, []))
  )
  RETURN n.key
}
+ COLLECT {
  UNWIND $agents AS row
  MATCH (n:Agent {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $queues AS row
  MATCH (n:Queue {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $places AS row
  MATCH (n:Place {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $recordings AS row
  MATCH (n:Recording {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $desktop_events AS row
  MATCH (n:DesktopEvent {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
}
+ COLLECT {
  UNWIND $surveys AS row
  MATCH (n:Survey {key: row.key})
  WHERE n.digest = row.digest OR n.updated_at_ms > row.updated_at_ms
  RETURN n.key
} AS known
"""

PARAMETER: Final[Mapping[str, str]] = {
    "Interaction": "interactions",
    "Order": "orders",
    "Cart": "carts",
    "Case": "cases",
    "Return": "returns",
    "Shipment": "shipments",
    "Product": "products",
    "Asset": "assets",
    "Contract": "contracts",
    "Agent": "agents",
    "Queue": "queues",
    "Place": "places",
    "Recording": "recordings",
    "DesktopEvent": "desktop_events",
    "Survey": "surveys",
}


async def known_activities(graph: Graph, rows: Mapping[str, Sequence[Row]]) -> set[str]:
    """Return the keys of those activities whose write would change nothing, in one read.

    `rows` holds them by label, each with `key`, `digest` and `updated_at_ms`.
    """
    parameters: dict[str, object] = {
        parameter: [
            {
                **{name: row[name] for name in ("key", "digest", "updated_at_ms")},
                "prices": row["properties"].get("prices", []),
            }
            for row in rows.get(label, ())
        ]
        for label, parameter in PARAMETER.items()
    }
    (answer,) = await graph.read(READ_KNOWN, **parameters)
    return set(answer["known"])
