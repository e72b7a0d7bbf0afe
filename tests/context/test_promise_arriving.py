"""What an agent writes is read: the promise is on file with the message, and goes with it."""

import pytest

from context.ingest import Ingest
from context.pop import Desk, Lookup, screen_pop
from context.promises.making import keep_promise
from context.promises.model import Status
from context.promises.settling import settled
from context.promises.shipped import shipped_promises
from graph.model import CustomerId
from graph.queries.pop import customer_by_id
from identity.attribution import move_interaction
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity
from tests.context.promises import ANA, START, later, ms, said

BOB = PersonRecord("crm", "bob", name="Bob Stone", city="Reno", emails=("bob@example.com",))
PENDING = "MATCH (w:PendingPromise) RETURN count(w) AS count"


@pytest.fixture
def identity(graph, keys) -> Identity:
    return open_identity(graph, keys, IdentitySettings())


async def ingest(identity: Identity, *records) -> None:
    await Ingest(Resolver(identity)).ingest([ANA, BOB, *records])


async def popped(identity: Identity, hours: float = 1, email: str = "ana@example.com"):
    return await screen_pop(Desk(identity), Lookup(email=email), now=later(hours))


def a_call(id_: str, hours: float):
    return said(
        id_, "", at=later(hours), channel="voice", source="voice", kind="call", status="ended"
    )


async def test_an_agents_message_makes_a_promise(graph, identity):
    await ingest(identity, said("1", "Sorry, Ana. I'll call you back by 5 pm today."))

    (promise,) = (await popped(identity)).promises

    assert promise.words == "Promised to call back by 17:00 today; 7 hours left"
    assert (promise.made_by, promise.made_how, promise.interaction_id) == ("Kim", "text", "1")
    assert promise.text == "I'll call you back by 5 pm today."


async def test_what_the_customer_writes_promises_nothing(identity):
    await ingest(identity, said("1", "I will call you back by 5 pm.", direction="in"))

    assert (await popped(identity)).promises == ()


async def test_the_pop_stays_one_read(graph, identity):
    await ingest(identity, said("1", "I'll call you back by 5 pm today."))
    graph.reads = 0

    await popped(identity)

    assert graph.reads == 1


async def test_arriving_again_changes_nothing_and_a_new_wording_replaces_the_old(graph, identity):
    first = said("1", "I'll call you back by 5 pm. We will refund you within 3 days.")
    await ingest(identity, first)
    before = (await popped(identity)).promises
    await ingest(identity, first)
    again = (await popped(identity)).promises

    corrected = said("1", "I'll call you back by 4 pm.", updated_at=later(0.5))
    await ingest(identity, corrected)

    (left,) = (await popped(identity)).promises
    assert again == before
    assert len(before) == 2
    assert (left.id, left.due_ms) == (before[0].id, ms(later(7)))


async def test_what_a_person_said_about_it_outlives_a_new_wording(identity):
    await ingest(identity, said("1", "I'll call you back by 5 pm."))
    (promise,) = (await popped(identity)).promises
    await keep_promise(
        identity, promise.id, actor="Lee", at_ms=ms(later(1)), rules=shipped_promises()
    )

    await ingest(identity, said("1", "Never mind.", updated_at=later(2)))

    (left,) = (await popped(identity)).promises
    assert left.status is Status.KEPT


async def test_it_goes_where_its_message_is_moved(identity):
    await ingest(identity, said("1", "I'll call you back by 5 pm today."))
    bob = (await popped(identity, email="bob@example.com")).customer.id
    key = identity.keys.activity("Interaction", "mail", "1")

    await move_interaction(identity, key, bob, actor="Lee", why=None)

    assert (await popped(identity)).promises == ()
    assert len((await popped(identity, email="bob@example.com")).promises) == 1


async def test_a_call_that_comes_in_later_keeps_it_and_is_stored_as_what_did(graph, identity):
    await ingest(identity, said("1", "I'll call you back by 5 pm today."))
    await ingest(identity, a_call("2", 2))
    pop = await popped(identity, hours=12)
    view = await customer_by_id(graph, CustomerId(pop.customer.id))

    statements = settled(view, identity.keys)
    await graph.write(statements)

    stored = await customer_by_id(graph, CustomerId(pop.customer.id))
    assert pop.promises[0].words == "Promised to call back by 17:00 today; kept in time"
    assert (stored.promises[0].status, stored.promises[0].kept_by) == ("kept", "voice 2")
    assert settled(stored, identity.keys) == []
    assert (await graph.read(PENDING))[0]["count"] == 0


async def test_what_kept_it_turns_out_to_be_somebody_elses_and_it_is_open_again(graph, identity):
    await ingest(identity, said("1", "I'll call you back by 5 pm today."))
    await ingest(identity, a_call("2", 2))
    pop = await popped(identity)
    view = await customer_by_id(graph, CustomerId(pop.customer.id))
    await graph.write(settled(view, identity.keys))
    bob = (await popped(identity, email="bob@example.com")).customer.id

    key = identity.keys.activity("Interaction", "voice", "2")
    await move_interaction(identity, key, bob, actor="Lee", why=None)

    (promise,) = (await popped(identity)).promises
    assert promise.status is Status.OPEN


async def test_a_message_far_away_in_time_is_due_in_its_own_time(identity):
    await ingest(identity, said("1", "You will hear from us tomorrow.", at=later(-100 * 24)))

    (promise,) = (await popped(identity)).promises

    assert promise.status is Status.BROKEN
    assert promise.made_at_ms < ms(START)


async def test_whichever_call_comes_in_first_the_earlier_one_has_kept_it(graph, identity):
    await ingest(identity, said("1", "I'll call you back by 5 pm today."))
    for id_, hours in (("late", 3), ("early", 2)):
        await ingest(identity, a_call(id_, hours))
        pop = await popped(identity)
        view = await customer_by_id(graph, CustomerId(pop.customer.id))
        await graph.write(settled(view, identity.keys))

    (promise,) = (await popped(identity, hours=20)).promises

    assert (promise.kept_by, promise.kept_at_ms) == ("voice early", ms(later(2)))
