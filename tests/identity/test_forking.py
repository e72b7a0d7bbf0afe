"""Work that goes to several processes comes back whole and in order, whatever becomes of them."""

import os

import pytest

from identity.bulk.forking import forked_map


def square(_work: None, number: int) -> int:
    return number * number


def die_elsewhere(parent: int, number: int) -> int:
    if number == 3 and os.getpid() != parent:
        os._exit(1)
    return number * number


@pytest.mark.parametrize("processes", [1, 2])
def test_answers_come_in_order(processes):
    with forked_map(square, None, range(20), processes=processes) as answers:
        assert list(answers) == [number * number for number in range(20)]


def test_the_work_of_a_process_that_died_is_done_here():
    with forked_map(die_elsewhere, os.getpid(), range(20), processes=2) as answers:
        assert list(answers) == [number * number for number in range(20)]


def test_whoever_has_enough_does_not_wait_for_the_rest():
    with forked_map(square, None, range(20), processes=2) as answers:
        assert next(iter(answers)) == 0


def test_what_goes_wrong_in_a_process_is_told():
    def refuse(_work: None, number: int) -> int:
        raise ValueError(number)

    with (
        pytest.raises(ValueError, match="0"),
        forked_map(refuse, None, range(3), processes=2) as answers,
    ):
        list(answers)
