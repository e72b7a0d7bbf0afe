"""Look-ups and households, at a size that takes seconds: what must never happen does not."""

import pytest
from bench_households import measure as measure_households
from bench_lookup import World, lookups, measure
from generator import write_csv


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("people")
    records, truth = folder / "records.csv", folder / "truth.csv"
    write_csv(records, truth, customers=1_000, seed=3)
    return World(records, truth)


@pytest.mark.parametrize("options", [(), ("--bulk", "--engine", "python")], ids=["online", "bulk"])
def test_no_spouses_become_one_customer(options):
    figures = measure_households(400, 5, *options)

    assert figures["records"] > 800
    assert figures["merged"] == 0


def test_a_name_and_a_city_find_the_person_and_attach_nobody(world):
    asked = list(lookups(world, 120, 3))
    figures = measure(world, asked)

    assert {one.kind for one in asked} >= {"exact", "short_form", "slip", "swapped", "unknown"}
    assert figures["first"] > 0.85
    assert figures["attached_wrongly"] == 0
