"""The pair that teaches most and matters to most people comes first."""

from identity.calibration import Judged
from identity.review_order import Contacts, QueuedTask, VerdictTally, mixed, ordered

LINK = 4.0
NOBODY = VerdictTally()


def task(id: str, weight: float = 3.0, **more) -> QueuedTask:
    usual = {"reason": "", "customers": (f"c-{id}",)}
    return QueuedTask(id, f"l-{id}", f"r-{id}", weight, **{**usual, **more})


def order(*tasks, known=NOBODY, contacts=None) -> list[str]:
    return [one.id for one in ordered(tasks, known, contacts or {}, link_bits=LINK)]


def test_the_nearer_to_the_threshold_the_sooner():
    assert order(task("far", -1.5), task("near", 3.9), task("heavy", 12.0)) == [
        "near",
        "far",
        "heavy",
    ]


def test_a_bin_that_was_judged_often_teaches_little():
    known = VerdictTally.of([Judged(3.0, verdict) for verdict in (True, False) * 10])

    assert order(task("known", 3.0), task("unknown", 6.0), known=known) == ["unknown", "known"]


def test_a_bin_that_is_clear_teaches_less_than_one_that_is_not():
    clear = [Judged(3.0, True) for _ in range(6)]
    mixed_up = [Judged(5.0, verdict) for verdict in (True, False) * 3]
    known = VerdictTally.of(clear + mixed_up)

    assert order(task("clear", 3.0), task("mixed", 5.0), known=known) == ["mixed", "clear"]


def test_judgements_on_vetoed_pairs_say_nothing_of_the_others():
    known = VerdictTally.of([Judged(3.0, False, vetoed=True)] * 20)

    assert order(task("free", 3.0), task("vetoed", 3.0, vetoed=True), known=known)[0] == "free"


def test_of_equals_the_one_whose_customers_call_most_comes_first():
    contacts = {"c-quiet": Contacts(0, 2), "c-lively": Contacts(9, 0), "c-old": Contacts(0, 9)}

    assert order(task("quiet"), task("old"), task("lively"), contacts=contacts) == [
        "lively",
        "old",
        "quiet",
    ]


def test_what_left_somebody_unsure_comes_last_and_longest_ago_first():
    assert order(task("late", unsure_at_ms=2), task("early", unsure_at_ms=1), task("far", -2)) == [
        "far",
        "early",
        "late",
    ]


def test_one_check_stands_in_each_ten_and_not_always_at_one_place():
    tasks = [task(f"t{number}") for number in range(27)]
    checks = [task(f"k{number}", sampled=True) for number in range(3)]

    queue = mixed(tasks, checks, every=10)
    places = [place for place, one in enumerate(queue) if one.sampled]

    assert [place // 10 for place in places] == [0, 1, 2]
    assert len({place % 10 for place in places}) == 3
    assert [one for one in queue if not one.sampled] == tasks
    assert queue == mixed(tasks, checks, every=10)


def test_without_a_pair_in_doubt_checks_are_what_there_is():
    check = task("k", sampled=True)

    assert mixed([], [check], every=10) == [check]
    assert mixed([task("t")], [], every=10) == [task("t")]
    assert mixed([task("t")], [check], every=0) == [task("t")]


def test_few_pairs_are_not_drowned_in_checks():
    checks = [task(f"k{number}", sampled=True) for number in range(5)]

    assert sum(one.sampled for one in mixed([task("a"), task("b")], checks, every=10)) == 1
