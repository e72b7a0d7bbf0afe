"""How often is it right that a sentence is a promise, of what, and by when?"""

import csv
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from context.promises.model import Said
from context.promises.reading import read_promises
from context.promises.shipped import shipped_promises
from tests.context.promises import later, ms

FOLDER = Path(__file__).parents[1] / "fixtures" / "promises"
AT = later(1)  # 10:00 on Monday, 2 November 2026
PRECISION, RECALL = 0.9, 0.8
FEWEST = 60


@dataclass(frozen=True)
class Labelled:
    language: str
    text: str
    kind: str  # empty: no promise
    due: str  # "usual" where nobody says


def labelled(name: str) -> list[Labelled]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file)]


def read(one: Labelled) -> tuple[Said, ...]:
    return read_promises(one.text, ms(AT), shipped_promises())


def is_right(one: Labelled, said: tuple[Said, ...]) -> bool:
    return any(
        found.kind == one.kind
        and (
            found.assumed
            if one.due == "usual"
            else found.due_ms == ms(datetime.fromisoformat(one.due).replace(tzinfo=AT.tzinfo))
        )
        for found in said
    )


@pytest.mark.parametrize("name", ["develop", "held_out"])
def test_precision_and_recall(name, capsys):
    known = [(one, read(one)) for one in labelled(name)]
    found = [(one, said) for one, said in known if said]
    right = [one for one, said in found if is_right(one, said)]

    precision, recall = (
        len(right) / len(found),
        len(right) / sum(bool(one.kind) for one, _ in known),
    )

    wrong = [(one.text, said) for one, said in known if bool(said) != bool(one.kind)]
    wrong += [(one.text, said) for one, said in found if one.kind and not is_right(one, said)]
    with capsys.disabled():
        sys.stdout.write(f"\npromises, {name}: precision {precision:.3f}, recall {recall:.3f}\n")
    assert precision >= PRECISION, wrong
    assert recall >= RECALL, wrong


def test_the_table_is_large_and_half_of_it_are_near_misses():
    every = [*labelled("develop"), *labelled("held_out")]
    promises = sum(bool(one.kind) for one in every)

    assert len(every) >= FEWEST
    assert 0.4 <= promises / len(every) <= 0.6
    assert {one.language for one in every} == {"en", "de", "es", "fr"}
    assert len({one.text for one in every}) == len(every)
