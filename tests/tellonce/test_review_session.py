"""A sitting of `tellonce review`: keys in, verdicts out, and the last one can be taken back."""

from dataclasses import replace

import pytest

from identity.errors import NothingToDoError
from identity.explanation import Chance, Explanation, LevelEvidence, Outcome
from identity.review_case import CaseSide, ReviewCase
from identity.review_order import QueuedTask
from tellonce.cli.main import main
from tellonce.cli.review import Screen, Session
from tellonce.cli.review_text import bits_bar, case_text

EXPLANATION = Explanation(
    outcome=Outcome.REVIEW,
    words="",
    prior=-15.0,
    prior_words="before any evidence: one among 34,000 customers",
    evidence=(LevelEvidence("phone", "exact", "phone equal", 15.6, 0.0),),
    weight=0.6,
    chance=Chance(0.6, calibrated=False, judged=0),
    link_bits=4.0,
    review_bits=-2.0,
    veto="only evidence that a household shares",
)
LEFT = CaseSide("l", "shop", "c17", (("name", "Ana Lopez"), ("phone", "555 0100")), (), 0)
RIGHT = CaseSide("r", "crm", "9", (("name", "J. Lopez"),), ("crm 4: Jo Lopez, Austin",), 3)


def case(task: str, *, sampled: bool = False) -> ReviewCase:
    return ReviewCase(task, LEFT, RIGHT, EXPLANATION, sampled)


class FakeDesk:
    """Keeps what was said in the order in which it was said."""

    def __init__(self, *cases: ReviewCase | None) -> None:
        self.cases = {f"t{number}": one for number, one in enumerate(cases)}
        self.said: list[tuple[str, ...]] = []

    @property
    def queue(self) -> list[QueuedTask]:
        return [QueuedTask(one, "l", "r", 0.6, "", ()) for one in self.cases]

    async def case(self, task):
        return self.cases[task.id]

    async def judge(self, case, verdict):
        self.said.append((verdict.value, case.task_id))
        return f"decision-{case.task_id}"

    async def defer(self, case):
        self.said.append(("unsure", case.task_id))

    async def undo(self, decision):
        self.said.append(("undo", decision))


async def sit(desk: FakeDesk, keys: str):
    shown: list[str] = []
    waiting = iter(keys)

    async def key() -> str:
        return next(waiting)

    tally = await Session(desk, Screen(shown.append, key)).run(desk.queue)
    assert not list(waiting), "keys were left over"
    return tally, "\n".join(shown)


async def test_each_key_answers_one_pair():
    desk = FakeDesk(case("a"), case("b"), case("c"))

    tally, _ = await sit(desk, "sduq")

    assert desk.said == [("same", "a"), ("different", "b"), ("unsure", "c")]
    assert tally.words() == "2 judged: 1 the same, 1 different, 1 unsure"


async def test_undo_takes_the_last_verdict_back_and_asks_again():
    desk = FakeDesk(case("a"), case("b"))

    tally, shown = await sit(desk, "szdq")

    assert desk.said == [("same", "a"), ("undo", "decision-a"), ("different", "a")]
    assert tally.words() == "1 judged: 0 the same, 1 different, 0 unsure"
    assert "undone: same" in shown


async def test_the_last_pair_can_be_taken_back_too():
    desk = FakeDesk(case("a"))

    tally, shown = await sit(desk, "dzsq")

    assert desk.said == [("different", "a"), ("undo", "decision-a"), ("same", "a")]
    assert "that was the last pair" in shown
    assert tally.words() == "1 judged: 1 the same, 0 different, 0 unsure"


async def test_a_verdict_that_is_refused_is_told_and_the_next_pair_follows():
    class Refusing(FakeDesk):
        async def judge(self, case, verdict):
            raise NothingToDoError("a person judged them to be two people")

    tally, shown = await sit(Refusing(case("a"), case("b")), "sq")

    assert "not written down: a person judged them to be two people" in shown
    assert tally.words().startswith("0 judged")


async def test_undo_with_nothing_to_undo_says_so_and_asks_on():
    desk = FakeDesk(case("a"))

    _, shown = await sit(desk, "zsq")

    assert "nothing to undo" in shown
    assert desk.said == [("same", "a")]


async def test_another_key_shows_the_keys_and_changes_nothing():
    desk = FakeDesk(case("a"))

    _, shown = await sit(desk, "?xq")

    assert desk.said == []
    assert shown.count("u  unsure") == 2


async def test_a_pair_that_needs_nobody_any_more_is_passed_over():
    desk = FakeDesk(None, case("b"))

    await sit(desk, "sq")

    assert desk.said == [("same", "b")]


async def test_a_check_looks_like_any_other_pair_until_it_is_answered():
    plain, check = case("a"), case("a", sampled=True)

    assert case_text(plain, number=1, of=2) == case_text(check, number=1, of=2)
    tally, shown = await sit(FakeDesk(check), "dq")

    question, told = shown.split("[s d u z q ?]")
    assert "automatic" not in question
    assert "linked automatically" in told
    assert tally.words().endswith("; 0 of 1 checks were right")


async def test_an_empty_queue_says_so():
    _, shown = await sit(FakeDesk(), "")

    assert "nothing waits" in shown


def test_both_sides_and_what_stands_beside_them_are_shown():
    lines = case_text(case("a"), number=2, of=9, columns=80).splitlines()

    assert any("shop c17" in one and "crm 9" in one for one in lines)
    assert any(one.startswith("name") and "Ana Lopez" in one and "J. Lopez" in one for one in lines)
    assert any("no other record" in one and "crm 4: Jo Lopez" in one for one in lines)
    assert any("and 3 more" in one for one in lines)
    assert any("+15.6  phone equal" in one for one in lines)
    assert any("only evidence that a household shares" in one for one in lines)
    assert max(map(len, lines)) <= 80


def test_a_hostile_name_cannot_steer_the_terminal():
    side = replace(LEFT, told=(("name", "\x1b[2J\u202eAna"),))
    shown = case_text(ReviewCase("a", side, RIGHT, EXPLANATION, False), number=1, of=1)

    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("weight", "hashes"),
    [
        pytest.param(0.0, 1, id="nothing"),
        pytest.param(12.0, 13, id="half way"),
        pytest.param(99.0, 25, id="beyond the end"),
        pytest.param(-99.0, 25, id="beyond the beginning"),
    ],
)
def test_the_bar_reaches_as_far_as_the_weight(weight, hashes):
    bar = bits_bar(replace(EXPLANATION, weight=weight))

    covered = sum(one == "#" for one in bar) + sum(
        bar[at] == "|" for at in (22, 28) if min(0, weight) <= at - 24 <= max(0, weight)
    )
    assert len(bar) == 49
    assert bar[22] == bar[28] == "|"  # review from -2, link from 4
    assert covered == hashes


def test_without_a_terminal_it_refuses_and_names_the_way(environ, monkeypatch, capsys):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    assert main(["review"]) == 1
    assert "tellonce review --json" in capsys.readouterr().err
