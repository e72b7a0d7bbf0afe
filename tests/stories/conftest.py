"""A company as its customers meet it, through the ways that a real one uses.

Its systems' records come in by import (canonical JSONL, as `tellonce import` reads it), its
telephone switch reports calls to the signed webhook, and its agents ask over GraphQL.
"""

import base64
import itertools
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from standardwebhooks import Webhook

from api.keys import KeyRing, Role, make_key
from api.settings import ApiSettings
from connectors import CONNECTORS
from connectors.files.reader import open_records
from connectors.inbox import Inbox
from connectors.load import load
from connectors.settings import read_hook_settings
from context.contact_points.book import contact_point_book
from context.ingest import Ingest
from context.insights.book import insight_book
from context.keeper import Keeper
from context.mentions.book import mention_book
from context.pop import Desk
from context.quality.book import quality_book
from graph.access import Graph
from graph.queries.customers import list_customers
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.server import Gate, make_app
from tellonce.session import keeper_of
from tellonce.settings import ServerSettings, Settings
from tests.stories.acquired import Acquired
from tests.stories.in_public import InPublic
from tests.stories.in_the_dark import InTheDark
from tests.stories.listened_to import ListenedTo

SECRET = "whsec_" + base64.b64encode(b"an invented secret of the switch").decode()
HOTLINE = "+18005550100"
SCREEN_POP = Path(__file__).with_name("screen_pop.graphql").read_text()
CUSTOMER = """
query Customer($id: ID!) {
  customer(id: $id) { id name city identifiers { kind value } interactions { text channel } }
}
"""
MENTIONS = Path(__file__).with_name("mentions.toml")
POINTS = Path(__file__).with_name("points.toml")
QUALITY = Path(__file__).with_name("quality.toml")
INSIGHTS = Path(__file__).with_name("insights.toml")
COUNTS = """
MATCH (n)
WITH labels(n)[0] AS label, count(*) AS nodes
RETURN label, nodes
ORDER BY label
"""
Json = dict[str, Any]
Step = tuple[str, int, Mapping[str, str]]  # event, seconds after the call began, more fields


class Company(Acquired, InPublic, InTheDark, ListenedTo):
    """What happens at the company, and what its agents see. Times count back from now."""

    def __init__(
        self,
        graph: Graph,
        ingest: Ingest,
        keeper: Keeper,
        inbox: Inbox,
        client: httpx2.AsyncClient,
        folder: Path,
    ) -> None:
        self._graph, self._ingest, self._inbox = graph, ingest, inbox
        self._keeper = keeper
        self._client = client
        self._folder = folder
        self._numbers = itertools.count(1)
        self._now = datetime.now(UTC)
        self._gathered: list[Json] | None = None

    # What its systems know

    async def knows(
        self,
        account: str,
        given_name: str,
        family_name: str,
        city: str,
        *,
        source: str = "shop",
        phone: str | None = None,
        email: str | None = None,
        handle: str | None = None,
        born: str | None = None,
        home: str | None = None,
    ) -> None:
        """One of its systems has an account of somebody."""
        await self._import(
            type="person",
            source=source,
            id=account,
            given_name=given_name,
            family_name=family_name,
            city=city,
            country="US",
            phones=[phone] if phone else [],
            emails=[email] if email else [],
            handles=[{"network": "x", "handle": handle}] if handle else [],
            birth_date=born,
            address=home,
            updated_at=self._ago(400),
        )

    async def sold(self, order: str, *, to: str, item: str, days_ago: float) -> None:
        """The shop sold something to one of its accounts, and it has arrived."""
        await self._import(
            type="order",
            source="shop",
            id=order,
            placed_at=self._ago(days_ago),
            status="delivered",
            currency="USD",
            total="149.00",
            lines=[{"name": item, "quantity": 1, "price": "149.00"}],
            person={"id": to},
        )

    async def has_in_stock(
        self,
        sku: str,
        name: str,
        colour: str | None,
        pieces: int,
        *,
        replaces: str | None = None,
        days_ago: float = 100,
    ) -> None:
        """The shop counts its stock of one variant of a model."""
        await self._import(
            type="product",
            source="shop",
            id=sku,
            name=name,
            variant=colour,
            stock=pieces,
            replaces=replaces,
            updated_at=self._ago(days_ago),
        )

    async def installed(self, asset: str, name: str, *, at: str, days_ago: float) -> None:
        """Field service has put something up in somebody's home."""
        await self._import(
            type="asset",
            source="field",
            id=asset,
            name=name,
            batch="B7",
            since=self._ago(days_ago),
            person={"id": at, "source": "shop"},
        )

    async def visited(self, visit: str, note: str, *, of: str, at: str, days_ago: float) -> None:
        """A technician was there, and wrote a note."""
        await self._import(
            type="interaction",
            source="field",
            id=visit,
            channel="counter",
            kind="visit",
            direction="out",
            text=note,
            started_at=self._ago(days_ago),
            about=[{"type": "asset", "id": of}],
            person={"id": at, "source": "shop"},
        )

    async def opened_case(
        self, case: str, subject: str, *, about_asset: str, by: str, days_ago: float
    ) -> None:
        """The service desk has opened a case about something that field service put up."""
        await self._import(
            type="case",
            source="field",
            id=case,
            subject=subject,
            status="open",
            opened_at=self._ago(days_ago),
            about=[{"type": "asset", "id": about_asset}],
            person={"id": by, "source": "shop"},
        )

    # What customers do

    async def is_closing(self, contract: str, name: str, *, of: str) -> None:
        """The CRM has a contract that is being made at the moment."""
        await self._import(
            type="contract",
            source="crm",
            id=contract,
            name=name,
            status="closing",
            starts_at=self._ago(20),
            person={"id": of},
        )

    async def asked(self, case: str, subject: str, *, of: str, days_ago: float) -> None:
        """The CRM has an open question of one of its accounts."""
        await self._import(
            type="case",
            source="crm",
            id=case,
            subject=subject,
            status="open",
            opened_at=self._ago(days_ago),
            person={"id": of},
        )

    async def has_a_desk(self, queue: str, name: str) -> None:
        """The contact centre has a queue."""
        await self._import(
            type="queue", source="desk", id=queue, name=name, updated_at=self._ago(100)
        )

    async def has_an_agent(self, id: str, *, authority: Sequence[str] = ()) -> None:
        """Somebody is signed in and free."""
        await self._import(
            type="agent",
            source="desk",
            id=id,
            name=f"Agent {id}",
            authority=list(authority),
            presence="available",
            updated_at=self._ago(0),
        )

    async def sends_instead(self, order: str, item: str, *, to: str, days_ago: float) -> None:
        """The shop sends goods in exchange, and they arrive half a day later."""
        arrived = days_ago - 0.5
        await self.sold(order, to=to, item=item, days_ago=days_ago)
        await self._import(
            type="shipment",
            source="shop",
            id=f"S{order}",
            shipped_at=self._ago(days_ago),
            delivered_at=self._ago(arrived),
            status="delivered",
            about=[{"type": "order", "id": order}],
            person={"id": to},
        )

    async def reads_tweet(
        self, id: str, text: str, *, by: Json, days_ago: float, reach: int = 500
    ) -> None:
        await self._says(
            id, "social", "mention", text, by, days_ago, public=True, reach=reach, direction="in"
        )

    async def reads_message(self, id: str, text: str, *, by: Json, days_ago: float) -> None:
        await self._says(id, "dm", "message", text, by, days_ago, direction="in")

    async def answers_message(
        self, id: str, text: str, *, to: Json, days_ago: float, agent: str
    ) -> None:
        await self._says(
            f"{id}-answer",
            *("dm", "reply", text, to, days_ago),
            direction="out",
            in_reply_to=id,
            agent=agent,
        )

    async def answers_tweet(self, id: str, text: str, *, to: Json, days_ago: float) -> None:
        await self._says(
            f"{id}-answer",
            *("social", "reply", text, to, days_ago),
            public=True,
            direction="out",
            in_reply_to=id,
        )

    async def is_called(
        self,
        call: str,
        *,
        by: str,
        days_ago: float,
        course: Sequence[Step],
        delivery: str | None = None,
    ) -> None:
        """The switch reports each step of a call; `delivery` makes it the same report again."""
        await self._switch_reports(call, {"from": by, "to": HOTLINE}, days_ago, course, delivery)

    async def calls_back(
        self, call: str, *, to: str, days_ago: float, course: Sequence[Step]
    ) -> None:
        """The switch reports a call that an agent of ours makes."""
        line = {"from": HOTLINE, "to": to, "direction": "out"}
        await self._switch_reports(call, line, days_ago, course, None)

    async def loses_a_caller(self, phone: str, said: str) -> None:
        """A call ends in the wrong desk's voicemail, and the call back reaches nobody."""
        spoken: Sequence[Step] = [
            ("ringing", 0, {}),
            ("transferred", 330, {"queue": "voicemail"}),
            ("voicemail", 420, {"text": said}),
        ]
        missed: Sequence[Step] = [("ringing", 0, {}), ("abandoned", 30, {})]
        await self.is_called("call-1", by=phone, days_ago=6, course=spoken)
        await self.calls_back("back-1", to=phone, days_ago=5, course=missed)

    async def is_offered_chat(self, id: str, *, email: str, waited_minutes: float) -> None:
        """Somebody who is signed in waits in the chat's queue, and has not typed a word."""
        await self._import(
            type="interaction",
            source="chat",
            id=id,
            channel="chat",
            kind="chat",
            direction="in",
            status="queued",
            queue="chat",
            started_at=self._ago(waited_minutes / (24 * 60)),
            person={"id": email, "emails": [email]},
        )

    # What agents see

    async def screen_pop(self, **lookup: object) -> Json:
        """Return what an agent's desktop shows for a contact of which this is known."""
        await self._keeper.catch_up()
        answer = await self._ask(SCREEN_POP, {"lookup": lookup})
        pop: Json = answer["screenPop"]
        return pop

    async def customer(self, id: str) -> Json:
        answer = await self._ask(CUSTOMER, {"id": id})
        customer: Json = answer["customer"]
        return customer

    async def number_of_customers(self) -> int:
        return len(await list_customers(self._graph, after="", limit=1000))

    async def everything_in_the_graph(self) -> list[Json]:
        """Return how many nodes of each kind there are."""
        return await self._graph.read(COUNTS)

    # The ways in and out

    async def _says(
        self,
        id: str,
        channel: str,
        kind: str,
        text: str,
        who: Json,
        days_ago: float,
        **more: object,
    ) -> None:
        handle = {"network": "x", "handle": who["handle"]}
        person = {"name": who["name"], "city": who["city"], "handles": [handle]}
        await self._import(
            type="interaction",
            source="x",
            id=id,
            channel=channel,
            kind=kind,
            started_at=self._ago(days_ago),
            text=text,
            person={"id": who["account"], **person},
            **more,
        )

    @asynccontextmanager
    async def one_file(self) -> AsyncIterator[None]:
        """What is told within comes in as one file, in place of one file each."""
        self._gathered = []
        yield
        gathered, self._gathered = self._gathered, None
        await self._import_file(gathered)

    async def _import(self, **record: object) -> None:
        if self._gathered is not None:
            self._gathered.append(record)
        else:
            await self._import_file([record])

    async def _import_file(self, told: Sequence[Json]) -> None:
        file = self._folder / f"{next(self._numbers)}.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")
        with open_records(file) as records:
            report = await load(records, self._ingest, rejects=_refuse)
        assert report.accepted == len(told)

    async def _switch_reports(
        self,
        call: str,
        line: Mapping[str, str],
        days_ago: float,
        course: Sequence[Step],
        delivery: str | None,
    ) -> None:
        began = self._now - timedelta(days=days_ago)
        for event, seconds, more in course:
            at = (began + timedelta(seconds=seconds)).isoformat()
            payload = {"event": event, "call_id": call, "at": at, **line, **more}
            await self._deliver(json.dumps(payload), delivery or f"delivery-{next(self._numbers)}")
        while await self._inbox.worker.work_once():
            pass

    async def _deliver(self, body: str, delivery: str) -> None:
        at = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": delivery,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(SECRET).sign(delivery, at, body),
        }
        answer = await self._client.post("/hooks/voice/switch", content=body, headers=headers)
        assert answer.status_code == 202, answer.text

    async def _ask(self, query: str, variables: Json) -> Json:
        body = {"query": query, "variables": variables}
        answer = (await self._client.post("/graphql", json=body)).json()
        assert "errors" not in answer, answer["errors"]
        data: Json = answer["data"]
        return data

    def _ago(self, days: float) -> str:
        return (self._now - timedelta(days=days)).isoformat()


def _refuse(line: int, error: Exception) -> None:
    raise AssertionError(f"line {line} was rejected: {error}")


@pytest.fixture
async def company(graph, keys, graph_settings, tmp_path):
    """A company on an empty graph, with an agent signed in."""
    identity = open_identity(graph, keys, IdentitySettings())
    desk = Desk(
        identity,
        mentions=mention_book(MENTIONS),
        insights=insight_book(INSIGHTS),
        quality=quality_book(QUALITY),
        points=contact_point_book(POINTS),
    )
    keeper = keeper_of(desk)
    ingest = Ingest(Resolver(identity), keeper, promises=desk.promises, mentions=desk.mentions)
    hooks = read_hook_settings(CONNECTORS, {"TELLONCE_HOOK_VOICE_SWITCH_SECRET": SECRET})
    inbox = Inbox(graph, keys, ingest, hooks)
    settings = Settings(graph_settings, identity.settings, ApiSettings(), ServerSettings())
    app = make_app(desk, inbox, ingest, Gate("an invented token", KeyRing(graph)), settings)
    key = await make_key(graph, Role.AGENT, "agent")
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://tellonce",
        headers={"authorization": f"Bearer {key}"},
    ) as client:
        company = Company(graph, ingest, keeper, inbox, client, tmp_path)
        company.is_listened_to(desk)
        company.acquires_on(desk)
        yield company
