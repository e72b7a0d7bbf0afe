"""On the demo world the three lists of the silent sufferers are right to the customer.

The truth comes from how the world was made: from its records and its stories' own tables.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.canonical.parse import parse_record
from context.ingest import Ingest
from context.insights.book import insight_book
from context.insights.fitting import Place, silent_customers
from context.insights.marking import Marker
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.demo.stories.silent import INTERNET, OWNERS, PROJECTOR, SHOPPERS
from tellonce.demo.world import records

pytestmark = pytest.mark.graph
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
BATCH = 250
WHOSE = """
UNWIND $accounts AS account
MATCH (s:SourceRecord {key: account.key})-[:RESOLVED_TO]->(c:Customer)
RETURN account.id AS account, c.id AS customer
"""


@dataclass(frozen=True)
class World:
    """The demo world, loaded and read for causes."""

    place: Place
    said: list[dict[str, Any]]

    async def silent(self, of: str) -> list[str]:
        """Return the ids of whom a pattern lists, in its order."""
        now_ms = round(NOW.timestamp() * 1000)
        return [one.id for one in await silent_customers(self.place, of, now_ms=now_ms)]

    async def customers(self, source: str, accounts: Iterable[str]) -> list[str]:
        """Return the customer of each of these accounts."""
        asked = [{"id": one, "key": self.place.keys.record(source, one)} for one in accounts]
        rows = await self.place.graph.read(WHOSE, accounts=asked)
        whose = {row["account"]: row["customer"] for row in rows}
        return [whose[one["id"]] for one in asked]


@pytest.fixture
async def world(graph, keys) -> World:
    identity = open_identity(graph, keys, IdentitySettings())
    ingest = Ingest(Resolver(identity))
    said = list(records(seed=2026, now=NOW))
    for start in range(0, len(said), BATCH):
        await ingest.ingest([parse_record(one) for one in said[start : start + BATCH]])
    book = insight_book()
    await Marker(graph, book).catch_up()
    return World(Place(graph, keys, book.current()), said)


def accounts(table: Iterable[tuple[str, ...]], how: str) -> list[str]:
    return [one[0] for one in table if one[-1] == how]


async def check_contracts_whose_price_went_up_without_a_word(world: World):
    truth = await world.customers("crm", accounts(INTERNET, "silent"))

    assert len(truth) == 2
    assert sorted(await world.silent("price-rise")) == sorted(truth)


async def check_customers_of_the_closing_store_by_what_they_spent(world: World):
    by_value = sorted(SHOPPERS, key=lambda one: -float(one[3]))
    truth = await world.customers("shop", accounts(by_value, "silent"))

    assert len(truth) == 3
    assert await world.silent("closed") == truth


async def check_owners_of_the_projector_whose_bulb_ended(world: World):
    owned = {
        one["person"]["id"]
        for one in world.said
        if one["type"] == "asset" and one.get("product") == PROJECTOR
    }
    gone = [*accounts(OWNERS, "complained"), *accounts(OWNERS, "gave it back")]
    truth = await world.customers("shop", sorted(owned - set(gone)))
    never = await world.customers("shop", gone)

    listed = await world.silent("part-ended")

    assert len(set(truth)) > 30
    assert len(listed) == len(set(listed))  # each once, however many projectors they own
    assert set(listed) == set(truth)
    assert not set(listed) & set(never)


async def test_the_three_lists_are_right_to_the_customer(world):
    """One test, since the world takes seconds to load."""
    await check_contracts_whose_price_went_up_without_a_word(world)
    await check_customers_of_the_closing_store_by_what_they_spent(world)
    await check_owners_of_the_projector_whose_bulb_ended(world)
