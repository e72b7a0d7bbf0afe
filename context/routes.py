"""Contacts are sent somewhere when they come, and what becomes of that is kept beside them."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from context.journey.model import Matter
from context.journey.present import open_problems
from context.policies.book import RuleBook, policy_book
from context.policies.model import Policy
from context.routing.arrivals import arrivals, route_arrivals
from context.routing.contacts import CURRENT_MS, waits
from context.routing.kept import with_outcome
from context.routing.matters import open_matters
from context.routing.model import Route, RoutingRules, Staff
from context.routing.offers import offered_again
from context.routing.outcome import outcome_of
from context.routing.parse import parse_routing
from context.routing.parting import without_others
from context.routing.placement import PRESENT
from context.routing.present import unknown_route
from context.routing.replay import Replayed, replayed
from context.routing.shipped import shipped_routing
from context.settings import UTC_ZONE
from graph.access import Graph, Row, Statement
from graph.keys import Keys
from graph.model import CustomerId, CustomerView, InteractionView, RouteRow, RouteView
from graph.queries import staff as staff_queries
from graph.queries.derivation import read_evidence
from graph.queries.routes import (
    KnownRoute,
    known_routes,
    review_routes,
    store_routes,
    waiting_routes,
)

MOST_INTERACTIONS: Final = 300  # of one customer, when a decision is made once more
CHUNK: Final = 50  # decisions that are replayed at once
REVIEWED: Final = (
    *("wrong", "wrong_why", "went_to", "offers", "placement"),
    *("candidates", "why", "at_risk_why", "ask"),
)


def routing_book(path: Path | None = None) -> RuleBook[RoutingRules]:
    """Return the rules in force: a user's file, or those that ship. Raises RuleFileError."""
    return RuleBook(path, parse_routing, without=shipped_routing())


@dataclass(frozen=True, slots=True)
class Routing:
    """The rules by which contacts are routed, over one graph."""

    graph: Graph
    keys: Keys
    rules: RuleBook[RoutingRules] = field(default_factory=routing_book)
    policies: RuleBook[tuple[Policy, ...]] = field(default_factory=policy_book)
    zone: ZoneInfo = UTC_ZONE

    async def statements(
        self,
        customers: Sequence[CustomerView],
        matters: Mapping[CustomerId, Sequence[Matter]],
        *,
        now: datetime,
    ) -> list[Statement]:
        """Return the write for customers who were touched; empty if nothing is new.

        It decides about contacts that have come, over the customers' matters under the ids that
        those are stored with, and keeps what became of earlier decisions. Staff is read once, and
        only when somebody is here.
        """
        now_ms = round(now.timestamp() * 1000)
        here = [one for one in customers if arrivals(one, now)]
        routed = [(it, one) for one in customers for it in one.interactions if it.route]
        waiting = any(waits(one, now_ms) for one, _ in routed)
        staff = await read_staff(self.graph) if here or waiting else Staff()
        new = [
            row for one in here for row in self._decided(one, matters.get(one.id, ()), staff, now)
        ]
        return [*_stored(new, self.keys), *self._reviewed(routed, staff, now)]

    async def when_agents_changed(self, *, now: datetime) -> list[Statement]:
        """Return the write that offers contacts anew, after the presence of agents has changed."""
        now_ms = round(now.timestamp() * 1000)
        since_ms = now_ms - CURRENT_MS
        found = await waiting_routes(self.graph, since_ms=since_ms, until_ms=now_ms)
        if not found:
            return []
        staff = await read_staff(self.graph)
        return list(self._reviewed([(one.interaction, None) for one in found], staff, now))

    def _decided(
        self, customer: CustomerView, matters: Sequence[Matter], staff: Staff, now: datetime
    ) -> Sequence[RouteRow]:
        now_ms = round(now.timestamp() * 1000)
        problems = open_problems(customer, matters, now_ms)
        found = open_matters(customer, problems, now_ms, self.policies.current())
        rules = self.rules.current()
        return route_arrivals(customer, found, rules, staff, now=now, zone=self.zone)

    def _reviewed(
        self,
        routed: Iterable[tuple[InteractionView, CustomerView | None]],
        staff: Staff,
        now: datetime,
    ) -> Iterator[Statement]:
        rows = []
        for one, customer in routed:
            if one.route is None:
                continue
            kept = with_outcome(one.route, outcome_of(one.route, one))
            kept = without_others(kept, customer) if customer else kept
            kept = offered_again(kept, one, staff, now=now, zone=self.zone)
            if kept != one.route:
                rows.append(_review(one, kept, self.keys))
        if rows:
            yield review_routes(rows)


def with_outcomes(customer: CustomerView) -> CustomerView:
    """Return the customer with what became of each decision, as far as the evidence says by now."""
    if not any(one.route for one in customer.interactions):
        return customer
    known = tuple(
        replace(one, route=with_outcome(one.route, outcome_of(one.route, one)))
        if one.route
        else one
        for one in customer.interactions
    )
    return replace(customer, interactions=known)


async def front_desk(graph: Graph, rules: RoutingRules, *, now: datetime, zone: ZoneInfo) -> Route:
    """Return where somebody goes whom nobody knows for certain, with who is there to help."""
    return unknown_route(rules, await read_staff(graph), now=now, zone=zone)


async def read_staff(graph: Graph) -> Staff:
    """Return who could take a contact, in one read."""
    return Staff(*await staff_queries.read_staff(graph, PRESENT))


async def replay_routes(
    routing: Routing, rules: RoutingRules, *, since_ms: int, until_ms: int
) -> AsyncIterator[Replayed]:
    """Yield what these rules make of each decision of that time whose outcome is known."""
    last: KnownRoute | None = None
    while True:
        found = await known_routes(
            routing.graph, since_ms=since_ms, until_ms=until_ms, after=last, limit=CHUNK
        )
        if not found:
            return
        last = found[-1]
        ids = sorted({one.customer_id for one in found})
        customers = await read_evidence(routing.graph, ids, most_interactions=MOST_INTERACTIONS)
        by_id = {one.id: one for one in customers}
        for one in found:
            if (customer := by_id.get(one.customer_id)) is None:
                continue
            contact = _contact(customer, one)
            if contact is not None and contact.route is not None:
                policies = routing.policies.current()
                yield replayed(customer, contact, contact.route, rules, policies, routing.zone)
        await asyncio.sleep(0)  # whoever waits for a pop goes on


def _contact(customer: CustomerView, known: KnownRoute) -> InteractionView | None:
    """Return the contact; None for one that is older than the customer's newest three hundred."""
    named = (known.source, known.source_id)
    return next((one for one in customer.interactions if (one.source, one.id) == named), None)


def _stored(rows: Sequence[RouteRow], keys: Keys) -> Iterator[Statement]:
    if rows:
        yield store_routes([_row(one, keys) for one in rows])


def _row(row: RouteRow, keys: Keys) -> Row:
    route = row.route
    names = [name for name in RouteView.__slots__ if getattr(route, name) is not None]
    properties: Row = {name: getattr(route, name) for name in names}
    properties |= {"source": row.source, "source_id": row.source_id}
    properties |= {"skills": list(route.skills), "authority": list(route.authority)}
    return {
        "key": keys.activity("RouteDecision", row.source, row.source_id),
        "interaction_key": keys.activity("Interaction", row.source, row.source_id),
        "properties": properties,
    }


def _review(one: InteractionView, kept: RouteView, keys: Keys) -> Row:
    key = keys.activity("RouteDecision", one.source, one.id)
    return {"key": key, **{name: getattr(kept, name) for name in REVIEWED}}
