"""Which promises are not over, of all customers? The broken ones first."""

from dataclasses import dataclass

from context.promises.model import Promise, PromiseRules, Status
from context.promises.view import promises_of
from context.promises.words import in_order
from graph.access import Graph
from graph.model import CustomerId
from graph.queries.pop import customer_by_id
from graph.queries.promises import customers_with_promises


@dataclass(frozen=True, slots=True)
class Listed:
    customer_id: CustomerId
    name: str | None
    promise: Promise


async def promises_not_over(
    graph: Graph, rules: PromiseRules, *, now_ms: int, limit: int
) -> list[Listed]:
    """Return what is open or broken of the `limit` promises that are longest due."""
    found: dict[str, Listed] = {}
    for customer_id in await customers_with_promises(graph, limit=limit):
        view = await customer_by_id(graph, CustomerId(customer_id))
        if view is None:  # erased in between
            continue
        for one in promises_of(view, now_ms=now_ms, rules=rules):
            if one.status in (Status.OPEN, Status.BROKEN):
                found[one.id] = Listed(view.id, view.name, one)
    return [found[one.id] for one in in_order(it.promise for it in found.values())][:limit]
