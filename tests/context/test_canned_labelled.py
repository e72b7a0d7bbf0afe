"""How often is it right, on replies that a person judged and that nothing was tuned on?"""

import csv
import random
from dataclasses import replace
from pathlib import Path

import pytest

from context.canned.index import CannedIndex, Reply
from context.canned.learning import learn
from context.canned.verdict import shipped_weights

FOLDER = Path(__file__).parents[1] / "fixtures" / "canned"
PRECISION, RECALL = 0.9, 0.8
FEWEST_LABELLED = 400


def labelled(name: str) -> list[tuple[Reply, bool]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            (
                Reply(row["id"], row["customer"], row["text"], row["in_reply_to_text"]),
                row["canned"] == "true",
            )
            for row in csv.DictReader(file)
        ]


def verdicts(replies: list[Reply]) -> dict[str, bool]:
    index = CannedIndex()
    for one in replies:
        index.add(one)
    return {one.id: index.judge(one).canned for one in replies}


@pytest.mark.parametrize("asked", [True, False], ids=["with the question", "without"])
def test_precision_and_recall_on_the_held_out_half(asked):
    known = labelled("held_out")
    said = verdicts([one if asked else replace(one, question="") for one, _ in known])

    right = sum(said[one.id] and canned for one, canned in known)

    assert right / sum(said.values()) >= PRECISION
    assert right / sum(canned for _, canned in known) >= RECALL


def test_the_halves_are_large_and_share_no_reply():
    develop, held_out = labelled("develop"), labelled("held_out")

    assert len(develop) + len(held_out) >= FEWEST_LABELLED
    assert not {one.text for one, _ in develop} & {one.text for one, _ in held_out}


def test_the_order_in_which_replies_come_changes_no_verdict():
    replies = [one for one, _ in labelled("held_out")]
    shuffled = random.Random(4).sample(replies, len(replies))

    assert verdicts(shuffled) == verdicts(replies)


def test_the_weights_that_ship_are_those_that_the_other_half_bears_out():
    shipped, learned = shipped_weights(), learn(labelled("develop"))

    assert shipped.evidence == pytest.approx(learned.evidence, abs=1e-3)
    assert shipped.intercept == pytest.approx(learned.intercept, abs=1e-3)
    assert shipped.threshold == learned.threshold


def test_each_piece_of_evidence_speaks_as_it_should():
    weights = shipped_weights().evidence
    against = {name for name, weight in weights.items() if weight < 0}

    assert against == {
        *("stretch", "own", "own_share", "facts"),
        *("tells", "done", "asks", "taken_up"),
    }
