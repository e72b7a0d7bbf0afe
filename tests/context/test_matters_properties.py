"""Equal evidence gives equal matters, in whatever order it comes and however it is kept."""

import json
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from context.journey.journey import journey
from context.journey.kept import from_text, to_text
from context.journey.model import (
    Attempt,
    Effort,
    Matter,
    MatterJudgement,
    Pivot,
    Praise,
    Reference,
)
from context.journey.present import as_it_stands
from tests.context.matters import DAY_MS, NOW, case, customer, one, order

QUICK = settings(max_examples=60, deadline=None)
TEXTS = (
    None,
    "My kettle leaks",
    "The projector is dead on arrival",
    "Where is my invoice?",
    "Thank you!",
    "Hello? Anybody there?",
    "Which order is it?",
)
STATUSES = (
    None, "queued", "ringing", "abandoned", "answered", "transferred", "voicemail", "ended",
    "closed", "solved", "missed",
)  # fmt: skip
ORDERS = (
    order("1", 30, "Kettle", delivered=25),
    order("2", 9, "Kettle"),
    order("3", 20, "Pocket projector"),
)


@st.composite
def interactions(draw, number):
    channel = draw(st.sampled_from(["voice", "chat", "email", "dm", "social", "sms", "counter"]))
    days_ago = draw(st.integers(0, 160)) / 4
    ended = draw(st.booleans())
    return one(
        channel,
        days_ago,
        id=f"i{number:03}",
        kind=draw(st.sampled_from(["message", "call", "like", "visit"])),
        direction=draw(st.sampled_from(["in", "in", "out"])),
        status=draw(st.sampled_from(STATUSES)),
        text=draw(st.sampled_from(TEXTS)),
        agent=draw(st.sampled_from([None, "a-1", "a-2"])),
        ended_at_ms=round(NOW - days_ago * DAY_MS) + 600_000 if ended else None,
        waited_seconds=draw(st.sampled_from([None, 60])),
        transfers=draw(st.sampled_from([None, 1])),
        public=draw(st.booleans()),
        about=draw(st.sampled_from([(), (), (), ("order 1",), ("order 2",), ("asset w1",)])),
        in_reply_to=draw(st.sampled_from([None, None, "i000", "i001", "i002"])),
        canned=draw(st.booleans()),
    )


@st.composite
def histories(draw):
    count = draw(st.integers(0, 12))
    cases = [case("7", 8, subject="The kettle"), case("8", 3, closed=1, about=("order 1",))]
    return customer(
        *[draw(interactions(number)) for number in range(count)],
        orders=ORDERS[: draw(st.integers(0, 3))],
        cases=tuple(cases[: draw(st.integers(0, 2))]),
    )


def shuffled(view, seed):
    chance = random.Random(seed)
    lists = {name: list(getattr(view, name)) for name in ("interactions", "orders", "cases")}
    for values in lists.values():
        chance.shuffle(values)
    return replace(view, **{name: tuple(values) for name, values in lists.items()})


def partition(matters):
    return {
        frozenset(str(ref) for ref in one.evidence if ref.kind in ("interaction", "case"))
        for one in matters
    }


@QUICK
@given(histories(), st.integers(0, 9))
def test_the_order_of_arrival_says_nothing(view, seed):
    assert journey(shuffled(view, seed)) == journey(view)


@QUICK
@given(histories())
def test_each_piece_of_evidence_is_in_one_matter_at_most(view):
    pieces = [piece for one in partition(journey(view)) for piece in one]

    assert len(pieces) == len(set(pieces))


@QUICK
@given(histories())
def test_unrelated_old_evidence_changes_no_matter(view):
    old = (one("sms", 300, id="old1", text="About a lamp"), one("voice", 250, id="old2"))

    after = journey(replace(view, interactions=(*view.interactions, *old)))

    assert {one.id for one in journey(view)} <= {one.id for one in after}
    assert set(journey(view)) <= set(after)


@QUICK
@given(histories(), st.data())
def test_what_was_put_together_and_split_again_is_as_before(view, data):
    before = journey(view)
    if len(before) < 2:
        return
    left, right = data.draw(st.permutations(before))[:2]
    joined = MatterJudgement(left.evidence[0], right.evidence[0], True)

    together = journey(view, [joined])
    split = journey(view, [joined, replace(joined, same=False)])

    assert any({str(joined.left), str(joined.right)} <= one for one in partition(together))
    assert partition(split) == partition(before)
    assert journey(view, []) == before


@QUICK
@given(histories())
def test_a_matter_that_is_read_tomorrow_is_the_same_evidence(view):
    for matter in journey(view):
        later = as_it_stands(matter, NOW + DAY_MS)
        assert later.evidence == matter.evidence
        assert later.status in {"open", "closed", "lapsed"}
        assert (later.closed_at_ms is None) == (later.status != "closed")


# How they are kept

short = st.text(max_size=8)
shorts = st.lists(short, max_size=2).map(tuple)
number = st.integers(-(2**53), 2**53)
some = st.none() | number
attempts = st.builds(
    Attempt, interaction_id=short, channel=short, at_ms=number, outcome=short, waited_seconds=some,
    words=short, source=short, queue=st.none() | short, about=shorts,
    said=st.none() | short, thread=shorts, asked_at_ms=some,
    answered_at_ms=some, messages=number, talked_seconds=some, transfers=number,
    asked_back=st.booleans(), missed_calls_back=number,
    agents=shorts, public=st.booleans(), reach=some,
)  # fmt: skip
kept = st.builds(
    Matter, id=short, subject=short, opened_at_ms=number, status=short, last_at_ms=number,
    why=short, channels=shorts,
    about=shorts, tried=st.lists(attempts, max_size=2).map(tuple),
    evidence=st.lists(st.builds(Reference, short, short, short), max_size=2).map(tuple),
    effort=st.builds(Effort, *[number] * 7), open_cases=number, on_its_way=st.booleans(),
    awaits_customer=st.booleans(), settled_at_ms=some, closed_at_ms=some,
    closed_by=st.none() | short, closed_why=st.none() | short, reopened=number,
    contact_at_ms=some,
    pivots=st.lists(st.builds(Pivot, short, short, number, short), max_size=2).map(tuple),
    praise=st.lists(
        st.builds(Praise, short, short, short, number, some, st.none() | short), max_size=2
    ).map(tuple),
)  # fmt: skip


@QUICK
@given(kept)
def test_what_is_kept_comes_back_equal(matter):
    assert from_text(to_text(matter)) == matter


@QUICK
@given(histories())
def test_equal_matters_are_kept_as_equal_texts(view):
    texts = [to_text(one) for one in journey(view)]

    assert [to_text(from_text(text)) for text in texts] == texts
    assert [to_text(one) for one in journey(shuffled(view, 1))] == texts


def test_what_a_later_version_says_more_is_passed_over():
    (matter,) = journey(customer(one("email", 1, text="Hello")))
    text = json.loads(to_text(matter))
    text["mood"] = {"new": 1}
    text["tried"][0]["mood"] = 3
    text["effort"]["tears"] = 1
    text["evidence"][0]["page"] = 2

    assert from_text(json.dumps(text)) == matter
