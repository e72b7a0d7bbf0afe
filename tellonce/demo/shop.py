"""What does the demo world's company have: products with stock, agents, queues."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

Json = dict[str, Any]

COUNTED: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    name: str
    variant: str | None
    price: str
    stock: int
    lasts: bool = False  # has a serial number and becomes an asset of its buyer
    replaces: str | None = None  # the sku of the one that it came in the place of


OLD_CARRY_ON_STOCK: Final = {
    "black": 0, "navy": 4, "forest": 0, "sand": 0, "berry": 2,
    "slate": 0, "teal": 1, "plum": 0, "rust": 0,
}  # fmt: skip

PRODUCTS: Final = (
    *(
        Product(f"CARRY-21-{colour.upper()}", "Carry-on 21", colour, "129.00", stock)
        for colour, stock in OLD_CARRY_ON_STOCK.items()
    ),
    *(
        Product(
            f"CARRY-22-{colour.upper()}",
            "Carry-on 22, new and improved",
            colour,
            "149.00",
            40,
            replaces=f"CARRY-21-{colour.upper()}",
        )
        for colour in ("black", "navy", "sand")
    ),
    Product("DUFFEL-40-RED", "Duffel 40", "red", "89.00", 31),
    Product("DUFFEL-40-NAVY", "Duffel 40", "navy", "89.00", 12),
    Product("TOTE-12", "Canvas tote", None, "39.00", 120),
    Product("PACK-18", "Day pack 18", "grey", "74.50", 55),
    Product("BOOT-7", "Rain boots", "green", "64.00", 9),
    Product("PROJ-P2", "Pocket projector P2", None, "249.00", 17, lasts=True),
    Product("SPEAK-1", "Porch speaker", None, "119.00", 23, lasts=True),
    Product("KETTLE-3", "Travel kettle", None, "45.00", 64, lasts=True),
    Product("LAMP-9", "Reading lamp", None, "59.00", 0, lasts=True),
)

AGENTS: Final = (
    ("a-101", "Sam Okoro", ("orders",), ("exchange",), "available"),
    (
        "a-102",
        "Ida Lund",
        ("orders", "social"),
        ("exchange", "replace_without_return"),
        "available",
    ),
    ("a-103", "Marc Dubois", ("returns",), (), "busy"),
    ("a-104", "Rosa Vidal", ("gadgets",), ("exchange",), "available"),
    ("a-107", "Glenn Pope", ("new loans",), (), "away"),
    ("a-112", "Ruth Adler", ("refinance",), ("waive_fee",), "available"),
)

QUEUES: Final = (
    ("orders", "Orders and delivery", 3, 140, "Mo-Sa 08:00-20:00"),
    ("gadgets", "Gadgets", 11, 840, "Mo-Fr 09:00-18:00"),
    ("new-loans", "New loans", 5, 420, "Mo-Fr 09:00-17:00"),
    ("refinance", "Refinance", 1, 30, "Mo-Fr 09:00-17:00"),
    ("social", "Social desk", 8, 2_700, "24/7"),
    ("chat", "Web chat", 2, 90, "Mo-Su 07:00-23:00"),
)


def inventory(now: datetime) -> Iterator[Json]:
    """Yield the company's own records, as of `now`; its stock was counted a month ago."""
    at = now.isoformat()
    counted = (now - COUNTED).isoformat()
    for product in PRODUCTS:
        yield {
            "type": "product",
            "source": "shop",
            "id": product.sku,
            "name": product.name,
            **({"variant": product.variant} if product.variant else {}),
            "currency": "USD",
            "price": product.price,
            "stock": product.stock,
            **({"replaces": product.replaces} if product.replaces else {}),
            "updated_at": counted,
        }
    for id_, name, skills, authority, presence in AGENTS:
        yield {
            "type": "agent",
            "source": "desk",
            "id": id_,
            "name": name,
            "skills": list(skills),
            "authority": list(authority),
            "presence": presence,
            "updated_at": at,
        }
    for id_, name, waiting, longest_wait_seconds, opening_hours in QUEUES:
        yield {
            "type": "queue",
            "source": "desk",
            "id": id_,
            "name": name,
            "waiting": waiting,
            "longest_wait_seconds": longest_wait_seconds,
            "opening_hours": opening_hours,
            "updated_at": at,
        }


def line(product: Product, quantity: int = 1) -> Json:
    """Return an order line for so many of a product."""
    return {
        "sku": product.sku,
        "name": product.name,
        **({"variant": product.variant} if product.variant else {}),
        "quantity": quantity,
        "price": product.price,
    }


def product(sku: str) -> Product:
    return next(one for one in PRODUCTS if one.sku == sku)
