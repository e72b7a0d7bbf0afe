"""What is in stock comes with the pop, in its one read."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from context.ingest import Ingest
from context.records import OrderLine, OrderRecord, ProductRecord
from graph.queries.pop import customers_by_identifiers
from identity.batch import identifier_key
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

pytestmark = pytest.mark.graph

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def shop(graph, keys):
    return Shop(graph, keys)


class Shop:
    def __init__(self, graph, keys) -> None:
        self._graph, self._keys = graph, keys
        self._ingest = Ingest(Resolver(open_identity(graph, keys, IdentitySettings())))

    async def has(self, sku, name, variant=None, stock=None, *, source="shop", day=1, **more):
        at = AT.replace(day=day)
        await self._ingest.ingest(
            [
                ProductRecord(
                    source=source,
                    source_id=sku,
                    name=name,
                    variant=variant,
                    stock=stock,
                    updated_at=at,
                    **more,
                )
            ]
        )

    async def sold(self, *lines, order="1001", day=1):
        person = PersonRecord(source="shop", source_id="c1", emails=("ana@example.com",))
        await self._ingest.ingest(
            [
                OrderRecord(
                    source="shop",
                    source_id=order,
                    placed_at=AT.replace(day=day),
                    lines=lines,
                    person=person,
                )
            ]
        )

    async def stock(self):
        """Return what a pop says is in stock, in one read."""
        self._graph.reads = 0
        key = identifier_key("email:ana@example.com", self._keys)
        (customer,) = await customers_by_identifiers(self._graph, [key])
        assert self._graph.reads == 1
        return {(one.name, one.variant): one.stock for one in customer.products}


async def test_variants_of_what_was_ordered_come_by_the_name_of_the_model(shop):
    await shop.has("B-1", "Bag", "red", 3)
    await shop.has("B-2", "Bag", "blue", 0)
    await shop.has("T-1", "Tote", None, 9)
    await shop.sold(OrderLine(name="bag", quantity=Decimal(1)))

    assert await shop.stock() == {("Bag", "red"): 3, ("Bag", "blue"): 0}


async def test_they_come_by_article_number_too_where_the_order_calls_them_otherwise(shop):
    await shop.sold(OrderLine(sku="B-1", name="Bag - red, spring sale"))
    await shop.has("B-1", "Bag", "red", 3)
    await shop.has("B-2", "Bag", "blue", 0)

    assert await shop.stock() == {("Bag", "red"): 3, ("Bag", "blue"): 0}


async def test_an_article_number_of_another_source_is_another_product(shop):
    await shop.has("B-1", "Sofa", None, 3, source="furniture")
    await shop.sold(OrderLine(sku="B-1", name="Bag"))

    assert await shop.stock() == {}


async def test_the_stock_may_be_another_systems(shop):
    await shop.has("77", "Bag", "red", 3, source="warehouse")
    await shop.sold(OrderLine(sku="B-1", name="Bag"))

    assert await shop.stock() == {("Bag", "red"): 3}


async def test_the_model_that_came_before_comes_along(shop):
    await shop.has("N-1", "Bag, new and improved", "red", 40, replaces="O-1")
    await shop.has("O-1", "Bag", "red", 2)
    await shop.has("O-2", "Bag", "blue", 1)
    await shop.sold(OrderLine(sku="N-1", name="Bag, new and improved"))

    assert await shop.stock() == {
        ("Bag, new and improved", "red"): 40,
        ("Bag", "red"): 2,
        ("Bag", "blue"): 1,
    }


async def test_a_change_of_the_stock_shows_in_the_next_pop_and_an_older_one_does_not(shop):
    await shop.has("B-1", "Bag", "red", 3, day=2)
    await shop.sold(OrderLine(name="Bag"))
    await shop.has("B-1", "Bag", "red", 0, day=3)
    await shop.has("B-1", "Bag", "red", 5, day=1)

    assert await shop.stock() == {("Bag", "red"): 0}


async def test_a_product_that_changes_its_name_changes_its_model(shop):
    await shop.has("B-1", "Bag", "red", 3, day=2)
    await shop.has("B-2", "Bag", "blue", 3, day=2)
    await shop.has("B-2", "Sack", "blue", 3, day=3)
    await shop.sold(OrderLine(name="Bag"))

    assert await shop.stock() == {("Bag", "red"): 3}


async def test_at_most_thirty_come_of_the_newest_five_orders(shop):
    for number in range(40):
        await shop.has(f"B-{number}", "Bag", f"colour {number:02}", 1)
    for day in range(1, 7):
        await shop.has(f"T-{day}", f"Tote {day}", None, day)
        await shop.sold(OrderLine(name=f"Tote {day}"), order=f"100{day}", day=day)

    assert await shop.stock() == {(f"Tote {day}", None): day for day in range(2, 7)}

    await shop.sold(OrderLine(name="Bag"), order="2001", day=7)

    assert len(await shop.stock()) == 30


async def test_nothing_comes_for_an_order_without_lines(shop):
    await shop.has("B-1", "Bag", "red", 3)
    await shop.sold()

    assert await shop.stock() == {}
