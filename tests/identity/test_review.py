"""Pairs are queued, shown, judged and taken back; checks of automatic links are among them."""

from dataclasses import replace

import pytest

from graph.access import Graph
from identity.calibration import FEWEST_JUDGED, model_digest
from identity.calibration_memory import CalibrationMemory
from identity.explanation import Outcome
from identity.judged_pairs import free_weights, read_judged, recalibrate
from identity.judgement import JudgedAs
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.review_desk import ReviewDesk
from identity.review_order import QueuedTask
from identity.review_queue import QueueOptions, review_queue

pytestmark = pytest.mark.graph

NOW_MS = 1_793_610_000_000
ANA = PersonRecord(
    source="shop",
    source_id="c17",
    given_name="Ana",
    family_name="Lopez",
    city="Austin, TX",
    emails=("ana@example.com",),
    phones=("(555) 010-0123",),
)
ANA_IN_CRM = PersonRecord(
    source="crm", source_id="9", name="Anna Lopez", city="Austin", phones=("+1 555 010 0123",)
)
SPOUSE = replace(ANA_IN_CRM, source_id="10", name="A. Lopez")
CUSTOMERS = "MATCH (:SourceRecord)-[:RESOLVED_TO]->(c:Customer) RETURN count(DISTINCT c) AS n"


async def queue(resolver: Resolver, **options) -> list[QueuedTask]:
    usual = {"limit": 10, "check_every": 0}
    return await review_queue(
        resolver.identity, QueueOptions(**{**usual, **options}), judged=[], now_ms=NOW_MS
    )


async def customers(graph: Graph) -> int:
    (row,) = await graph.read(CUSTOMERS)
    return row["n"]


@pytest.fixture
def desk(identity) -> ReviewDesk:
    return ReviewDesk(identity, "ana the reviewer")


async def test_a_pair_in_doubt_is_shown_with_both_sides_and_the_evidence(resolver, desk):
    await resolver.ingest([ANA, ANA_IN_CRM])
    await resolver.ingest([SPOUSE])

    (task,) = await queue(resolver)
    case = await desk.case(task)

    sides = {(one.source, one.source_id): one for one in (case.left, case.right)}
    spouse = sides.pop(("crm", "10"))
    (other,) = sides.values()
    assert dict(spouse.told)["phone"] == "+1 555 010 0123"
    assert len(spouse.beside) == 0
    assert len(other.beside) == 1
    assert case.explanation.outcome is Outcome.REVIEW
    assert case.explanation.veto == "only evidence that a household shares"
    assert not case.sampled


async def test_same_joins_them_and_undo_brings_the_question_back(resolver, desk, graph):
    await resolver.ingest([ANA])
    await resolver.ingest([SPOUSE])
    (task,) = await queue(resolver)

    decision = await desk.judge(await desk.case(task), JudgedAs.SAME)

    assert await customers(graph) == 1
    assert await queue(resolver) == []
    assert await desk.case(task) is None
    await desk.undo(decision)
    assert await customers(graph) == 2
    assert [one.id for one in await queue(resolver)] == [task.id]


async def test_unsure_puts_a_pair_behind_the_others(resolver, desk):
    await resolver.ingest([ANA])
    await resolver.ingest([SPOUSE, replace(SPOUSE, source_id="11", name="Jaime Lopez")])
    first, *others = await queue(resolver)

    await desk.defer(await desk.case(first))

    again = await queue(resolver)
    assert {one.id for one in again} == {first.id, *(one.id for one in others)}
    assert again[-1].id == first.id
    assert again[-1].unsure_at_ms > 0


async def test_a_check_is_an_automatic_link_and_is_drawn_by_the_seed(resolver, desk):
    await resolver.ingest([ANA, ANA_IN_CRM])

    (check,) = await queue(resolver, check_every=10)
    case = await desk.case(check)

    assert check.sampled
    assert case.sampled
    assert case.explanation.outcome is Outcome.LINK
    assert {case.left.source, case.right.source} == {"shop", "crm"}
    assert await queue(resolver, check_every=10) == [check]


async def test_a_check_that_is_right_is_not_drawn_again(resolver, desk, graph):
    await resolver.ingest([ANA, ANA_IN_CRM])
    (check,) = await queue(resolver, check_every=10)

    await desk.judge(await desk.case(check), JudgedAs.SAME)

    assert await customers(graph) == 1
    assert await queue(resolver, check_every=10) == []
    (judged,) = await read_judged(resolver.identity)
    assert (judged.same, judged.sampled, judged.vetoed) == (True, True, False)


async def test_a_check_that_is_wrong_takes_the_customer_apart(resolver, desk, graph):
    await resolver.ingest([ANA, ANA_IN_CRM])
    (check,) = await queue(resolver, check_every=10)
    case = await desk.case(check)

    decision = await desk.judge(case, JudgedAs.DIFFERENT)

    assert await customers(graph) == 2
    (judged,) = await read_judged(resolver.identity)
    assert (judged.same, judged.sampled) == (False, True)
    assert judged.weight == case.explanation.weight  # as the judge saw it, not as it is now
    await desk.undo(decision)
    assert await customers(graph) == 1
    assert await read_judged(resolver.identity) == []


async def test_an_unsure_check_is_not_drawn_again(resolver, desk):
    await resolver.ingest([ANA, ANA_IN_CRM])
    (check,) = await queue(resolver, check_every=10)

    await desk.defer(await desk.case(check))

    assert await queue(resolver, check_every=10) == []


async def test_a_veto_is_remembered_with_the_verdict(resolver, desk):
    await resolver.ingest([ANA])
    await resolver.ingest([SPOUSE])
    (task,) = await queue(resolver)
    case = await desk.case(task)

    await desk.judge(case, JudgedAs.DIFFERENT)

    (judged,) = await read_judged(resolver.identity)
    assert (judged.same, judged.vetoed) == (False, True)
    assert judged.weight == case.explanation.weight


async def test_under_another_model_a_judged_pair_is_weighed_anew(resolver, desk):
    await resolver.ingest([ANA])
    await resolver.ingest([SPOUSE])
    (task,) = await queue(resolver)
    case = await desk.case(task)
    await desk.judge(case, JudgedAs.DIFFERENT)
    identity = resolver.identity
    other = replace(identity.model, fewest_customers=2_000_000)
    assert model_digest(other) != model_digest(identity.model)

    (judged,) = await read_judged(replace(identity, model=other))

    # 200 times the customers are 7.6 bits less, of which a shared phone gives some back.
    assert judged.weight < case.explanation.weight - 4
    assert judged.vetoed


async def test_links_and_free_doubts_are_the_pairs_that_a_threshold_is_about(resolver):
    await resolver.ingest([ANA, ANA_IN_CRM])
    await resolver.ingest([SPOUSE])

    weights = [one async for one in free_weights(resolver.identity)]

    assert len(weights) == 1  # the spouse's pair is held back by a veto, whatever it weighs
    assert weights[0] > 4


async def test_a_calibration_holds_for_its_own_model_only(resolver, desk):
    await resolver.ingest([ANA])
    await resolver.ingest([SPOUSE])
    (task,) = await queue(resolver)
    await desk.judge(await desk.case(task), JudgedAs.DIFFERENT)
    identity = resolver.identity
    judged = await read_judged(identity) * FEWEST_JUDGED

    stored = await recalibrate(identity, judged, now_ms=NOW_MS)

    await identity.calibrated.refresh(identity.graph, identity.model)
    assert identity.calibration == stored
    assert stored.probability(10.0, vetoed=True) < 0.1
    other = CalibrationMemory()
    await other.refresh(identity.graph, replace(identity.model, fewest_customers=77))
    assert other.current is None
