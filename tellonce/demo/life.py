"""What happens to the people of the demo world: purchases, trouble, and talk about both."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Final

from tellonce.demo.people import Person, x_profile
from tellonce.demo.shop import PRODUCTS, Product, line

CANNED: Final = "We're sorry for the inconvenience. Please contact our support team for assistance."
TROUBLES: Final = (
    "My {item} arrived broken",
    "Where is my {item}? It should have been here last week",
    "The {item} is not the one in the picture",
    "Charged twice for one {item}",
)
THANKS: Final = ("Love my new {item}, thank you!", "The {item} came early. Well done.")
Json = dict[str, Any]


@dataclass(slots=True)
class Life:
    """Tells what happened up to `now`; the numbers on its orders and calls run on."""

    rng: random.Random
    now: datetime
    orders: Iterator[int] = field(default_factory=lambda: count(10_001))
    others: Iterator[int] = field(default_factory=lambda: count(50_001))

    def of(self, person: Person) -> Iterator[Json]:
        """Yield everything that happened to a person, oldest purchase first."""
        for _ in range(self.rng.choice((0, 1, 1, 1, 2, 2, 3, 5))):
            yield from self._purchase(person)
        if self.rng.random() < 0.12:
            yield self._cart(person)
        if self.rng.random() < 0.10:
            yield self._contract(person)
        if self.rng.random() < 0.06:
            yield self._account_case(person)

    def _purchase(self, person: Person) -> Iterator[Json]:
        bought = self.rng.choice(PRODUCTS)
        at = self._moment(person)
        id_ = str(next(self.orders))
        yield {
            "type": "order",
            "source": "shop",
            "id": id_,
            "placed_at": at.isoformat(),
            "status": "delivered" if self.now - at > timedelta(days=6) else "shipped",
            "currency": "USD",
            "total": bought.price,
            "lines": [line(bought)],
            "person": {"id": f"c{person.id}"},
        }
        yield self._shipment(person, id_, at)
        if bought.lasts:
            yield self._asset(person, bought, id_, at)
        chance = self.rng.random()
        if chance < 0.25:
            yield from self._trouble(person, bought, id_, at)
        elif chance < 0.32:
            yield from self._praise(person, bought, id_, at)

    def _shipment(self, person: Person, order: str, at: datetime) -> Json:
        shipped, delivered = at + timedelta(days=1), at + timedelta(days=5)
        here = delivered < self.now
        return {
            "type": "shipment",
            "source": "shop",
            "id": f"S{order}",
            "shipped_at": min(shipped, self.now).isoformat(),
            **({"delivered_at": delivered.isoformat()} if here else {}),
            "status": "delivered" if here else "in_transit",
            "carrier": self.rng.choice(("Blue Parcel", "Coast Post")),
            "tracking": f"BP{order}US",
            "about": [{"type": "order", "id": order}],
            "person": {"id": f"c{person.id}"},
        }

    def _asset(self, person: Person, bought: Product, order: str, at: datetime) -> Json:
        return {
            "type": "asset",
            "source": "shop",
            "id": f"A{order}",
            "name": bought.name,
            "product": bought.sku,
            "serial": f"{bought.sku}-{order}",
            "batch": f"{at:%Y-%m}",
            "since": at.isoformat(),
            "status": "in_use",
            "about": [{"type": "order", "id": order}],
            "person": {"id": f"c{person.id}"},
        }

    def _trouble(self, person: Person, bought: Product, order: str, at: datetime) -> Iterator[Json]:
        """One complaint, on whichever channel the person likes, and what became of it."""
        complaint = self.rng.choice(TROUBLES).format(item=bought.name.lower())
        when = min(at + timedelta(days=self.rng.randrange(3, 8)), self.now - timedelta(hours=2))
        ways = {
            "social": self._mention,
            "email": self._mail,
            "voice": self._call,
            "chat": self._chat,
        }
        channel = self.rng.choice(tuple(ways))
        yield from ways[channel](person, complaint, order, when)
        if self.rng.random() < 0.5:
            yield self._case(person, complaint, order, when)
        if self.rng.random() < 0.35:
            yield self._return(person, bought, order, when)

    def _praise(self, person: Person, bought: Product, order: str, at: datetime) -> Iterator[Json]:
        words = self.rng.choice(THANKS).format(item=bought.name.lower())
        when = min(at + timedelta(days=6), self.now - timedelta(hours=1))
        account = {"source": "shop", "id": f"c{person.id}"}
        if self.rng.random() < 0.5:
            yield self._interaction(
                "reviews", "review", "review", when, words, account, order, public=True
            )
        else:
            mention = self._interaction(
                "x", "social", "mention", when, words, x_profile(person), None
            )
            yield {**mention, "public": True, "reach": self.rng.randrange(20, 900)}

    def _mention(
        self, person: Person, complaint: str, order: str, when: datetime
    ) -> Iterator[Json]:
        profile = x_profile(person)
        mention = self._interaction("x", "social", "mention", when, complaint, profile, None)
        yield {**mention, "public": True, "reach": self.rng.randrange(50, 4_000)}
        if self.rng.random() < 0.8:
            later = when + timedelta(minutes=self.rng.randrange(20, 900))
            yield answer(mention, min(later, self.now), CANNED, agent="a-102")

    def _mail(self, person: Person, complaint: str, order: str, when: datetime) -> Iterator[Json]:
        sender = {"id": person.email, "name": person.full_name, "emails": [person.email]}
        text = f"Hello,\n{complaint}. My order number is {order}.\n{person.full_name}"
        mail = self._interaction("desk", "email", "mail", when, text, sender, order)
        yield mail
        later = min(when + timedelta(hours=self.rng.randrange(2, 60)), self.now)
        yield answer(mail, later, f"Thank you. We look into order {order} now.", agent="a-101")

    def _call(self, person: Person, complaint: str, order: str, when: datetime) -> Iterator[Json]:
        phone = person.phone or person.home_phone
        if phone is None:
            yield from self._mail(person, complaint, order, when)
            return
        caller: Json = {"phones": [phone]}
        call = self._interaction("voice", "voice", "call", when, complaint, caller, order)
        minutes = self.rng.randrange(3, 25)
        yield {
            **call,
            "status": "ended",
            "ended_at": min(when + timedelta(minutes=minutes), self.now).isoformat(),
            "waited_seconds": self.rng.randrange(10, 900),
            "queue": "orders",
            "agent": "a-101",
            "transfers": self.rng.choice((0, 0, 0, 1, 2)),
        }

    def _chat(self, person: Person, complaint: str, order: str, when: datetime) -> Iterator[Json]:
        visitor = {"id": person.email, "name": person.given, "emails": [person.email]}
        chat = self._interaction("chat", "chat", "chat", when, complaint, visitor, order)
        ended = min(when + timedelta(minutes=self.rng.randrange(4, 40)), self.now)
        yield {**chat, "status": "ended", "ended_at": ended.isoformat(), "agent": "a-104"}

    def _interaction(
        self,
        source: str,
        channel: str,
        kind: str,
        at: datetime,
        text: str,
        person: Json,
        order: str | None,
        *,
        public: bool = False,
    ) -> Json:
        shop_order = {"type": "order", "source": "shop", "id": order}
        return {
            "type": "interaction",
            "source": source,
            "id": f"{kind}-{next(self.others)}",
            "channel": channel,
            "kind": kind,
            "direction": "in",
            "public": public,
            "started_at": at.isoformat(),
            "text": text,
            "person": person,
            **({"about": [shop_order]} if order else {}),
        }

    def _case(self, person: Person, complaint: str, order: str, when: datetime) -> Json:
        closed = self.rng.random() < 0.6
        return {
            "type": "case",
            "source": "desk",
            "id": str(next(self.others)),
            "opened_at": when.isoformat(),
            **(
                {"closed_at": min(when + timedelta(days=2), self.now).isoformat()} if closed else {}
            ),
            "status": "closed" if closed else "open",
            "subject": complaint,
            "priority": self.rng.choice(("low", "normal", "high")),
            "about": [{"type": "order", "source": "shop", "id": order}],
            "person": self._requester(person),
        }

    def _account_case(self, person: Person) -> Json:
        return {
            "type": "case",
            "source": "desk",
            "id": str(next(self.others)),
            "opened_at": self._moment(person).isoformat(),
            "status": "open",
            "subject": "Change of address",
            "priority": "low",
            "person": self._requester(person),
        }

    def _requester(self, person: Person) -> Json:
        return {"id": f"d{person.id}", "name": person.full_name, "emails": [person.email]}

    def _return(self, person: Person, bought: Product, order: str, when: datetime) -> Json:
        return {
            "type": "return",
            "source": "shop",
            "id": f"R{order}",
            "opened_at": when.isoformat(),
            "status": self.rng.choice(("requested", "received", "refunded")),
            "reason": self.rng.choice(("broken", "wrong item", "not as described")),
            "lines": [line(bought)],
            "about": [{"type": "order", "id": order}],
            "person": {"id": f"c{person.id}"},
        }

    def _cart(self, person: Person) -> Json:
        wanted = self.rng.choice(PRODUCTS)
        quantity = self.rng.randrange(1, 3)
        return {
            "type": "cart",
            "source": "shop",
            "id": f"W{next(self.others)}",
            "created_at": (self.now - timedelta(hours=self.rng.randrange(1, 72))).isoformat(),
            "status": "open",
            "currency": "USD",
            "total": str(Decimal(wanted.price) * quantity),
            "lines": [line(wanted, quantity)],
            "person": {"id": f"c{person.id}"},
        }

    def _contract(self, person: Person) -> Json:
        return {
            "type": "contract",
            "source": "shop",
            "id": f"P{person.id}",
            "name": "Protection plan",
            "status": "active",
            "starts_at": self._moment(person).isoformat(),
            "currency": "USD",
            "price": "4.99",
            "interval": "month",
            "person": {"id": f"c{person.id}"},
        }

    def _moment(self, person: Person) -> datetime:
        """Return some moment since the person became a customer, at the latest yesterday."""
        known_for = self.now - person.since
        return person.since + known_for * (self.rng.random() * 0.98)


def answer(to: Json, at: datetime, text: str, *, agent: str) -> Json:
    """Return the company's reply to an interaction, on the same channel."""
    return {
        "type": "interaction",
        "source": to["source"],
        "id": f"{to['id']}-answer",
        "channel": to["channel"],
        "kind": "reply",
        "direction": "out",
        "public": to["public"],
        "started_at": at.isoformat(),
        "text": text,
        "agent": agent,
        "in_reply_to": to["id"],
        "person": {"id": to["person"]["id"]},
    }
