"""Ana, who is to be erased, and Jorge, who shares her telephone at home and stays."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
from starlette.applications import Starlette

from connectors import CONNECTORS
from connectors.inbox import Inbox, hooks_route
from connectors.settings import read_hook_settings
from connectors.signatures import sign
from context.households.by_hand import add_to_household
from context.ingest import Ingest
from context.matters_by_hand import Deciding
from context.quality.by_hand import Scoring, score_by_hand
from context.quality.model import Answer
from context.quality.shipped import shipped_quality
from context.records import (
    AssetRecord,
    CartRecord,
    CaseRecord,
    ContractRecord,
    DesktopEventRecord,
    InteractionRecord,
    OrderRecord,
    Record,
    Recording,
    Reference,
    ReturnRecord,
    ShipmentRecord,
    SurveyRecord,
    Utterance,
)
from context.ties import tie_statements
from graph.access import Graph
from graph.keys import Keys
from graph.queries.surveys import ask
from identity.records import Consent, Handle, Number, PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOW_MS = 1_793_610_000_000
RULES = shipped_quality()
(WRITTEN,) = RULES.forms_for("email")
SECRET = "whsec_" + base64.b64encode(b"g" * 32).decode()

ANA = PersonRecord(
    source="shop",
    source_id="account-of-ana",
    given_name="Anastazja",
    family_name="Lopezowska",
    city="Austin, TX",
    emails=("anastazja@example.com",),
    phones=("+1 555 010 0177", "+1 555 010 0123"),
    numbers=(Number("loyalty", "LOY-881177"),),
)
ANA_IN_CRM = PersonRecord(
    source="crm",
    source_id="crm-of-ana",
    name="Anastazja Lopezowska",
    city="Austin",
    phones=("(555) 010-0177",),
)
ANA_ON_X = PersonRecord(
    source="x",
    source_id="x-of-ana",
    kind=RecordKind.PROFILE,
    name="Anastazja L",
    handles=(Handle("x", "@ana_lopezowska"),),
    emails=("anastazja@example.com",),
)
JORGE = PersonRecord(
    source="shop",
    source_id="account-of-jorge",
    given_name="Jorge",
    family_name="Mendoza",
    city="Austin, TX",
    emails=("jorge@example.com",),
    phones=("+1 555 010 0123",),
)


def interaction(source_id: str, **values: object) -> InteractionRecord:
    given = {"channel": "social", "kind": "mention", "started_at": AT, **values}
    return InteractionRecord(source="x", source_id=source_id, **given)  # type: ignore[arg-type]


HERS: list[Record] = [
    ANA,
    ANA_IN_CRM,
    ANA_ON_X,
    OrderRecord(source="shop", source_id="ORD-77001", placed_at=AT, person=ANA),
    ShipmentRecord(
        source="shop",
        source_id="ship-1",
        tracking="TRACK-77",
        about=(Reference("order", "ORD-77001"),),
    ),
    ReturnRecord(
        source="shop",
        source_id="ret-1",
        opened_at=AT,
        reason="the zip of my rucksack broke",
        about=(Reference("order", "ORD-77001"),),
    ),
    CartRecord(source="shop", source_id="cart-1", created_at=AT, person=ANA),
    CaseRecord(
        source="shop", source_id="CASE-77", opened_at=AT, subject="broken rucksack", person=ANA
    ),
    AssetRecord(source="shop", source_id="asset-1", name="Rucksack", serial="SER-77", person=ANA),
    ContractRecord(source="shop", source_id="contract-1", name="Club of rucksacks", person=ANA),
    interaction(
        "tweet-1", text="my rucksack order ORD-77001 is broken", public=True, person=ANA_ON_X
    ),
    interaction(
        "reply-1",
        direction="out",
        kind="reply",
        text="Dear Anastazja, sorry about the rucksack",
        in_reply_to="tweet-1",
    ),
    interaction(
        "reply-2", direction="out", kind="reply", text="PS rucksack", in_reply_to="reply-1"
    ),
    interaction(
        "mail-1",
        channel="email",
        kind="mail",
        direction="out",
        text="a rucksack for you alone",
    ),
    interaction(
        "mail-2",
        channel="email",
        kind="mail",
        in_reply_to="mail-1",
        text="no more rucksacks",
        person=ANA_ON_X,
    ),
    interaction(
        "mail-3",
        channel="email",
        kind="mail",
        direction="out",
        text="We will refund your rucksack by Friday.",
        person=ANA_ON_X,
        agent="kim",
        recording=Recording("https://recordings.example.com/rucksack-1"),
        transcript=(Utterance("customer", 0, 3, "It is about my rucksack"),),
    ),
    DesktopEventRecord(
        source="desk",
        source_id="screen-1",
        kind="screen_opened",
        name="account-of-ana",
        at=AT,
        about=(Reference("interaction", "mail-3", "x"),),
    ),
    SurveyRecord(
        source="ask",
        source_id="answer-1",
        answered_at=AT,
        score=2,
        text="You lost my rucksack",
        about=(Reference("interaction", "mail-3", "x"),),
        person=ANA_ON_X,
    ),
]
HIS: list[Record] = [
    JORGE,
    OrderRecord(source="shop", source_id="ORD-88001", placed_at=AT, person=JORGE),
    interaction("tweet-9", text="a campaign for everybody", public=True, direction="out"),
    interaction("tweet-8", text="I agree, says Jorge", in_reply_to="tweet-1", person=JORGE),
]
# What no byte may be left of: identifiers in each spelling, names, numbers, texts.
HER_WORDS = (
    *("anastazja", "Anastazja", "lopezowska", "Lopezowska", "ana_lopezowska"),
    *("15550100177", "5550100177", "010-0177", "LOY-881177", "LOY881177"),
    *("ORD-77001", "ORD77001", "CASE-77", "CASE77", "TRACK-77", "SER-77"),
    *("account-of-ana", "crm-of-ana", "x-of-ana", "rucksack", "call-of-ana", "Hello, this is Ana"),
)
HIS_WORDS = ("jorge@example.com", "15550100123", "account-of-jorge", "I agree, says Jorge")


class World:
    """A deployment with a telephone switch that posts what happens."""

    def __init__(self, graph: Graph, keys: Keys) -> None:
        self.graph = graph
        self.identity: Identity = open_identity(graph, keys, IdentitySettings())
        self.sink = Ingest(Resolver(self.identity))
        settings = read_hook_settings(CONNECTORS, {"TELLONCE_HOOK_VOICE_MAIN_SECRET": SECRET})
        self.hook = settings.instances["voice", "main"]
        self.inbox = Inbox(graph, keys, self.sink, settings, now_ms=lambda: NOW_MS)

    async def fill(self) -> None:
        await self.sink.ingest(HERS)
        await self.sink.ingest(HIS)
        await self.call("call-of-ana", "+1 (555) 010-0177", "Hello, this is Ana")
        await self.call("call-of-jorge", "+1 555 010 0123", "Hello, this is Jorge")
        await self.post("parked-of-ana", {"oops": ["ANASTAZJA@EXAMPLE.COM"]})
        await self.judge_quality()

    async def judge_quality(self) -> None:
        """Ana is to be asked about her mail, and somebody has scored it."""
        keys = self.identity.keys
        mail = keys.activity("Interaction", "x", "mail-3")
        asked = {"asked_at_ms": NOW_MS, "matter": "m1", "channel": "email", "why": "last used"}
        customer = await self.customer_of(ANA) or ""
        key = keys.key("SurveyRequest", mail)
        await self.graph.write(
            [ask(key, ("Interaction", mail), asked, customer_id=customer, tell=True)]
        )
        answers = tuple(Answer(one.id, 1) for one in WRITTEN.questions)
        scoring = Scoring("x:mail-3", None, "written", answers, "Calm about the rucksack")
        await score_by_hand(self.identity, scoring, RULES, actor="lead", at_ms=NOW_MS)

    async def make_household(self) -> list[str]:
        """Let Ana and Jorge live together, by evidence and by a person's word; return their ids."""
        works = replace(
            ANA_IN_CRM,
            organisation="Rucksackwerk GmbH",
            phones=(*ANA_IN_CRM.phones, *JORGE.phones),
            address="5 Oak Row",
            consents=(Consent("email", "marketing", given=False),),
            updated_at=self.time(1),
        )
        lives = replace(JORGE, address="5 Oak Row", updated_at=self.time(1))
        await self.sink.ingest([works, lives])
        ids = [str(await self.customer_of(one)) for one in (ANA, JORGE)]
        deciding = Deciding("Kim", self.time(2), "flatmate of Anastazja")
        await add_to_household(self.identity, ids, "flatmate", deciding)
        await self.graph.write(await tie_statements(self.graph, self.identity.keys, ids))
        return ids

    async def call(self, call_id: str, phone: str, text: str, *, event: str = "ringing") -> None:
        await self.post(
            f"{call_id}-{event}",
            {
                "event": event,
                "call_id": call_id,
                "at": "2026-11-02T10:00:00Z",
                "from": phone,
                "text": text,
            },
        )

    async def post(self, delivery_id: str, payload: dict[str, object]) -> None:
        """Post a delivery and have it worked."""
        body = json.dumps(payload).encode()
        scheme, secret = self.hook.connector.webhook.scheme, self.hook.secrets[0]
        headers = sign(scheme, secret, body, delivery_id=delivery_id, at=NOW_MS // 1000)
        app = Starlette(routes=[hooks_route(self.inbox)])
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://t.test") as client:
            answer = await client.post("/hooks/voice/main", content=body, headers=headers)
        assert answer.status_code == 202
        while await self.inbox.worker.work_once():
            pass

    def time(self, number: int) -> datetime:
        """Return an instant; a larger number is later."""
        return AT + timedelta(seconds=number)

    async def customer_of(self, record: PersonRecord) -> str | None:
        rows = await self.graph.read(
            "MATCH (:SourceRecord {key: $key})-[:RESOLVED_TO]->(c:Customer) RETURN c.id AS id",
            key=self.identity.keys.record(record.source, record.source_id),
        )
        return rows[0]["id"] if rows else None

    async def everything(self) -> str:
        """Return all that is in the graph, as text."""
        nodes = await self.graph.read("MATCH (n) RETURN labels(n) AS labels, properties(n) AS p")
        ties = await self.graph.read("MATCH ()-[r]->() RETURN type(r) AS type, properties(r) AS p")
        return json.dumps([*nodes, *ties], ensure_ascii=False)
