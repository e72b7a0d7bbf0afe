"""A company with contracts, a shop that closes and a part that ended, for tests of insights."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from context.ingest import Ingest
from context.insights.book import insight_book
from context.insights.fitting import Place, silent_customers
from context.insights.marking import Marker
from context.insights.model import InsightRules
from context.insights.parse import parse_insights
from context.insights.sending import Sender
from context.insights.shipped import shipped_insights
from context.pop import Desk
from context.records import (
    AssetRecord,
    ContractRecord,
    InteractionRecord,
    OrderRecord,
    PlaceRecord,
    ProductRecord,
    Record,
    Reference,
)
from graph.access import Graph
from graph.keys import Keys
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.session import keeper_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)
DAY_MS = 86_400_000
ALL_TOLD = """
[[notice]]
name = "all"
title = "Everybody is told"
pattern = "price-rise-untold"
hold_out_percent = 0
text = { en = "Hello {name}, {contract} costs {new_price} now." }
"""


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def ago(days: float) -> datetime:
    return NOW - days * DAY


def person(name: str, **values: object) -> PersonRecord:
    """Somebody with an account in the shop, who can be mailed."""
    first = name.lower()
    said = {"given_name": name, "family_name": f"{name}son", "city": "Austin, TX"}
    mail = {"emails": (f"{first}@example.com",), "updated_at": ago(900)}
    return PersonRecord("shop", first, **{**said, **mail, **values})  # type: ignore[arg-type]


def contract(
    of: PersonRecord, price: str, *, days_ago: float, id: str | None = None, **values: object
) -> ContractRecord:
    """A version of somebody's contract, as of then."""
    usual = {"name": "Home internet", "currency": "USD", "interval": "month", "status": "active"}
    return ContractRecord(
        source="crm",
        source_id=id or f"C-{of.source_id}",
        person=of,
        price=Decimal(price),
        updated_at=ago(days_ago),
        **{**usual, **values},  # type: ignore[arg-type]
    )


def risen(of: PersonRecord, *, days_ago: float = 20) -> list[Record]:
    """Five years at one price, then ten dollars more."""
    return [contract(of, "39.99", days_ago=1800), contract(of, "49.99", days_ago=days_ago)]


def said(
    id: str, text: str, by: PersonRecord, *, days_ago: float = 5, **values: object
) -> InteractionRecord:
    usual = {"channel": "email", "kind": "mail", "direction": "in"}
    return InteractionRecord(
        source="desk",
        source_id=id,
        person=by,
        text=text,
        started_at=ago(days_ago),
        **{**usual, **values},  # type: ignore[arg-type]
    )


def bought(
    id: str,
    by: PersonRecord,
    total: str,
    *,
    place: str | None,
    days_ago: float = 60,
    **values: object,
) -> OrderRecord:
    return OrderRecord(
        source="shop",
        source_id=id,
        person=by,
        total=Decimal(total),
        currency="USD",
        place=place,
        placed_at=ago(days_ago),
        **values,  # type: ignore[arg-type]
    )


def owned(by: PersonRecord, **values: object) -> AssetRecord:
    usual = {"name": "Projector P2", "product": "P2", "batch": "2025-03"}
    return AssetRecord(
        source="shop",
        source_id=f"A-{by.source_id}",
        person=by,
        since=ago(400),
        **{**usual, **values},  # type: ignore[arg-type]
    )


def closing_shop(days: float = 30) -> PlaceRecord:
    return PlaceRecord(
        source="shop",
        source_id="riverside",
        name="Riverside",
        city="Austin",
        closes_at=NOW + days * DAY,
        updated_at=ago(10),
    )


def ended_bulb(days_ago: float = 40, **values: object) -> ProductRecord:
    return ProductRecord(
        source="shop",
        source_id="BULB",
        name="Projector bulb",
        fits=("P2",),
        discontinued_at=ago(days_ago),
        updated_at=ago(days_ago),
        **values,  # type: ignore[arg-type]
    )


def about_contract(of: PersonRecord) -> tuple[Reference, ...]:
    return (Reference("contract", f"C-{of.source_id}", "crm"),)


class Company:
    """Takes records in, reads them for causes, and tells customers; its clock stands still."""

    def __init__(self, graph: Graph, keys: Keys, rules: str = "") -> None:
        self.graph = graph
        self.identity = open_identity(graph, keys, IdentitySettings())
        self.desk = Desk(self.identity)
        self.keeper = keeper_of(self.desk)
        self.ingest = Ingest(Resolver(self.identity))
        self.rules: InsightRules = parse_insights(rules, shipped_insights())
        self.marker = Marker(graph, insight_book())
        self.sender = Sender(graph, self.ingest)

    async def hears(self, *records: Record) -> None:
        await self.ingest.ingest(records)
        await self.keeper.catch_up()
        await self.marker.catch_up()

    def place(self) -> Place:
        return Place(self.graph, self.identity.keys, self.rules)

    async def silent(self, of: str, *, now: datetime = NOW) -> list[str | None]:
        """Return the given names of whom a pattern fits and who has not said a word."""
        found = await silent_customers(self.place(), of, now_ms=ms(now))
        return [name.split()[0] if (name := one.name) else None for one in found]

    async def sends(self, *, at: datetime = NOW) -> None:
        """Give everybody a turn who may have one by then."""
        while await self.sender.step(now_ms=ms(at)):
            pass
        await self.keeper.catch_up()
        await self.marker.catch_up()
