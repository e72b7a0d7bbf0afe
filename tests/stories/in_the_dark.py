"""What the company changes without telling anybody, and what its supervisors find out."""

from collections.abc import Sequence
from typing import Any

from api.keys import Role, make_key
from context.insights.book import insight_book
from context.insights.clock import InsightClock
from context.insights.marking import Marker
from context.insights.sending import Sender

Json = dict[str, Any]

CAUSES = """
{ causes { edges { node { id title customers channels pattern trend { words } } } } }
"""
CAUSE = """
query Cause($id: ID!) { cause(id: $id) { firstSeen evidence { words channel text customerId } } }
"""
SILENT = """
query Silent($of: String!) { patternCustomers(of: $of) { edges { node {
  id name why about value
} } } }
"""
NOTICE = "__typename ... on Noticed { notice { id state } } ... on Refused { message }"
MAKE = f"mutation Make($form: String!) {{ makeNotice(form: $form) {{ {NOTICE} }} }}"
APPROVE = f"mutation Approve($id: ID!) {{ approveNotice(id: $id) {{ {NOTICE} }} }}"
PREVIEW = """
query Preview($id: ID!) { noticeRecipients(notice: $id) { edges { node {
  customerId customerName state group channel language text reason detail
} } } }
"""
RESULT = """
query Result($id: ID!) { noticeResult(notice: $id) { words isComplete effect {
  told toldContacts heldOut heldOutContacts avoided low high
} } }
"""
DUE = """
MATCH (e:Event {kind: 'notice.due'})
RETURN e.customers[0] AS customer
ORDER BY e.number
"""


async def always() -> bool:
    return True


class InTheDark:
    """A part of the company: prices, shops and parts, and who hears of them. Times count back."""

    _leader = ""

    # What its systems know

    async def bills(
        self, account: str, price: str, *, days_ago: float, source: str = "shop", **more: object
    ) -> None:
        """The billing system has a contract at a price."""
        await self._import(
            **{
                "type": "contract",
                "source": "billing",
                "id": f"N-{account}",
                "name": "Home internet 300",
                "status": "active",
                "currency": "USD",
                "price": price,
                "interval": "month",
                "updated_at": self._ago(days_ago),
                "person": {"id": account, "source": source},
                **more,
            }
        )

    async def writes_a_letter(self, about: str, *, days_ago: float) -> None:
        """The billing system told one of its customers what is to come."""
        await self._import(
            type="interaction",
            source="billing",
            id=f"letter-{about}",
            channel="letter",
            kind="letter",
            direction="out",
            started_at=self._ago(days_ago),
            text="From next month on your plan costs more.",
            about=[{"type": "contract", "id": f"N-{about}"}],
            person={"id": about, "source": "shop"},
        )

    async def has_a_store(self, id: str, name: str, *, closes_in_days: float | None = None) -> None:
        await self._import(
            type="place",
            source="shop",
            id=id,
            name=name,
            closes_at=None if closes_in_days is None else self._ago(-closes_in_days),
            updated_at=self._ago(3),
        )

    async def sold_at(
        self, store: str, order: str, total: str, *, to: str, status: str = "delivered"
    ) -> None:
        await self._import(
            type="order",
            source="shop",
            id=order,
            placed_at=self._ago(200),
            status=status,
            currency="USD",
            total=total,
            place=store,
            person={"id": to},
        )

    async def sold_a_projector(self, to: str, *, status: str = "in_use") -> None:
        await self._import(
            type="asset",
            source="shop",
            id=f"A-{to}",
            name="Pocket projector",
            product="PROJ",
            status=status,
            since=self._ago(300),
            person={"id": to},
        )

    async def discontinues_the_bulb(self, *, days_ago: float) -> None:
        await self._import(
            type="product",
            source="shop",
            id="BULB",
            name="Projector bulb",
            fits=["PROJ"],
            status="discontinued",
            discontinued_at=self._ago(days_ago),
            updated_at=self._ago(days_ago),
        )

    async def hears(
        self, id: str, text: str, *, by: str, channel: str = "email", days_ago: float = 4
    ) -> None:
        """One of its customers says something, on whichever channel."""
        await self._import(
            type="interaction",
            source="shop",
            id=id,
            channel=channel,
            kind="message",
            direction="in",
            started_at=self._ago(days_ago),
            text=text,
            person={"id": by},
        )

    # What its supervisors see and do

    async def lets_time_pass(self) -> None:
        """The server does what it does about once a second."""
        clock = InsightClock(
            Marker(self._graph, insight_book()), Sender(self._graph, self._ingest), always
        )
        while await clock.tick():
            pass
        await self._keeper.catch_up()

    async def causes(self) -> Sequence[Json]:
        return [one["node"] for one in (await self._asks(CAUSES))["edges"]]

    async def cause(self, id: str) -> Json:
        return await self._asks(CAUSE, id=id)

    async def silent(self, of: str) -> Sequence[Json]:
        found = await self._asks(SILENT, of=of)
        return [one["node"] for one in found["edges"]]

    async def drafts(self, form: str) -> str:
        """Return the id of a new draft."""
        made = await self._asks(MAKE, form=form)
        assert made["__typename"] == "Noticed", made
        return made["notice"]["id"]

    async def approves(self, notice: str) -> None:
        approved = await self._asks(APPROVE, id=notice)
        assert approved["__typename"] == "Noticed", approved

    async def recipients(self, notice: str) -> Sequence[Json]:
        found = await self._asks(PREVIEW, id=notice)
        return [one["node"] for one in found["edges"]]

    async def result(self, notice: str) -> Json:
        return await self._asks(RESULT, id=notice)

    async def due(self) -> Sequence[str]:
        """Return whom connectors were asked to tell something, one by one."""
        return [row["customer"] for row in await self._graph.read(DUE)]

    async def _asks(self, query: str, **variables: object) -> Any:
        if not self._leader:
            self._leader = await make_key(self._graph, Role.SUPERVISOR, "supervisor")
        response = await self._client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self._leader}"},
        )
        answer = response.json()
        assert "errors" not in answer, answer
        (one,) = answer["data"].values()
        return one
