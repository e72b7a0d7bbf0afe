"""An agent promises: it is on file, on every screen, and kept or withdrawn by a word."""

import pytest

from context.ingest import Ingest
from context.pop import Desk, Lookup, screen_pop
from context.promises.making import NewPromise, keep_promise, make_promise, withdraw_promise
from context.promises.model import Kind, Status
from context.promises.shipped import shipped_promises
from identity.errors import NothingToDoError, UnknownError
from identity.merging import merge_customers, split_customer
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity
from tests.context.promises import ANA, START, later, ms, said

BOB = PersonRecord("crm", "bob", name="Bob Stone", city="Reno", emails=("bob@example.com",))
EVENTS = "MATCH (e:Event) RETURN e.kind AS kind, e.subjects AS subjects ORDER BY e.number"


@pytest.fixture
async def identity(graph, keys) -> Identity:
    identity = open_identity(graph, keys, IdentitySettings())
    await Ingest(Resolver(identity)).ingest([ANA, BOB, said("1", "Hello.")])
    return identity


async def id_of(identity: Identity, email: str) -> str:
    pop = await screen_pop(Desk(identity), Lookup(email=email), now=START)
    return pop.customer.id


async def promise_ana(identity: Identity, **changes):
    ana = await id_of(identity, "ana@example.com")
    new = NewPromise(customer_id=ana, **{"kind": Kind.CALL_BACK, "key": "k1", **changes})
    return await make_promise(identity, new, actor="Kim", at_ms=ms(START), rules=shipped_promises())


async def popped(identity: Identity, email: str, hours: float):
    pop = await screen_pop(Desk(identity), Lookup(email=email), now=later(hours))
    return pop.promises


async def told(graph) -> list[str]:
    rows = await graph.read(EVENTS)
    return [row["kind"] for row in rows if row["kind"].startswith("promise")]


async def test_it_stands_in_the_next_pop_in_words(graph, identity):
    await promise_ana(identity, due_ms=ms(later(8)))

    (promise,) = await popped(identity, "ana@example.com", 1)

    assert promise.words == "Promised to call back by 17:00 today; 7 hours left"
    assert (promise.made_by, promise.owner, promise.status) == ("Kim", "Kim", Status.OPEN)
    assert await told(graph) == ["promise_made"]


async def test_past_its_time_it_is_broken_in_the_next_pop_before_any_clock_ran(identity):
    await promise_ana(identity, due_ms=ms(later(8)))

    (promise,) = await popped(identity, "ana@example.com", 11)

    assert promise.status is Status.BROKEN
    assert promise.words == "Promised to call back by 17:00 today; broken 3 hours ago"


async def test_without_a_time_it_is_due_when_such_promises_are(identity):
    await promise_ana(identity)

    (promise,) = await popped(identity, "ana@example.com", 1)

    assert promise.due_assumed
    assert promise.words.startswith("Promised to call back by 18:00 tomorrow, the usual time")


async def test_sent_again_with_its_key_it_is_made_once(graph, identity):
    first = await promise_ana(identity, due_ms=ms(later(8)))
    second = await promise_ana(identity, due_ms=ms(later(8)))

    assert first == second
    assert len(await popped(identity, "ana@example.com", 1)) == 1
    assert await told(graph) == ["promise_made"]


async def test_kept_by_a_word_it_stays_kept(graph, identity):
    made = await promise_ana(identity, due_ms=ms(later(8)))
    kept = await keep_promise(
        identity, made.id, actor="Lee", at_ms=ms(later(9)), rules=shipped_promises()
    )

    assert (kept.status, kept.late, kept.kept_by) == (Status.KEPT, True, "Lee")
    with pytest.raises(NothingToDoError, match="kept already"):
        await withdraw_promise(
            identity, made.id, None, actor="Lee", at_ms=ms(later(9)), rules=shipped_promises()
        )
    assert await told(graph) == ["promise_made", "promise_kept"]


async def test_withdrawn_it_says_why_and_is_never_broken(identity):
    made = await promise_ana(identity, due_ms=ms(later(8)))
    await withdraw_promise(
        identity, made.id, "she wrote instead", actor="Lee", at_ms=ms(START),
        rules=shipped_promises(),
    )  # fmt: skip

    (promise,) = await popped(identity, "ana@example.com", 30)

    assert promise.words.endswith("withdrawn: she wrote instead")


async def test_it_goes_with_the_customers_records_when_they_merge_and_split(identity):
    await promise_ana(identity, due_ms=ms(later(8)))
    ana, bob = [await id_of(identity, f"{one}@example.com") for one in ("ana", "bob")]

    await merge_customers(identity, [ana, bob], actor="Lee", why=None)
    merged = await popped(identity, "bob@example.com", 1)
    record = identity.keys.record("crm", "bob")
    await split_customer(identity, ana, [[record]], actor="Lee", why=None)

    assert len(merged) == 1
    assert len(await popped(identity, "ana@example.com", 1)) == 1
    assert await popped(identity, "bob@example.com", 1) == ()


async def test_made_in_an_interaction_it_hangs_on_it_and_on_no_stranger(graph, identity):
    made = await promise_ana(identity, interaction=("mail", "1"))

    assert made.interaction_id == "1"
    with pytest.raises(UnknownError, match="interaction of this customer"):
        await promise_ana(identity, interaction=("mail", "9"), key="k2")


async def test_nobody_is_promised_anything_who_is_not_there(identity):
    with pytest.raises(UnknownError, match="customer"):
        await make_promise(
            identity,
            NewPromise(customer_id="nobody", kind=Kind.REPLY),
            actor="Kim", at_ms=0, rules=shipped_promises(),
        )  # fmt: skip
    with pytest.raises(UnknownError, match="promise"):
        await keep_promise(identity, "p9", actor="Kim", at_ms=0, rules=shipped_promises())
