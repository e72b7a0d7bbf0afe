"""A model held against its own customers: weights shrink, households are found or not."""

import random
from dataclasses import replace

import pytest

from identity.blocking import blocking_keys
from identity.comparable import ComparableRecord
from identity.errors import TrainingError
from identity.model_file import dump_model, load_model
from identity.settings import Thresholds
from identity.training.learn import learn
from identity.training.refit import TOO_FEW, refit

GIVEN = [
    "ana",
    "jorge",
    "maria",
    "luis",
    "carmen",
    "pedro",
    "rosa",
    "juan",
    "elena",
    "pablo",
    "lucia",
    "diego",
    "marta",
    "ivan",
    "sofia",
]
FAMILY = [
    "lopez",
    "garcia",
    "ruiz",
    "diaz",
    "perez",
    "gomez",
    "vega",
    "soto",
    "rios",
    "luna",
    "cruz",
    "mora",
    "leon",
    "rey",
    "sanz",
]
CITIES = ("austin", "boston", "dallas", "denver", "fresno", "tulsa", "omaha", "miami", "reno")


def people(number, *, relatives=False):
    """Return records of so many people: four each, with slips; spouses at each address or not."""
    rng, records = random.Random(5), []
    for at in range(number):
        family, city = "".join(rng.choices(FAMILY, k=3)), rng.choice(CITIES)
        postcode = f"{10_000 + at % 700}"
        for _ in range(2 if relatives else 1):
            given = rng.choice(GIVEN)
            born = (
                f"{rng.randrange(1930, 2000)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
            )
            whole = ComparableRecord(
                given=given, family=family, city=city, postcode=postcode, birth_date=born
            )
            for _ in range(4):
                slips = {
                    name: value
                    for name, value in (
                        ("given", rng.choice(GIVEN)),
                        ("city", None),
                        ("postcode", None),
                        ("birth_date", None),
                    )
                    if rng.random() < 0.15
                }
                records.append(replace(whole, **slips))
    return records


def refitted(records):
    keys = [blocking_keys(one) for one in records]
    return refit(load_model(None), records, keys, thresholds=Thresholds(), seed=1)


def test_other_first_names_of_one_birthday_are_no_household():
    assert refitted(people(400)).households is False


def test_other_first_names_of_other_birthdays_are_one():
    assert refitted(people(400, relatives=True)).households is True


def test_too_few_pairs_leave_the_model_as_it_is_and_say_so():
    model = refitted(people(20))

    assert TOO_FEW in model.about.notes
    assert model.levels == load_model(None).levels


def test_what_was_learned_is_the_same_after_a_file(tmp_path):
    model = refitted(people(400))
    dump_model(model, tmp_path / "model.json")

    read = load_model(tmp_path / "model.json")

    assert read == model
    assert read.households is False
    assert read.prior_shift == model.prior_shift != 0


def test_records_that_never_meet_teach_nothing():
    records = [ComparableRecord(given=one) for one in GIVEN]

    with pytest.raises(TrainingError, match="no weights can be learned"):
        learn(
            records,
            [blocking_keys(one) for one in records],
            default=load_model(None),
            thresholds=Thresholds(),
            name="few",
            data_set="few",
            made="2026-11-23",
        )
