"""Invented histories of customers, for the tests about matters. Times count back from NOW."""

import itertools

from context.journey.journey import journey
from context.journey.model import MatterJudgement, Reference
from context.journey.present import as_it_stands
from context.journey.wording import DAY_MS, HOUR_MS, MINUTE_MS
from graph.model import (
    CaseView,
    CustomerId,
    CustomerView,
    InteractionView,
    LineView,
    OrderView,
    ShipmentView,
)

NOW = 1_795_000_000_000  # Wednesday, 18 November 2026, 11:06:40 UTC
NUMBERS = itertools.count()
NETWORK = {"social": "x", "dm": "x"}


def one(channel, days_ago, *, kind="message", direction="in", source=None, **more):
    return InteractionView(
        more.pop("id", f"i{next(NUMBERS)}"),
        source or NETWORK.get(channel, channel),
        channel,
        kind,
        direction,
        round(NOW - days_ago * DAY_MS),
        **more,
    )


def call(days_ago, status, *, minutes=None, **more):
    """A call; `minutes` after it began it ended."""
    if minutes is not None:
        more["ended_at_ms"] = round(NOW - days_ago * DAY_MS) + minutes * MINUTE_MS
    return one("voice", days_ago, kind="call", status=status, **more)


def talk(days_ago, *, agent="a-1", minutes=10, status="ended", **more):
    return call(days_ago, status, agent=agent, minutes=minutes, **more)


def reply(to, days_ago, **more):
    """Our answer to a message."""
    more.setdefault("agent", "a-1")
    return one(
        to.channel, days_ago, kind="reply", direction="out", source=to.source,
        in_reply_to=to.id, **more,
    )  # fmt: skip


def order(id_, days_ago, item="Kettle", *, delivered=None, status="delivered", **more):
    shipments = more.pop("shipments", ())
    if delivered is not None:
        shipments = (ShipmentView("s", delivered_at_ms=round(NOW - delivered * DAY_MS)),)
    return OrderView(
        id_, "shop", round(NOW - days_ago * DAY_MS), status,
        lines=(LineView(name=item),), shipments=shipments, **more,
    )  # fmt: skip


def case(id_="7", days_ago=1, *, closed=None, **more):
    closed_at_ms = None if closed is None else round(NOW - closed * DAY_MS)
    return CaseView(id_, "desk", round(NOW - days_ago * DAY_MS), closed_at_ms, **more)


def customer(*interactions, **more):
    return CustomerView(CustomerId("c1"), interactions=interactions, **more)


def matters(*interactions, judgements=(), now=NOW, **more):
    """Return the matters of a history as they stand now."""
    found = journey(customer(*interactions, **more), judgements)
    return tuple(as_it_stands(matter, now) for matter in found)


def groups(*interactions, **more):
    """Return which interactions and cases are together, oldest matter first."""
    return [
        {ref.id for ref in matter.evidence if ref.kind in ("interaction", "case")}
        for matter in matters(*interactions, **more)
    ]


def ref(thing):
    kind = "case" if isinstance(thing, CaseView) else "interaction"
    return Reference(kind, thing.source, thing.id)


def same(left, right):
    return MatterJudgement(ref(left), ref(right), True)


def different(left, right):
    return MatterJudgement(ref(left), ref(right), False)


__all__ = [
    "DAY_MS", "HOUR_MS", "MINUTE_MS", "NOW", "call", "case", "customer", "different", "groups",
    "matters", "one", "order", "ref", "reply", "same", "talk",
]  # fmt: skip
