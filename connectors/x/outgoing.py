"""Answers of agents that go out on X: replies in public, and direct messages.

Nothing goes out unless `sending` is on, and nothing is ever sent twice by itself: where it is not
known whether X took it, a person is told so. What went out stands in the graph at once, under the
id that X gave it, so that reading it later has no second effect.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from tweepy.asynchronous import AsyncClient

from connectors.connectors_file import InstanceTable
from connectors.errors import (
    MaybeSentError,
    NotSentError,
    PageGoneError,
    RefusedWithWordsError,
    SendingOffError,
    SourceAwayError,
)
from connectors.purse import Purse
from connectors.x.client import answer_of, has_link, open_client
from connectors.x.parse import message_record
from connectors.x.prices import Prices, read_prices
from context.ingest import RecordSink
from context.records import InteractionRecord
from graph.access import Graph
from identity.records import PersonRecord, RecordKind

SEND_SECONDS: Final = 30.0
NOT_SUMMONED: Final = (
    "since February 2026 an app may reply only where the author of the post named or quoted our "
    "account, or replied to us; a direct message, or a reply by hand on X, still can"
)
CLOSED: Final = "this person takes no direct messages from us: ask in public for a word in private"


@asynccontextmanager
async def open_outgoing(
    instance: InstanceTable,
    graph: Graph,
    sink: RecordSink,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> AsyncIterator["Outgoing"]:
    """Yield what sends on behalf of an instance. Raises SendingOffError."""
    if instance.values["sending"] != "on":
        raise SendingOffError(instance.source, f'{instance.connector.name}: sending = "on"')
    client = open_client(instance.values, answer_seconds=SEND_SECONDS)
    try:
        purse = Purse(graph, instance.source, instance.money_a_month, now=now)
        prices = read_prices(instance.values["prices"])
        yield Outgoing(instance.source, client, purse, prices, sink, now)
    finally:
        await client.session.close()


class Outgoing:
    """Sends on behalf of one account.

    What is raised says what to do: BudgetSpentError, SourceAwayError (with the seconds to wait
    where X said them; nothing was sent), NotSentError (X does not take this one), MaybeSentError.
    """

    def __init__(
        self,
        source: str,
        client: AsyncClient,
        purse: Purse,
        prices: Prices,
        sink: RecordSink,
        now: Callable[[], datetime],
    ) -> None:
        self._source, self._client, self._purse = source, client, purse
        self._prices, self._sink, self._now = prices, sink, now

    async def reply(self, post_id: str, text: str, *, to: str, agent: str | None = None) -> str:
        """Answer a post of the account `to` in public; return the new post's id."""
        prices = self._prices
        price = prices.write_post_with_link if has_link(text) else prices.write_post
        data = await self._sent(
            "a reply",
            NOT_SUMMONED,
            price,
            lambda: self._client.create_tweet(
                text=text, in_reply_to_tweet_id=post_id, user_auth=True
            ),
        )
        id_, at = str(data["id"]), self._now()
        record = InteractionRecord(
            source=self._source,
            source_id=id_,
            person=PersonRecord(self._source, to, kind=RecordKind.PROFILE),
            updated_at=at,
            channel="social",
            kind="reply",
            direction="out",
            started_at=at,
            text=text,
            public=True,
            agent=agent,
            in_reply_to=post_id,
        )
        await self._sink.ingest([record], live=True)
        return id_

    async def message(self, to: str, text: str) -> str:
        """Write to the account `to` in private; return the message's id."""
        data = await self._sent(
            "a message",
            CLOSED,
            self._prices.write_message,
            lambda: self._client.create_direct_message(
                participant_id=to, text=text, user_auth=True
            ),
        )
        id_ = str(data["dm_event_id"])
        person = PersonRecord(self._source, to, kind=RecordKind.PROFILE)
        record = message_record(
            self._source, id_, text, is_ours=True, person=person, at=self._now()
        )
        await self._sink.ingest([record], live=True)
        return id_

    async def _sent(
        self, what: str, forbidden: str, price: Decimal, send: Callable[[], Awaitable[Any]]
    ) -> dict[str, Any]:
        taken = await self._purse.take(price)
        cost = Decimal(0)
        try:
            answer = await answer_of(self._source, what, send(), seconds=SEND_SECONDS)
            cost = price
            data: dict[str, Any] = answer.body["data"]
            return data
        except RefusedWithWordsError as error:
            if error.status != 403:
                raise
            raise NotSentError(self._source, f"{forbidden} (X: {error.said})") from error
        except PageGoneError as error:
            reason = f"X answers {error.status}: is what is answered still there?"
            raise NotSentError(self._source, reason) from error
        except SourceAwayError as error:
            if error.wait_seconds is not None:
                raise
            cost = price
            raise MaybeSentError(self._source, error.reason) from error
        except (KeyError, TypeError) as error:
            cost = price
            raise MaybeSentError(self._source, "answered something else") from error
        finally:
            await self._purse.settle(taken, cost)
