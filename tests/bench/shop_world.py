"""Customers with orders and interactions as canonical JSON: five records a customer.

20,000 customers give 100,000 records: what the import and the screen pop are measured on.
"""

import argparse
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from generator import Customer, Said, people

Json = dict[str, Any]

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
RECORDS_A_CUSTOMER: Final = 5
ACCOUNTS: Final = 2  # at most, of those five


def records(customers: int, seed: int) -> Iterator[Json]:
    """Yield five records for each of so many customers: accounts, then orders and interactions."""
    rng = random.Random(f"shop {seed}")
    number = 0
    for customer, said in people(customers, seed):
        accounts = said[:ACCOUNTS] or [Said(customer.id, "shop", {"last_name": customer.family})]
        for one in accounts:
            number += 1
            yield _person(customer, one, number)
        first = {"id": f"{number - len(accounts) + 1}"}
        source = accounts[0].source
        left = RECORDS_A_CUSTOMER - len(accounts)
        for turn in range(left):
            number += 1
            make = _order if turn % 2 == 0 else _interaction
            yield make(source, number, first, rng)


def known_phones(customers: int, seed: int) -> list[str]:
    """Return telephone numbers that stand on a first account of `records`, each once."""
    phones = [
        one.values["phone"]
        for _, said in people(customers, seed)
        for one in said[:ACCOUNTS]
        if "phone" in one.values
    ]
    return sorted(set(phones))


def known_names(customers: int, seed: int) -> list[tuple[str, str]]:
    """Return (full name, city) of customers whose first account has both."""
    return [
        (f"{said[0].values['first_name']} {said[0].values['last_name']}", said[0].values["city"])
        for _, said in people(customers, seed)
        if said and {"first_name", "last_name", "city"} <= said[0].values.keys()
    ]


def _person(customer: Customer, said: Said, number: int) -> Json:
    values = said.values
    person: Json = {"type": "person", "source": said.source, "id": str(number)}
    plain = {"first_name": "given_name", "last_name": "family_name", "city": "city"}
    person |= {name: values[field] for field, name in plain.items() if field in values}
    person["country"] = customer.country
    if "phone" in values:
        person["phones"] = [values["phone"]]
    if "email" in values:
        person["emails"] = [values["email"]]
    if "handle" in values:
        person["handles"] = [{"network": "x", "handle": values["handle"]}]
    person["updated_at"] = (NOW - timedelta(days=number % 1_500)).isoformat()
    return person


def _order(source: str, number: int, person: Json, rng: random.Random) -> Json:
    price = f"{rng.randrange(900, 40_000) / 100:.2f}"
    return {
        "type": "order",
        "source": source,
        "id": f"{number:07d}",
        "placed_at": (NOW - timedelta(minutes=rng.randrange(500_000))).isoformat(),
        "status": rng.choice(("placed", "shipped", "delivered")),
        "currency": "USD",
        "total": price,
        "lines": [{"sku": f"SKU-{number % 500}", "name": "Thing", "quantity": 1, "price": price}],
        "person": person,
    }


def _interaction(source: str, number: int, person: Json, rng: random.Random) -> Json:
    return {
        "type": "interaction",
        "source": source,
        "id": f"i{number}",
        "channel": rng.choice(("email", "chat", "voice")),
        "kind": "message",
        "direction": rng.choice(("in", "in", "out")),
        "started_at": (NOW - timedelta(minutes=rng.randrange(500_000))).isoformat(),
        "text": "Where is my parcel? It should have been here last week already.",
        "person": person,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a shop's records as canonical JSONL.")
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    with asked.out.open("w", encoding="utf-8") as out:
        for record in records(asked.customers, asked.seed):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
