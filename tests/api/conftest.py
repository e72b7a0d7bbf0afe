"""The API over answers of our own, so that its tests need no graph."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from api.app import routes_for
from api.keys import Caller, Role
from api.settings import ApiSettings
from context import pop
from context.search import CustomerHit
from graph.model import (
    AssetView,
    CartView,
    CaseView,
    ContractView,
    CustomerId,
    CustomerView,
    IdentifierView,
    InteractionView,
    LineView,
    OrderView,
    ReturnView,
    ShipmentView,
)
from graph.queries.assets import BatchOwner
from identity.draft import Corrected
from identity.ledger_view import DecisionView
from identity.pop_audit import NOT_AUDITED
from identity.review import ReviewSide, ReviewTaskView
from identity.undoing import Undone
from tests.api.book_answers import FakeBookAnswers
from tests.api.insight_answers import FakeInsightAnswers
from tests.api.mention_answers import FakeMentionAnswers
from tests.api.quality_answers import FakeQualityAnswers

KEYS = {f"Bearer tk_{role.value:x<32}": role for role in Role}
SPEAKER = LineView("ARIA-2", "Aria 2 speaker", "slate", "1", "149.00")


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def john() -> CustomerView:
    """A customer whose call was abandoned and whose post got a canned reply."""
    return CustomerView(
        id=CustomerId("c-john"),
        name="John Castell",
        given_name="John",
        family_name="Castell",
        city="Portland",
        country="US",
        since_ms=ms("2019-03-04T00:00"),
        sources=("shop", "voice", "x"),
        identifiers=(
            IdentifierView("email", "j.castell@example.com"),
            IdentifierView("phone", "+15550142"),
            IdentifierView("x", "johnc_pdx"),
            IdentifierView("phone", "+15550100", shared=True),
        ),
        matched=("phone",),
        interactions=(
            InteractionView(
                "i-chat",
                "chat",
                "chat",
                "chat",
                "in",
                ms("2026-11-19T14:10"),
                status="queued",
                queue="Exchange",
                waited_seconds=251,
                about=("order 10482",),
            ),
            InteractionView(
                "i-post",
                "x",
                "social",
                "mention",
                "in",
                ms("2026-11-17T12:41"),
                text="Dead out of the box, 23 minutes on hold. @aria",
                public=True,
                reach=2500,
                answered_at_ms=ms("2026-11-17T19:02"),
                answer_text="We are sorry to hear that. We will be in touch within 24 hours.",
            ),
            InteractionView(
                "i-call",
                "voice",
                "voice",
                "call",
                "in",
                ms("2026-11-17T12:08"),
                ended_at_ms=ms("2026-11-17T12:31"),
                status="abandoned",
                queue="Support",
                waited_seconds=1380,
                transfers=0,
                about=("order 10482",),
            ),
        ),
        orders=(
            OrderView(
                "10482",
                "shop",
                ms("2026-11-09T09:30"),
                "delivered",
                "USD",
                "149.00",
                (SPEAKER,),
                returns=(ReturnView("r1", "asked", "dead on arrival", ms("2026-11-18T08:00")),),
                shipments=(
                    ShipmentView(
                        "s1",
                        "delivered",
                        "Parcel Post",
                        ms("2026-11-12T10:00"),
                        ms("2026-11-16T11:20"),
                    ),
                ),
            ),
            OrderView(
                "9917",
                "shop",
                ms("2026-03-03T10:00"),
                "delivered",
                "USD",
                "19.00",
                (LineView("CAB-2", "Charging cable", "2 m", "1", "19.00"),),
            ),
        ),
        carts=(
            CartView(
                "k1",
                "shop",
                ms("2026-11-15T20:00"),
                "open",
                "USD",
                "24.00",
                (LineView("CASE-1", "Speaker case", None, "1", "24.00"),),
            ),
        ),
        cases=(CaseView("7", "zammad", ms("2026-11-18T08:00"), None, "open", "Dead speaker"),),
        assets=(AssetView("a1", "shop", "Aria 2 speaker", "SN-1", "2644"),),
        contracts=(
            ContractView(
                "p1",
                "shop",
                "Sound+ plan",
                "active",
                ms("2024-03-01T00:00"),
                None,
                "USD",
                "9.99",
                "month",
            ),
        ),
    )


def one() -> pop.ScreenPop:
    customer = john()
    attempts = (
        pop.Attempt(
            "i-call",
            "voice",
            ms("2026-11-17T12:08"),
            "abandoned",
            1380,
            "Called, waited 23 minutes, nobody answered",
        ),
        pop.Attempt(
            "i-post",
            "social",
            ms("2026-11-17T12:41"),
            "not_solved",
            None,
            "Posted in public, the reply came after 6 hours and changed nothing",
        ),
        pop.Attempt(
            "i-chat", "chat", ms("2026-11-19T14:10"), "waiting", 251, "Waits in the chat now"
        ),
    )
    return pop.ScreenPop(
        resolution=pop.Resolution.ONE,
        acknowledgement=(
            "You called on Tuesday and waited 23 minutes without an answer, and our reply on X "
            "did not solve it. I have your order here, so you need not explain it again."
        ),
        route=pop.Route("Exchange desk", "The open matter is a dead delivery, order 10482."),
        effort=pop.Effort(attempts=3, channels=3, waited_seconds=1631, transfers=0),
        customer=customer,
        attempts=attempts,
        matters=(
            pop.Matter(
                "m1",
                "Aria 2 speaker dead on arrival",
                ms("2026-11-17T12:08"),
                "open",
                ms("2026-11-19T14:10"),
                "Three attempts within three days, all about order 10482",
                channels=("voice", "social", "chat"),
                about=("order 10482", "case 7"),
                tried=attempts,
            ),
        ),
        interactions=customer.interactions,
        orders=customer.orders,
        carts=customer.carts,
        cases=customer.cases,
        assets=customer.assets,
        contracts=customer.contracts,
        next_actions=(
            pop.NextAction(
                "exchange",
                "Exchange the Aria 2 speaker now",
                "Delivered 3 days ago and reported dead; three attempts did not solve it",
            ),
        ),
    )


def several() -> pop.ScreenPop:
    def evidence(theirs: str, weight: float, words: str) -> tuple[pop.Evidence, ...]:
        return (
            pop.Evidence("name", "nickname_last", weight, "lizzie moreno", theirs, words),
            pop.Evidence("city", "exact", 7.5, "st. pete", "saint petersburg", "same place"),
            pop.Evidence("phone", "else", -2.5, "+15550199", "+15550142", "another number"),
        )

    return pop.ScreenPop(
        resolution=pop.Resolution.SEVERAL,
        acknowledgement="Thank you for getting in touch. One question, so that I open your file:",
        route=pop.Route("Welcome desk", "Two customers fit, so nobody's history decides."),
        effort=pop.Effort(0, 0, 0, 0),
        question=pop.Question(
            "email", "Which e-mail address did you use with us?", "It separates the two best."
        ),
        candidates=(
            pop.Candidate(
                CustomerId("c-a"),
                "Elizabeth Moreno",
                "Saint Petersburg",
                1.3,
                0.71,
                evidence("elizabeth moreno", 15.3, "nickname and last name equal"),
                11,
            ),
            pop.Candidate(
                CustomerId("c-b"),
                "Elisa Moreno",
                "Saint Petersburg",
                -1.7,
                0.24,
                evidence("elisa moreno", 7.4, "last name equal, first name close"),
                11,
            ),
        ),
    )


def nobody() -> pop.ScreenPop:
    return pop.ScreenPop(
        resolution=pop.Resolution.NONE,
        acknowledgement="Thank you for getting in touch. I am sorry that you have to look for us.",
        route=pop.Route("Welcome desk", "Nobody we know fits."),
        effort=pop.Effort(0, 0, 0, 0),
        question=pop.Question(
            "order", "Which order, or which e-mail, is it about?", "Either finds one customer."
        ),
    )


@dataclass
class FakeAnswers(FakeMentionAnswers, FakeQualityAnswers, FakeInsightAnswers, FakeBookAnswers):
    """Answers from memory; remembers what it was asked. `fails` is raised by every answer."""

    asked: list[Any] = field(default_factory=list)
    fails: BaseException | None = None
    tasks: int = 3

    async def screen_pop(self, lookup: pop.Lookup, *, now: datetime) -> pop.ScreenPop:
        self._note(lookup)
        if lookup.phone or lookup.handle or lookup.order_number or lookup.email:
            return nobody() if "9" * 4 in (lookup.phone or "") else one()
        return several() if lookup.name else nobody()

    async def customer(self, customer_id: str) -> CustomerView | None:
        self._note(customer_id)
        return replace(john(), matched=()) if customer_id == "c-john" else None

    async def search(
        self, text: str | None, *, first: int, after: str | None
    ) -> Sequence[CustomerHit]:
        self._note((text, first, after))
        hits = [
            CustomerHit(CustomerId(f"c-{i}"), f"Customer {i}", "Austin", "US") for i in range(5)
        ]
        return [hit for hit in hits if hit.id > (after or "")][:first]

    async def review_tasks(self, *, first: int, after: str | None) -> Sequence[ReviewTaskView]:
        self._note((first, after))
        side = ReviewSide("shop", "c17", "c-john", "John Castell", "Portland")
        tasks = [
            ReviewTaskView(f"t-{i}", side, side, 1.5, "only household evidence", (), 0)
            for i in range(self.tasks)
        ]
        return [task for task in tasks if task.id > (after or "")][:first]

    async def decisions(
        self, customer_id: str, *, first: int, after: str | None
    ) -> Sequence[DecisionView]:
        self._note((customer_id, first, after))
        return []

    async def batch_owners(
        self, batch: str, *, not_called: bool, first: int, after: str | None
    ) -> Sequence[BatchOwner]:
        self._note((batch, not_called, first, after))
        return ()

    async def judge(self, *what: Any, **by: Any) -> Corrected:
        return self._decide(what, by)

    async def merge(self, *what: Any, **by: Any) -> Corrected:
        return self._decide(what, by)

    async def split(self, *what: Any, **by: Any) -> Corrected:
        return self._decide(what, by)

    async def undo(self, *what: Any, **by: Any) -> Undone:
        decided = self._decide(what, by)
        return Undone(decided.decision, "d-0", decided.customers, NOT_AUDITED)

    async def confirm_caller(self, *what: Any, **by: Any) -> Corrected:
        return self._decide(what, by)

    async def move_interaction(self, *what: Any, **by: Any) -> Corrected:
        return self._decide(what, by)

    def _decide(self, what: Any, by: Any) -> Corrected:
        self._note((what, by))
        return Corrected("d-1", ("c-john",))

    def _note(self, asked: Any) -> None:
        self.asked.append(asked)
        if self.fails is not None:
            raise self.fails


async def check_key(header: str | None) -> Caller | None:
    role = KEYS.get(header or "")
    return Caller(role, f"{role} key") if role else None


async def answering_probe() -> None:
    """A graph that is well."""


@dataclass(frozen=True)
class Client:
    """Asks the API as one role."""

    http: httpx2.AsyncClient
    authorization: str

    async def ask(self, query: str, **variables: Any) -> Any:
        response = await self.post({"query": query, "variables": variables})
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, body: Any, **headers: str) -> httpx2.Response:
        sent = {"authorization": self.authorization, **headers}
        if isinstance(body, bytes):
            sent = {"content-type": "application/json", **sent}
            return await self.http.post("/graphql", content=body, headers=sent)
        return await self.http.post("/graphql", json=body, headers=sent)

    def as_role(self, role: Role) -> "Client":
        return Client(self.http, f"Bearer tk_{role.value:x<32}")


def connect(app: Starlette) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://tellonce.example.com"
    )


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


@pytest.fixture
def make_app(answers: FakeAnswers) -> Callable[..., Starlette]:
    def make(probe: Any = answering_probe, **settings: Any) -> Starlette:
        return Starlette(routes=routes_for(answers, check_key, ApiSettings(**settings), probe))

    return make


@pytest.fixture
def open_client() -> Callable[[Starlette], httpx2.AsyncClient]:
    return connect


@pytest.fixture
async def client(make_app: Callable[..., Starlette]) -> AsyncIterator[Client]:
    async with connect(make_app()) as http:
        yield Client(http, f"Bearer tk_{'agent':x<32}")
