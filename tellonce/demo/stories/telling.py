"""What a story is made of: steps in the order of time, each with what comes in and who looks.

Times run backwards from `now`, so that a story is always about this week.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from context.pop import Lookup
from tellonce.demo.books import DemoBook
from tellonce.demo.shop import line, product

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens, and perhaps somebody's screen after it."""

    at: datetime
    told: str  # one or two sentences
    records: tuple[Json, ...] = ()  # canonical, as `POST /records` takes them
    calls: tuple[Json, ...] = ()  # events, as the telephone switch reports them
    looks: str | None = None  # who looks at the screen pop now
    lookup: Json | None = None  # the LookupInput of that pop
    announces: DemoBook | None = None  # an acquired book that becomes known, by hashes
    loads: DemoBook | None = None  # the book whose file is here now
    board: bool = False  # the response team looks at what is said in public
    storms: bool = False  # supervisors are warned of a firestorm
    scored: tuple[str, ...] = ()  # interactions, or journeys, whose scorecards are shown now
    insights: tuple[str, ...] = ()  # causes or patterns whose silent customers are listed now
    notices: tuple[str, ...] = ()  # that are drafted and looked at now


@dataclass(frozen=True, slots=True)
class Story:
    name: str
    title: str
    steps: tuple[Step, ...]

    def records(self) -> Iterator[Json]:
        for step in self.steps:
            yield from step.records

    def calls(self) -> Iterator[Json]:
        for step in self.steps:
            yield from step.calls

    def announced(self) -> Iterator[DemoBook]:
        """Yield the books that are announced; in the demo world they are still to be loaded."""
        yield from (step.announces for step in self.steps if step.announces)

    @property
    def lookup(self) -> Json:
        """What to ask to see the story at its end."""
        return next(step.lookup for step in reversed(self.steps) if step.lookup)


def in_one(story: Story, other: Story) -> Story:
    """Return the first story with the steps of the other among its own, in the order of time."""
    steps = sorted((*story.steps, *other.steps), key=lambda one: one.at)
    return replace(story, title=f"{story.title}; {other.title[0].lower()}{other.title[1:]}",
                   steps=tuple(steps))  # fmt: skip


def lookup_of(asked: Json) -> Lookup:
    """Return the look-up that this LookupInput asks for."""
    handle = asked.get("handle")
    plain = ("channel", "phone", "email", "interaction", "name", "city")
    return Lookup(
        **{name: asked.get(name) for name in plain},
        handle=(handle["network"], handle["handle"]) if handle else None,
    )


def account(
    source: str, id_: str, given_name: str, family_name: str, city: str, region: str
) -> Json:
    return {
        "type": "person",
        "source": source,
        "id": id_,
        "given_name": given_name,
        "family_name": family_name,
        "city": city,
        "region": region,
        "country": "US",
    }


def order(at: datetime, id_: str, of: str, sku: str, **more: Any) -> Json:
    """Return a delivered order of one product."""
    bought = product(sku)
    return {
        "type": "order",
        "source": "shop",
        "id": id_,
        "placed_at": at.isoformat(),
        "status": "delivered",
        "currency": "USD",
        "total": bought.price,
        "lines": [line(bought)],
        "person": {"id": of},
        **more,
    }


def shipment(shipped: datetime, of: str, account_id: str, delivered: datetime | None) -> Json:
    """Return the parcel of an order of a shop's account."""
    return {
        "type": "shipment",
        "source": "shop",
        "id": f"S{of}",
        "shipped_at": shipped.isoformat(),
        **({"delivered_at": delivered.isoformat()} if delivered else {}),
        "status": "delivered" if delivered else "shipped",
        "carrier": "Blue Parcel",
        "tracking": f"BP{of}US",
        "about": [{"type": "order", "id": of}],
        "person": {"id": account_id},
    }


def post(at: datetime, id_: str, person: Json, text: str, *, reach: int, **more: Any) -> Json:
    """Return what somebody says in public on X."""
    said = message(at, id_, person, text)
    return {**said, "channel": "social", "kind": "mention", "public": True, "reach": reach, **more}


def message(
    at: datetime, id_: str, person: Json, text: str, *, source: str = "x", **more: Any
) -> Json:
    """Return a direct message of a customer."""
    return {
        "type": "interaction",
        "source": source,
        "id": id_,
        "channel": "dm",
        "kind": "message",
        "direction": "in",
        "public": False,
        "started_at": at.isoformat(),
        "text": text,
        "person": person,
        **more,
    }


def ago(now: datetime, *, days: float = 0, minutes: float = 0) -> datetime:
    return now - timedelta(days=days, minutes=minutes)
