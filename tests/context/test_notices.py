"""A notice: who is told, in turns and once, who is left out and why, and what it came to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from context.insights.notices import (
    Making,
    approve_notice,
    cancel_notice,
    make_notice,
    preview,
    read_notice,
)
from context.insights.results import result_of
from context.insights.sending import Sender
from graph.queries.notices import letters_of
from identity.errors import NothingToDoError, UnknownError
from identity.records import Consent
from tests.context.insights import (
    ALL_TOLD,
    DAY,
    NOW,
    Company,
    about_contract,
    ms,
    person,
    risen,
    said,
)

pytestmark = pytest.mark.graph
ANA, BEN, CLEO, DEV = (person(name) for name in ("Ana", "Ben", "Cleo", "Dev"))
NAMES = (
    "Abigail Bartholomew Clementine Demetrius Esperanza Ferdinand Guinevere Humphrey Isadora "
    "Jasper Katarina Leopold Magnolia Nathaniel Octavia Percival Quentin Rosalind Sebastian "
    "Theodora Ulysses Valentina Wolfgang Xiomara Yolanda Zachariah"
)
CROWD = [person(name) for name in NAMES.split()]
EVENTS = """
MATCH (e:Event)
WHERE e.kind STARTS WITH 'notice'
RETURN e.kind AS kind, e.customers AS customers, e.subjects AS subjects
ORDER BY e.number
"""
OURS = """
MATCH (n:Interaction)
WHERE n.kind = 'notice'
MATCH (n)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
RETURN c.given_name AS name, n.channel AS channel, n.text AS text
ORDER BY name
"""


@pytest.fixture
def company(graph, keys) -> Company:
    return Company(graph, keys, ALL_TOLD)


async def made(company: Company, form: str = "all", key: str = "k"):
    return await make_notice(company.place(), form, Making("Kim", ms(NOW), key))


async def approved(company: Company, form: str = "all"):
    notice = await made(company, form)
    return await approve_notice(company.graph, notice.id, actor="Kim", at_ms=ms(NOW))


async def recipients(company: Company, id: str):
    return await preview(company.graph, id, first=100, after=None)


async def reasons(company: Company, id: str) -> dict[str, str | None]:
    return {one.customer_name.split()[0]: one.reason for one in await recipients(company, id)}


async def names_told(company: Company) -> list[str]:
    return [row["name"] for row in await company.graph.read(OURS)]


async def test_a_draft_tells_nobody_and_shows_who_would_get_what(company):
    await company.hears(*risen(ANA))

    notice = await made(company)
    await company.sends()

    (one,) = await recipients(company, notice.id)
    assert (notice.state, one.state, one.channel) == ("draft", "waiting", "email")
    assert one.text == "Hello Ana, Home internet costs 49.99 USD now."
    assert one.why.startswith("Home internet went from 39.99 USD to 49.99 USD")
    assert await names_told(company) == []


async def test_the_same_key_makes_it_once(company):
    await company.hears(*risen(ANA))

    first, again = await made(company), await made(company)

    assert first.id == again.id
    assert first.id.startswith("n_")  # never with a hyphen: it is an argument of commands


async def test_approved_it_is_on_file_told_of_once_and_never_again(company):
    await company.hears(*risen(ANA), *risen(BEN))
    notice = await approved(company)

    await company.sends()
    await company.sends()

    kinds = [row["kind"] for row in await company.graph.read(EVENTS)]
    assert await names_told(company) == ["Ana", "Ben"]
    assert kinds.count("notice.due") == 2
    assert kinds[-1] == "notice.done"
    assert (await read_notice(company.graph, notice.id)).state == "done"
    assert await company.silent("price-rise-untold") == []


class Dying:
    """Takes records in, and dies before anybody hears of it."""

    def __init__(self, sink):
        self._sink = sink

    async def ingest(self, records, *, live=False):
        await self._sink.ingest(records, live=live)
        raise ConnectionResetError


async def test_a_turn_that_was_cut_off_is_taken_again_and_tells_once(company):
    await company.hears(*risen(ANA))
    await approved(company)
    with pytest.raises(ConnectionResetError):
        await Sender(company.graph, Dying(company.ingest)).step(now_ms=ms(NOW))

    await company.sends(at=NOW + timedelta(seconds=5))

    due = [row for row in await company.graph.read(EVENTS) if row["kind"] == "notice.due"]
    assert await names_told(company) == ["Ana"]
    assert len(due) == 1


async def test_who_complains_between_draft_and_turn_is_left_out(company):
    await company.hears(*risen(ANA), *risen(BEN))
    notice = await approved(company)
    await company.hears(said("1", "You raised my rate!", BEN, days_ago=0.1))

    await company.sends()

    assert await names_told(company) == ["Ana"]
    assert (await reasons(company, notice.id))["Ben"] == "complained"


async def test_who_refuses_every_channel_is_left_out_with_the_reason(company):
    refuses = replace(BEN, consents=(Consent("any", "service", given=False),))
    nowhere = replace(CLEO, emails=())
    await company.hears(*risen(ANA), *risen(refuses), *risen(nowhere))

    notice = await made(company)

    assert await reasons(company, notice.id) == {
        "Ana": None,
        "Ben": "refused",
        "Cleo": "unreachable",
    }


async def test_nobody_who_had_another_notice_lately_gets_one(company):
    other = {"direction": "out", "kind": "notice", "days_ago": 3}
    await company.hears(*risen(ANA), *risen(BEN))
    await company.hears(said("1", "Our shop has moved", BEN, **other))

    notice = await made(company)

    assert await reasons(company, notice.id) == {"Ana": None, "Ben": "lately"}


async def test_at_most_so_many_are_told_a_day(graph, keys):
    company = Company(graph, keys, ALL_TOLD.replace("hold_out", "per_day = 2\nhold_out"))
    await company.hears(*(one for who in (ANA, BEN, CLEO, DEV) for one in risen(who)))
    await company.hears(*risen(CROWD[0]))
    await approved(company)

    counts = []
    for day in range(4):
        await company.sends(at=NOW + day * DAY + timedelta(minutes=day))
        counts.append(len(await names_told(company)))

    assert counts == [2, 4, 5, 5]


async def test_cancelled_it_tells_nobody_any_more_and_forgets_who_was_waiting(company):
    await company.hears(*risen(ANA))
    notice = await approved(company)

    cancelled = await cancel_notice(company.graph, notice.id, actor="Kim", at_ms=ms(NOW))
    await company.sends()

    assert (cancelled.state, cancelled.counts) == ("cancelled", ())
    assert await names_told(company) == []
    with pytest.raises(NothingToDoError, match="cancelled already"):
        await approve_notice(company.graph, notice.id, actor="Kim", at_ms=ms(NOW))


async def test_nobody_to_tell_is_refused(company):
    with pytest.raises(NothingToDoError, match="nobody can be told"):
        await made(company)
    with pytest.raises(UnknownError, match="no-such"):
        await made(company, "no-such")


async def test_letters_go_to_who_cannot_be_reached_otherwise(company):
    home = {"address": "5 Oak Row", "postcode": "78701", "country": "US"}
    await company.hears(*risen(replace(ANA, emails=(), **home)))
    notice = await approved(company)
    await company.sends()

    (letter,) = await letters_of(company.graph, notice.id, limit=10)

    assert (letter.channel, letter.customer_name) == ("letter", "Ana Anason")


async def test_the_held_out_are_not_told_and_their_contacts_say_what_was_avoided(graph, keys):
    half = ALL_TOLD.replace("hold_out_percent = 0", "hold_out_percent = 50")
    company = Company(graph, keys, half)
    await company.hears(*(one for who in CROWD for one in risen(who)))
    notice = await approved(company)
    await company.sends()
    held = [one for one in await recipients(company, notice.id) if one.group == "held_out"]
    by_name = {one.given_name: one for one in CROWD}
    for one in held:
        who = by_name[one.customer_name.split()[0]]
        await company.hears(said(f"c{who.source_id}", "My bill went up!", who, days_ago=-1))

    result = await result_of(graph, notice.id, now_ms=ms(NOW + 2 * DAY))

    told = len(CROWD) - len(held)
    assert {one.state for one in held} == {"held"}
    assert not {one.customer_name.split()[0] for one in held} & set(await names_told(company))
    assert (result.effect.told, result.effect.told_contacts) == (told, 0)
    assert result.effect.held_out_contacts == len(held) > 5
    assert result.effect.avoided == pytest.approx(told)
    assert 0 < result.effect.low < told < result.effect.high
    assert not result.is_complete
    assert (await result_of(graph, notice.id, now_ms=ms(NOW + 40 * DAY))).is_complete


async def test_who_is_held_out_gets_no_other_notice_while_that_is_measured(graph, keys):
    rules = ALL_TOLD.replace("hold_out_percent = 0", "hold_out_percent = 50")
    company = Company(graph, keys, rules)
    await company.hears(*(one for who in CROWD for one in risen(who)))
    await approved(company)
    await company.sends()

    with pytest.raises(NothingToDoError, match="nobody can be told"):
        await make_notice(company.place(), "all", Making("Kim", ms(NOW + DAY), "k2"))


async def test_a_notice_of_the_companys_own_system_counts(company):
    told = {"direction": "out", "kind": "notice", "about": about_contract(ANA)}
    await company.hears(*risen(ANA), *risen(BEN))
    await company.hears(said("1", "Your price goes up", ANA, days_ago=40, **told))

    notice = await made(company)

    assert (await reasons(company, notice.id))["Ana"] == "told"
