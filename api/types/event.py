"""What is pushed as it happens: one root field of Subscription for each thing to wait for."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from typing import Annotated, Any, TypeVar, cast

import strawberry
from graphql import GraphQLError

from api import subscriptions_topics as topics
from api.audit import Look, look_at_customer, look_at_pop
from api.fields import Info
from api.subscriptions import Feed, Notice
from api.types.customer import Customer
from api.types.lookup import read_text
from api.types.pop import ScreenPop
from api.types.promise import Promise
from api.types.review import ReviewTask
from api.types.scalars import Instant
from context import pop
from context.outbox import Offered, ReviewChange
from context.promises import model as promises
from graph.model import CustomerView

Source = TypeVar("Source", bound=Callable[..., AsyncGenerator[Any, None]])
AfterEvent = Annotated[
    str | None,
    strawberry.argument(
        description="The `cursor` of what came last: nothing since is missed. Null: from now on."
    ),
]
CURSOR = "For `after:` when you subscribe again; everything up to here was told."


def event_field(description: str) -> Callable[[Source], Source]:
    """Return a field of Subscription; what it yields may be what a lower room returned."""
    return cast("Callable[[Source], Source]", strawberry.subscription(description=description))


@strawberry.type(description="A contact is offered to an agent, with all that is needed.")
class PopEvent:
    cursor: str = strawberry.field(description=CURSOR)
    at_ms: Instant = strawberry.field(name="at", description="When it was committed.")
    interaction: str = strawberry.field(
        description=(
            "As `source:id`. The same contact comes again when it changes or is offered again, "
            "and once context is there that followed from it (`pop.customer.behind` is null then)."
        )
    )
    channel: str = strawberry.field(description="On which it came.")
    agent: str = strawberry.field(description="To whom, as the contact centre names them.")
    status: str | None = strawberry.field(description="As the contact centre calls it: ringing…")
    pop: ScreenPop = strawberry.field(description="Who it is, and what to know, say and do.")


@strawberry.type(description="The queue of pairs to judge has changed.")
class ReviewQueueEvent:
    cursor: str = strawberry.field(description=CURSOR)
    at_ms: Instant = strawberry.field(name="at", description="When it was committed.")
    waiting: list[ReviewTask] = strawberry.field(
        description="Pairs that came up, or wait once more."
    )
    settled: list[strawberry.ID] = strawberry.field(
        description="Tasks that need nobody any more: judged, or one customer by now."
    )


@strawberry.type(description="A promise was made, kept, broken, escalated or withdrawn.")
class PromiseEvent:
    cursor: str = strawberry.field(description=CURSOR)
    at_ms: Instant = strawberry.field(name="at", description="When it was committed.")
    kind: str = strawberry.field(description="promise_broken, promise_kept…")
    customers: list[strawberry.ID] = strawberry.field(description="To whom it was made.")
    promise: Promise = strawberry.field(description="As it stands now.")


@strawberry.type(description="Something about a customer has changed.")
class CustomerEvent:
    cursor: str = strawberry.field(description=CURSOR)
    at_ms: Instant = strawberry.field(name="at", description="When it was committed.")
    kind: str = strawberry.field(description="What happened: ingest, merge, undo, promise_kept…")
    customer: Customer | None = strawberry.field(
        description="As it stands now; null once it was erased."
    )


@strawberry.type(description="Something has happened, told by ids.")
class ChangeEvent:
    cursor: str = strawberry.field(description=CURSOR)
    at_ms: Instant = strawberry.field(name="at", description="When it was committed.")
    kind: str = strawberry.field(description="What happened.")
    customers: list[strawberry.ID] = strawberry.field(description="Whom it is about.")
    subjects: list[str] = strawberry.field(description="What it is about, by ids.")


@strawberry.type(
    description=(
        "What is told as it happens, over WebSocket by the protocol graphql-transport-ws, at "
        "least once and in the order in which it was committed."
    )
)
class Subscription:
    @event_field(
        description=(
            "Contacts that are offered to an agent: rings, waits or is assigned there. "
            "Each with its whole screen pop, as the agent's own look-up would find it."
        )
    )
    async def pops(
        self,
        info: Info,
        agent: Annotated[
            str | None,
            strawberry.argument(
                description="An id or a name of the contact centre's; null: your own name."
            ),
        ] = None,
        after: AfterEvent = None,
    ) -> AsyncGenerator[PopEvent, None]:
        feed, mine = _feed(info), set[str]()
        desk = await feed.listener(topics.POPS, lambda one: one.agent in mine, after=after)
        name = read_text("agent", agent) or info.context.caller.name
        mine |= await feed.patiently(partial(feed.source.names_of, name))
        async with aclosing(feed.follow(desk)) as told:
            async for notice in told:
                offered: Offered = notice.data
                interaction = f"{offered.source}:{offered.id}"
                lookup = pop.Lookup(channel=offered.channel, interaction=interaction)
                if notice.times > 1 and not await _is_offered_still(feed, notice):
                    continue
                found = await feed.settled(partial(_pop, info, feed, lookup), _pop_is_behind)
                if _pop_is_behind(found):
                    desk.again(notice)
                    if notice.times > 1:
                        continue
                info.context.looks.append(look_at_pop(found, offered.channel))
                yield PopEvent(
                    cursor=notice.cursor,
                    at_ms=Instant(notice.event.at_ms),
                    interaction=interaction,
                    channel=offered.channel,
                    agent=offered.agent,
                    status=offered.status,
                    pop=cast("ScreenPop", found),
                )

    @event_field(description="Pairs of records that come up for a person to judge, or are settled.")
    async def review_queue(
        self, info: Info, after: AfterEvent = None
    ) -> AsyncGenerator[ReviewQueueEvent, None]:
        async with await _told(info, topics.REVIEW_QUEUE, after) as told:
            async for notice in told:
                change: ReviewChange = notice.data
                yield ReviewQueueEvent(
                    cursor=notice.cursor,
                    at_ms=Instant(notice.event.at_ms),
                    waiting=cast("list[ReviewTask]", list(change.waiting)),
                    settled=cast("list[strawberry.ID]", list(change.settled)),
                )

    @event_field(description="Promises as they are made, kept, broken, escalated or withdrawn.")
    async def promises(
        self, info: Info, after: AfterEvent = None
    ) -> AsyncGenerator[PromiseEvent, None]:
        async with await _told(info, topics.PROMISES, after) as told:
            async for notice in told:
                promise: promises.Promise = notice.data
                info.context.looks.append(Look("promise", notice.event.customers))
                yield PromiseEvent(
                    cursor=notice.cursor,
                    at_ms=Instant(notice.event.at_ms),
                    kind=notice.event.kind,
                    customers=cast("list[strawberry.ID]", list(notice.event.customers)),
                    promise=cast("Promise", promise),
                )

    @event_field(description="Mentions of the company as they come up, are claimed or closed.")
    async def mentions(
        self, info: Info, after: AfterEvent = None
    ) -> AsyncGenerator[ChangeEvent, None]:
        async with await _told(info, topics.MENTIONS, after) as told:
            async for notice in told:
                yield _change(notice)

    @event_field(description="Warnings that a customer turns up in several public places at once.")
    async def firestorms(
        self, info: Info, after: AfterEvent = None
    ) -> AsyncGenerator[ChangeEvent, None]:
        async with await _told(info, topics.FIRESTORMS, after) as told:
            async for notice in told:
                yield _change(notice)

    @event_field(description="One customer, whenever anything about it changes.")
    async def customer(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID,
            strawberry.argument(description="Of a customer; of a merged one, whom it became."),
        ],
        after: AfterEvent = None,
    ) -> AsyncGenerator[CustomerEvent, None]:
        feed, asked = _feed(info), read_text("id", id) or ""
        watched = {asked}
        desk = await feed.listener(
            topics.CUSTOMER, lambda whose: not watched.isdisjoint(whose), after=after
        )
        now = await feed.patiently(partial(info.context.answers.customer, asked))
        watched |= {now.id} if now else set()
        async with aclosing(feed.follow(desk)) as told:
            async for notice in told:
                found = await feed.settled(
                    partial(info.context.answers.customer, asked), _customer_is_behind
                )
                watched |= {found.id} if found else set()
                info.context.looks.append(look_at_customer(found))
                yield CustomerEvent(
                    cursor=notice.cursor,
                    at_ms=Instant(notice.event.at_ms),
                    kind=notice.event.kind,
                    customer=cast("Customer | None", found),
                )


def _feed(info: Info) -> Feed:
    feed = info.context.feed
    if feed is None:
        raise GraphQLError("Nothing is told as it happens here.")
    return feed


async def _told(
    info: Info, topic: topics.Topic, after: str | None
) -> aclosing[AsyncGenerator[Notice, None]]:
    feed = _feed(info)
    return aclosing(feed.follow(await feed.listener(topic, _everything, after=after)))


async def _is_offered_still(feed: Feed, notice: Notice) -> bool:
    offered = partial(feed.source.offered, notice.event, feed.now())
    return notice.data in await feed.patiently(offered)


def _everything(_: object) -> bool:
    return True


def _change(notice: Notice) -> ChangeEvent:
    return ChangeEvent(
        cursor=notice.cursor,
        at_ms=Instant(notice.event.at_ms),
        kind=notice.event.kind,
        customers=cast("list[strawberry.ID]", list(notice.event.customers)),
        subjects=list(notice.event.subjects),
    )


def _pop(info: Info, feed: Feed, lookup: pop.Lookup) -> Awaitable[pop.ScreenPop]:
    return info.context.answers.screen_pop(lookup, now=feed.now())


def _pop_is_behind(found: pop.ScreenPop) -> bool:
    return found.customer is not None and _customer_is_behind(found.customer)


def _customer_is_behind(found: CustomerView | None) -> bool:
    return found is not None and found.behind is not None
