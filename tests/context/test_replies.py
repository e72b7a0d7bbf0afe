"""Replies are judged when they arrive: is this what everybody gets?"""

from datetime import UTC, datetime, timedelta

import pytest

from context.ingest import Ingest
from context.records import InteractionRecord
from identity.records import PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

CANNED = """
MATCH (n:Interaction {direction: 'out'})
RETURN n.source_id AS id, n.canned AS canned, n.canned_like AS like, n.canned_why AS why
ORDER BY id
"""


@pytest.fixture
def identity(graph, keys) -> Identity:
    return open_identity(graph, keys, IdentitySettings())


def message(id_: str, who: str, text: str, *, out: bool = False, answers: str | None = None):
    return InteractionRecord(
        source="x",
        source_id=id_,
        person=PersonRecord(source="x", source_id=who, kind=RecordKind.PROFILE, name=who),
        channel="social",
        kind="reply" if out else "mention",
        direction="out" if out else "in",
        started_at=START + timedelta(minutes=int(id_)),
        text=text,
        in_reply_to=answers,
    )


async def verdicts(graph) -> dict[str, bool]:
    return {row["id"]: row["canned"] for row in await graph.read(CANNED)}


async def test_a_reply_that_everybody_gets_is_canned(graph, identity):
    ingest = Ingest(Resolver(identity))
    standard = "Hi {}, we are sorry to hear that. Please send us a direct message. ^JB"
    for number, who in enumerate(("Ana", "Ben", "Cleo")):
        asks, answers = str(2 * number + 1), str(2 * number + 2)
        await ingest.ingest(
            [
                message(asks, who, f"my kettle {number} is broken"),
                message(answers, who, standard.format(who), out=True, answers=asks),
            ]
        )

    assert await verdicts(graph) == {"2": True, "4": True, "6": True}


async def test_an_answer_is_none(graph, identity):
    ingest = Ingest(Resolver(identity))
    await ingest.ingest(
        [
            message("1", "Ana", "where is my kettle? order 1001"),
            message(
                "2",
                "Ana",
                "Your kettle left our warehouse in Leeds on Tuesday and reaches you on Friday.",
                out=True,
                answers="1",
            ),
        ]
    )

    assert await verdicts(graph) == {"2": False}


async def test_the_first_of_many_is_judged_again(graph, identity):
    ingest = Ingest(Resolver(identity))
    text = "We always want every visit to be great. Our hub has more on this."
    await ingest.ingest([message("0", "Ana", text, out=True)])
    alone = await verdicts(graph)

    await ingest.ingest([message("1", "Ben", text, out=True)])

    assert alone == {"0": False}
    assert await verdicts(graph) == {"0": True, "1": True}


async def test_arriving_twice_changes_nothing(graph, identity):
    ingest = Ingest(Resolver(identity))
    batch = [message("1", "Ana", "Please send us a direct message so that we can help.", out=True)]
    await ingest.ingest(batch)
    before = await graph.read(CANNED)

    await ingest.ingest(batch)

    assert await graph.read(CANNED) == before
    assert before[0]["why"]
