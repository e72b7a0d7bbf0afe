"""What follows for a customer's mentions from everything that is known of the customer?

How urgent each is that still waits, and whether together they are a firestorm. Both are derived
when evidence arrives, and told of when they are new.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from context.journey.model import Matter
from context.journey.present import open_problems
from context.journey.problem import Problem
from context.mentions.firestorm import firestorms_of, owned, tried
from context.mentions.history import history_of
from context.mentions.model import WAITING, Author, Firestorm, MentionRules, Post, Tone
from context.mentions.sentiment import asks_something
from context.mentions.triage import triage
from graph.access import Graph, Row, Statement
from graph.keys import Keys
from graph.model import CustomerId, CustomerView
from graph.queries.events import append_event
from graph.queries.firestorms import drop_firestorms, store_firestorms
from graph.queries.mention_changes import store_triage
from graph.queries.mention_customers import public_views
from graph.social import PostView, PublicView, StoredStorm
from identity.records import RecordKind

BEGUN: Final = "firestorm"  # kinds of events
GROWN: Final = "firestorm_grown"


async def mention_statements(
    graph: Graph,
    keys: Keys,
    customers: Sequence[CustomerView],
    matters: Mapping[CustomerId, Sequence[Matter]],
    rules: MentionRules,
    *,
    now_ms: int,
) -> list[Statement]:
    """Return the write for customers who were touched; empty if nothing is new."""
    by_id = {one.id: one for one in customers}
    found: list[Statement] = []
    for view in await public_views(graph, [one.id for one in customers]):
        customer = by_id.get(view.customer_id)
        if customer is None or not (view.posts or view.storms):
            continue
        one = _Following(customer, matters.get(customer.id, ()), view, rules, keys, now_ms)
        found += one.statements()
    return found


def followers_of(profiles: Iterable[str]) -> int | None:
    """Return the followers of the handle that has most, as far as profiles say."""
    counts = [handle[2] for one in profiles for handle in handles_in(one) if len(handle) > 2]
    return max(counts, default=None)


def handles_in(profile: str) -> list[list[Any]]:
    """Return network, handle and perhaps followers of each handle in a profile's column."""
    handles: list[list[Any]] = json.loads(profile).get("handles", [])
    return handles


def posts_of(views: Iterable[PostView]) -> list[Post]:
    return [
        Post(
            one.key,
            one.interaction,
            one.source,
            one.id,
            one.channel,
            one.at_ms,
            Tone(one.tone),
            one.text or "",
            one.reach,
            one.rating,
        )
        for one in views
    ]


@dataclass(slots=True)
class _Following:
    customer: CustomerView
    matters: Sequence[Matter]
    view: PublicView
    rules: MentionRules
    keys: Keys
    now_ms: int

    def statements(self) -> list[Statement]:
        posts = posts_of(self.view.posts)
        storms = firestorms_of(posts, self.rules.times.storm_ms)
        rows = list(self._triaged(posts, storms))
        return [*([store_triage(rows)] if rows else []), *self._stormed(storms)]

    # How urgent

    def _triaged(self, posts: Sequence[Post], storms: Sequence[Firestorm]) -> Iterator[Row]:
        waiting = [one for one in self.view.posts if one.status in WAITING]
        if not waiting:
            return
        problems = open_problems(self.customer, self.matters, self.now_ms)
        for one in waiting:
            before = [it for it in posts if it.at_ms < one.at_ms]
            found = triage(
                reach=one.reach,
                tone=Tone(one.tone),
                asks=asks_something(one.text),
                author=self._author(history_of(before).standing),
                open_now=[*_besides(one, problems), *self._at_home()],
                broken_promises=sum(it.status == "broken" for it in self.customer.promises),
                storm=max((len(it.places) for it in storms if _is_in(one, it)), default=0),
                weights=self.rules.weights,
            )
            if (found.points, found.why) != (one.points, one.why):
                yield {"key": one.key, "points": found.points, "why": found.why}

    def _author(self, standing: str | None) -> Author:
        orders = sum(one.orders for one in self.customer.standing.totals if not one.is_void)
        known = self.customer.known_as == RecordKind.ACCOUNT
        return Author(known, orders, followers_of(self.view.profiles), standing)

    def _at_home(self) -> Iterator[Problem]:
        """Yield what is open of those who live with the customer."""
        household = self.customer.household
        for member in household.members if household else ():
            yield from (Problem() for one in member.matters if one.status == "open")

    # Several places

    def _stormed(self, storms: Sequence[Firestorm]) -> Iterator[Statement]:
        stored = {one.id: one for one in self.view.storms}
        rows = [self._row(one) for one in storms]
        new = [row for row in rows if not _is_stored(row, stored.get(row["id"]))]
        if new:
            yield store_firestorms(new)
        gone = stored.keys() - {row["id"] for row in rows}
        if gone:
            yield drop_firestorms(sorted(gone))
        for storm, row in zip(storms, rows, strict=True):
            kind = _told(storm, self.view.storms)
            if kind is not None and self.now_ms - storm.last_ms <= self.rules.times.storm_ms:
                yield append_event(
                    at_ms=self.now_ms,
                    kind=kind,
                    customers=[self.customer.id],
                    subjects=[row["id"], *row["properties"]["posts"]],
                )

    def _row(self, storm: Firestorm) -> Row:
        id = self.keys.key("Firestorm", storm.posts[0].key)
        properties: Row = {
            "id": id,
            "since_ms": storm.since_ms,
            "warned_ms": storm.warned_ms,
            "last_ms": storm.last_ms,
            "places": list(storm.places),
            "reach": storm.reach,
            "posts": [one.key for one in storm.posts],
            "owns": list(owned(self.customer)),
            "tried": list(tried(self.matters, storm)),
        }
        text = json.dumps(properties, ensure_ascii=False)
        digest = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
        return {
            "id": id,
            "customer_id": self.customer.id,
            "properties": {**properties, "digest": digest},
            "interactions": [one.interaction for one in storm.posts],
        }


def _told(storm: Firestorm, stored: Sequence[StoredStorm]) -> str | None:
    """Return what is to be told of a firestorm; None: whoever listens knows it already."""
    posts = {one.key for one in storm.posts}
    known = [one for one in stored if not posts.isdisjoint(one.posts)]
    if not known:
        return BEGUN
    places = {place for one in known for place in one.places}
    return None if set(storm.places) <= places else GROWN


def _is_stored(row: Row, known: StoredStorm | None) -> bool:
    if known is None:
        return False
    return (known.digest, known.customer_id) == (row["properties"]["digest"], row["customer_id"])


def _is_in(post: PostView, storm: Firestorm) -> bool:
    return any(one.key == post.key for one in storm.posts)


def _besides(post: PostView, problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield what is open besides the post itself: a complaint alone opens a matter as well."""
    for one in problems:
        others = [it for it in one.attempts if post.id not in it.thread]
        if others or one.cases:
            yield one
