"""A mention is on the board at once; one person at a time deals with it; nobody answers twice."""

import asyncio
from datetime import timedelta

import pytest

from context.ingest import Ingest
from context.mentions.board import board, mention
from context.mentions.clock import MentionClock
from context.mentions.handling import Doing, answer, claim, close, move_to_private, release
from context.mentions.model import WAITING, Status
from graph.access import Statement
from identity.errors import NothingToDoError, UnknownError
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tests.context.mentions import NOW, Book, post, reply, shop, somebody

pytestmark = pytest.mark.graph

RULES = shop().rules
MS = round(NOW.timestamp() * 1000)
OLIVER = somebody("Oliver")
RAZOR = post("p1", "Northwind sold me an expired razor and shrugged", OLIVER, reach=900)
TOLD = """
MATCH (e:Event)
WHERE e.kind STARTS WITH 'mention'
RETURN e.kind AS kind, e.subjects AS subjects, e.customers AS customers
ORDER BY e.number
"""
SPEND = "UNWIND range(1, 40) AS n CREATE (:PendingMention {key: 'later' + toString(n), at_ms: 1})"


@pytest.fixture
async def ingest(graph, keys) -> Ingest:
    return Ingest(Resolver(open_identity(graph, keys, IdentitySettings())), mentions=Book())


async def waiting(graph, **more):
    return await board(graph, WAITING, after=None, limit=20, now_ms=MS, **more)


async def the_mention(graph, ingest, *records):
    await ingest.ingest([RAZOR, *records])
    (found,) = await waiting(graph)
    return found


def by(name: str, *, minutes: int = 0, **more) -> Doing:
    return Doing(name, MS + minutes * 60_000, **more)


async def kinds(graph) -> list[str]:
    return [row["kind"] for row in await graph.read(TOLD)]


async def test_an_untagged_post_is_on_the_board_with_its_clock(graph, ingest):
    found = await the_mention(graph, ingest)

    assert (found.status, found.tagged, found.tone) == (Status.OPEN, False, "negative")
    assert [(one.name, one.how) for one in found.found] == [("Northwind", "name")]
    assert (found.clock, found.overdue) == ("50 minutes left", False)
    assert found.customer.name == "Oliver"
    assert await kinds(graph) == ["mention"]


async def test_what_does_not_speak_of_us_is_not_there(graph, ingest):
    await ingest.ingest([post("p2", "The north wind is cold today", OLIVER)])

    assert await waiting(graph) == []


async def test_a_newer_version_that_speaks_of_us_no_more_takes_it_from_the_board(graph, ingest):
    await the_mention(graph, ingest)
    again = post("p1", "Never mind", OLIVER, updated_at=NOW)

    await ingest.ingest([again])

    assert await waiting(graph) == []


async def test_of_twenty_who_claim_at_once_one_has_it(graph, ingest):
    found = await the_mention(graph, ingest)

    tries = await asyncio.gather(
        *(claim(graph, found.id, by(f"desk {one}"), RULES) for one in range(20)),
        return_exceptions=True,
    )

    won = [one for one in tries if not isinstance(one, BaseException)]
    assert len(won) == 1
    assert all(isinstance(one, NothingToDoError) for one in tries if one is not won[0])
    assert (await mention(graph, found.id, now_ms=MS)).claimed_by == won[0].claimed_by
    assert await kinds(graph) == ["mention", "mention_claimed"]


async def test_twenty_desks_behind_one_key_are_twenty_as_well(graph, ingest):
    found = await the_mention(graph, ingest)

    tries = await asyncio.gather(
        *(claim(graph, found.id, by("the desktop"), RULES) for _ in range(20)),
        return_exceptions=True,
    )

    assert sum(not isinstance(one, BaseException) for one in tries) == 1


async def test_only_who_claimed_it_answers_and_nobody_twice(graph, ingest):
    found = await the_mention(graph, ingest)
    await claim(graph, found.id, by("Kim"), RULES)

    with pytest.raises(NothingToDoError, match="is claimed by Kim"):
        await answer(graph, found.id, "So sorry", by("Ben"), RULES)
    answered = await answer(graph, found.id, "So sorry, Oliver", by("Kim"), RULES)
    with pytest.raises(NothingToDoError, match="is answered by Kim"):
        await answer(graph, found.id, "Sorry again", by("Kim"), RULES)

    assert (answered.status, answered.answer_text) == (Status.ANSWERED, "So sorry, Oliver")
    assert answered.clock == "answered in time"
    assert await waiting(graph) == []
    assert (await kinds(graph))[-1] == "mention_answered"


async def test_given_back_somebody_else_may_have_it(graph, ingest):
    found = await the_mention(graph, ingest)
    await claim(graph, found.id, by("Kim"), RULES)

    with pytest.raises(NothingToDoError):
        await release(graph, found.id, by("Ben"), RULES)
    await release(graph, found.id, by("Ben", anybodys=True), RULES)
    again = await claim(graph, found.id, by("Ben"), RULES)

    assert again.claimed_by == "Ben"


async def test_moved_to_private_it_counts_as_answered_and_can_be_closed(graph, ingest):
    found = await the_mention(graph, ingest)

    moved = await move_to_private(graph, found.id, by("Kim", minutes=5), RULES)
    closed = await close(graph, found.id, "refunded", by("Kim", minutes=60), RULES)

    assert (moved.status, moved.clock) == (Status.PRIVATE, "answered in time")
    assert (closed.status, closed.closed_why) == (Status.CLOSED, "refunded")
    shown = await board(graph, [Status.CLOSED], after=None, limit=20, now_ms=MS)
    assert [one.id for one in shown] == [found.id]


async def test_a_mention_that_there_is_not_is_unknown(graph):
    with pytest.raises(UnknownError):
        await claim(graph, "m9", by("Kim"), RULES)


async def test_a_reply_of_ours_answers_it_but_a_standard_one_does_not(graph, ingest):
    others = [post(f"o{n}", f"Northwind: my kettle {n} broke", somebody(f"P{n}")) for n in "123"]
    standard = "We are sorry to hear that. Please send us a direct message."
    await ingest.ingest([RAZOR, *others])
    await ingest.ingest([reply(f"r{one.source_id}", one, standard) for one in others])
    await ingest.ingest([reply("r1", RAZOR, "I have refunded the razor, Oliver.")])

    left = {one.interaction_id for one in await waiting(graph)}

    assert left == {"o1", "o2", "o3"}


async def test_the_reply_may_come_before_the_post(graph, ingest):
    await ingest.ingest([reply("r1", RAZOR, "I have refunded the razor, Oliver.")])
    await ingest.ingest([RAZOR])

    assert await waiting(graph) == []


async def always() -> bool:
    return True


def clock(graph, minutes: float) -> MentionClock:
    return MentionClock(graph, Book(), always, now=lambda: MS + round(minutes * 60_000))


async def test_after_its_hour_it_is_told_once_that_nobody_answered(graph, ingest):
    found = await the_mention(graph, ingest)

    for minutes in (49, 51, 52):
        await clock(graph, minutes).turn()

    assert await kinds(graph) == ["mention", "mention_overdue"]
    late = await mention(graph, found.id, now_ms=MS + 62 * 60_000)
    assert (late.overdue, late.clock) == (True, "overdue for 12 minutes")


async def test_a_claim_that_came_to_nothing_is_given_back(graph, ingest):
    found = await the_mention(graph, ingest)
    await claim(graph, found.id, by("Kim"), RULES)

    await clock(graph, 29).turn()
    assert (await mention(graph, found.id, now_ms=MS)).status is Status.CLAIMED
    await clock(graph, 31).turn()

    assert (await mention(graph, found.id, now_ms=MS)).status is Status.OPEN
    assert (await kinds(graph))[-1] == "mention_released"


async def test_after_a_week_nobody_has_to_answer(graph, ingest):
    await the_mention(graph, ingest)

    await clock(graph, 8 * 24 * 60).turn()

    assert await waiting(graph) == []


async def test_history_that_is_imported_waits_for_nobody_and_is_not_told(graph, ingest):
    old = post("p0", "Northwind again", OLIVER, started_at=NOW - timedelta(days=30))

    await ingest.ingest([old])

    assert await waiting(graph) == []
    assert await kinds(graph) == []


async def test_two_clocks_at_once_tell_it_once(graph, ingest):
    await the_mention(graph, ingest)

    await asyncio.gather(*(clock(graph, 51).turn() for _ in range(3)))

    assert await kinds(graph) == ["mention", "mention_overdue"]


async def test_what_waits_without_a_mention_is_cleared_away(graph, ingest):
    await graph.write([Statement(SPEND)])

    await clock(graph, 0).turn()

    assert (await graph.read("MATCH (w:PendingMention) RETURN count(w) AS n"))[0]["n"] == 0


async def test_a_page_of_the_board_goes_on_where_the_last_one_ended(graph, ingest):
    await ingest.ingest(
        [post(f"p{n}", "Northwind, hello?", somebody(f"P{n}"), reach=10**n) for n in range(1, 6)]
    )

    first = await board(graph, WAITING, after=None, limit=3, now_ms=MS)
    last = first[-1]
    rest = await board(graph, WAITING, after=(last.points, last.id), limit=3, now_ms=MS)

    listed = [one.interaction_id for one in [*first, *rest]]
    assert listed == ["p5", "p4", "p3", "p2", "p1"]
