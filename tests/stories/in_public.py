"""What customers of the company say in public, and what its response team does about it."""

import asyncio
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

MENTION = """
id source interactionId text at reach rating tagged tone points why status due overdue clock
found { name how written } media { url kind text } competitors
claimedBy claimedAt answeredBy answeredAt answerText privateAt closedWhy
customer { id name city } loop { step reach }
"""
BOARD = f"""
query Board($status: [MentionStatus!]) {{
  mentions(first: 20, status: $status) {{ edges {{ node {{ {MENTION} }} }} }}
}}
"""
ONE = f"""
query One($id: ID!) {{
  mention(id: $id) {{ {MENTION} helpful {{ customer {{ name }} text thanked why }} }}
}}
"""
FIRESTORMS = """
{ firestorms(first: 20) { edges { node {
  id places reach owns tried since warnedAt customer { id name }
} } } }
"""
SOCIAL = """
query Social($id: ID!) { customer(id: $id) { social {
  accounts { network handle followers place }
  history { positive negative reach standing why }
  helped { text thanked }
} } }
"""
LOOPS = """
query Loops($lookup: LookupInput!) { screenPop(lookup: $lookup) {
  closedMatters { closedBy loop { step reach } praise { reach } }
  matters { subject loop { step reach } }
} }
"""
CHANGED = f"""
__typename ... on MentionChanged {{ mention {{ {MENTION} }} }} ... on Refused {{ reason message }}
"""
EVENTS = """
MATCH (e:Event)
WHERE e.kind STARTS WITH $kind
RETURN e.kind AS kind, e.customers AS customers
ORDER BY e.number
"""


class InPublic:
    """A part of the company: everything that others can read. Times count back from now."""

    async def reads_post(
        self, id: str, text: str, *, by: Json, days_ago: float, on: str = "x", **more: object
    ) -> None:
        """Somebody says something, and does not say it to us."""
        person = {**by, "handles": [{"network": on, **by["handle"]}]} if "handle" in by else by
        person = {key: value for key, value in person.items() if key != "handle"}
        await self._import(
            **{
                "type": "interaction",
                "source": on,
                "id": id,
                "channel": "social",
                "kind": "post",
                "public": True,
                "started_at": self._ago(days_ago),
                "text": text,
                "person": person,
                **more,
            }
        )

    async def reads_review(
        self, id: str, text: str, *, by: str, stars: int, days_ago: float
    ) -> None:
        """Somebody with an account reviews us on our own site."""
        await self._import(
            type="interaction",
            source="reviews",
            id=id,
            channel="review",
            kind="review",
            public=True,
            rating=stars,
            started_at=self._ago(days_ago),
            text=text,
            person={"source": "shop", "id": by},
        )

    async def reads_letter_to_the_news(
        self, id: str, text: str, *, by: str, days_ago: float
    ) -> None:
        """The local news passes on what somebody wrote to them."""
        await self._import(
            type="interaction",
            source="news",
            id=id,
            channel="email",
            kind="letter",
            public=True,
            started_at=self._ago(days_ago),
            text=text,
            person={"id": by, "emails": [by]},
        )

    # What the response team sees and does

    async def board(self, *status: str) -> list[Json]:
        await self._keeper.catch_up()
        found = await self._ask(BOARD, {"status": list(status) or None})
        return [one["node"] for one in found["mentions"]["edges"]]

    async def mention(self, id: str) -> Json:
        found: Json = (await self._ask(ONE, {"id": id}))["mention"]
        return found

    async def firestorms(self) -> list[Json]:
        await self._keeper.catch_up()
        found = await self._ask(FIRESTORMS, {})
        return [one["node"] for one in found["firestorms"]["edges"]]

    async def social(self, customer: str) -> Json:
        found: Json = (await self._ask(SOCIAL, {"id": customer}))["customer"]["social"]
        return found

    async def loops(self, **lookup: object) -> list[Json]:
        """Return how far each matter of a contact has come, the closed ones first."""
        await self._keeper.catch_up()
        pop = (await self._ask(LOOPS, {"lookup": lookup}))["screenPop"]
        return [*pop["closedMatters"], *pop["matters"]]

    async def does(self, what: str, id: str, *, by: str, text: str | None = None) -> Json:
        """Have an agent do something about a mention; return what came of it."""
        said = ", $text: String!" if text else ""
        passed = ", text: $text" if text else ""
        query = (
            f"mutation Do($id: ID!, $by: String{said}) "
            f"{{ {what}(id: $id, by: $by{passed}) {{ {CHANGED} }} }}"
        )
        values = {"id": id, "by": by, **({"text": text} if text else {})}
        found: Json = (await self._ask(query, values))[what]
        return found

    async def all_claim(self, id: str, agents: Sequence[str]) -> list[Json]:
        """Have agents claim one mention at the same moment."""
        return await asyncio.gather(*(self.does("claimMention", id, by=one) for one in agents))

    async def told(self, kind: str) -> list[str]:
        """Return the kinds of the events that begin so, in their order."""
        await self._keeper.catch_up()
        return [row["kind"] for row in await self._graph.read(EVENTS, kind=kind)]
