"""What follows from customers' evidence, as the statements that store it."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from context.journey.journey import journey
from context.journey.model import Matter
from context.mentions.book import InForce, mention_book
from context.mentions.following import mention_statements
from context.policies.book import RuleBook
from context.promises.settling import settled
from context.routes import Routing, with_outcomes
from context.stored_matters import judgements, matter_rows, stored_as
from context.ties import tie_statements
from graph.access import Graph, Row, Statement
from graph.keys import Keys
from graph.model import CustomerId, CustomerView
from graph.queries.derivation import StoredMatter, read_evidence, stored_matters
from graph.queries.interactions import forget_newest, keep_newest
from graph.queries.matter_decisions import Partition, read_partitions
from graph.queries.matters import drop_matters, store_matters

MOST_INTERACTIONS: Final = 300  # of one customer, the newest: what is older is history
MANY: Final = 100  # interactions: of more, a pop reads only those that are kept as the newest
NEWEST: Final = 40  # twice what a pop shows


@dataclass(frozen=True, slots=True)
class Derivation:
    """The rules, and the graph that they are applied to."""

    graph: Graph
    keys: Keys
    routing: Routing | None = None  # None: contacts are sent nowhere
    mentions: RuleBook[InForce] = field(default_factory=mention_book)

    async def statements(self, customer_ids: Sequence[str], *, now: datetime) -> list[Statement]:
        """Return the write that makes what is stored for these customers right; empty if it is.

        `now` only counts for contacts that are here: they are sent somewhere.
        """
        if not customer_ids:
            return []
        customers, stored = await asyncio.gather(
            read_evidence(self.graph, customer_ids, most_interactions=MOST_INTERACTIONS),
            stored_matters(self.graph, customer_ids),
        )
        said = _by_customer(await read_partitions(self.graph, [one.id for one in customers]))
        rows: list[Row] = []
        promises: list[Statement] = []
        found: dict[CustomerId, Sequence[Matter]] = {}
        for customer in customers:
            known = with_outcomes(customer)
            matters = journey(known, judgements(said.get(customer.id, ())))
            rows += matter_rows(customer.id, matters, self.keys)
            found[customer.id] = stored_as(matters, self.keys)
            promises += settled(customer, self.keys)
            await asyncio.sleep(0)  # whoever waits for a pop goes on
        routes = await self.routing.statements(customers, found, now=now) if self.routing else []
        ties = await tie_statements(self.graph, self.keys, customer_ids)
        mentions = await self._mentions(customers, found, now)
        stored_first = [*_matters(rows, stored), *self._newest(customers), *promises]
        return [*stored_first, *routes, *ties, *mentions]

    async def _mentions(
        self,
        customers: Sequence[CustomerView],
        matters: Mapping[CustomerId, Sequence[Matter]],
        now: datetime,
    ) -> list[Statement]:
        rules, now_ms = self.mentions.current().rules, round(now.timestamp() * 1000)
        return await mention_statements(
            self.graph, self.keys, customers, matters, rules, now_ms=now_ms
        )

    async def when_agents_changed(self, *, now: datetime) -> list[Statement]:
        """Return the write that offers waiting contacts to whoever is there now."""
        return await self.routing.when_agents_changed(now=now) if self.routing else []

    def _newest(self, customers: Iterable[CustomerView]) -> Iterator[Statement]:
        many = [
            {
                "customer_id": customer.id,
                "keys": [
                    self.keys.activity("Interaction", one.source, one.id)
                    for one in customer.interactions[:NEWEST]
                ],
            }
            for customer in customers
            if len(customer.interactions) > MANY
        ]
        few = [
            one.id for one in customers if one.many_interactions and len(one.interactions) <= MANY
        ]
        if many:
            yield keep_newest(many)
        if few:
            yield forget_newest(few)


def _by_customer(partitions: Iterable[Partition]) -> Mapping[str, list[Partition]]:
    found: dict[str, list[Partition]] = {}
    for one in partitions:
        found.setdefault(one.customer_id, []).append(one)
    return found


def _matters(rows: Sequence[Row], stored: Iterable[StoredMatter]) -> Iterator[Statement]:
    known = {one.id: one for one in stored}
    new = [row for row in rows if not _is_stored(row, known.get(row["id"]))]
    if new:
        yield store_matters(new)
    gone = known.keys() - {row["id"] for row in rows}
    if gone:
        yield drop_matters(sorted(gone))


def _is_stored(row: Row, known: StoredMatter | None) -> bool:
    if known is None:
        return False
    return (known.digest, known.customer_id) == (row["properties"]["digest"], row["customer_id"])
