"""Customers by whatever was typed: an identifier, a name, or nothing at all."""

from dataclasses import dataclass
from typing import Any

from context.pop import Desk, Lookup, clues_of
from graph.model import CustomerId
from graph.queries.customers import list_customers
from identity.lookup import find_candidates


@dataclass(frozen=True, slots=True)
class CustomerHit:
    id: CustomerId
    name: str | None
    city: str | None
    country: str | None = None


async def search_customers(
    desk: Desk, text: str | None, *, first: int = 20, after: str | None = None
) -> list[CustomerHit]:
    """Return at most `first` customers: those that fit `text`, likeliest first, or all by id.

    A page of all customers follows the id `after`. A text gives at most five, on one page.
    """
    if not text or not text.strip():
        rows = await list_customers(desk.identity.graph, after=after or "", limit=first)
        return [_hit(row) for row in rows]
    if after:
        return []
    clues, _ = clues_of(lookup_of(text.strip()), desk.identity)
    found = await find_candidates(desk.identity, clues)
    return [
        CustomerHit(
            CustomerId(one.customer.id), one.golden.name, one.golden.city, one.golden.country
        )
        for one in found[:first]
    ]


def lookup_of(text: str) -> Lookup:
    """Return what a typed text most likely is: mail, handle, phone, order number or name, city."""
    if text.startswith("@"):
        return Lookup(handle=("x", text))
    if "@" in text:
        return Lookup(email=text)
    digits = sum(character.isdigit() for character in text)
    if digits >= 7 and not any(character.isalpha() for character in text):
        return Lookup(phone=text)
    if digits and " " not in text:
        return Lookup(order_number=text)
    name, _, city = text.partition(",")
    return Lookup(name=name.strip(), city=city.strip() or None)


def _hit(row: dict[str, Any]) -> CustomerHit:
    return CustomerHit(CustomerId(row["id"]), row["name"], row["city"], row["country"])
