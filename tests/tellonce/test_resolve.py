"""`tellonce resolve`: which records of a file are one person."""

import csv
import json

import pytest

from tellonce.cli.main import main

PEOPLE = """record_id,full_name,dob,city,phone,email,hobby
r1,William Smith,1961-03-04,"St. Louis, MO",314-555-0142,will@example.com,chess
r2,Bill Smith,1961-03-04,Saint Louis,+1 314 555 0142,,
r3,"Smith, W.",1963-07-09,St Louis,(314) 555-0142,,
r4,Zoltán Kiss,,Pécs,,zoltan@example.com,
r5,Zoltan Kiss,not a date,Pecs,,ZOLTAN@example.com,
"""


@pytest.fixture
def people(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    return file


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_records_of_one_person_get_one_customer(people, tmp_path):
    out = tmp_path / "clusters.csv"

    code = main(["resolve", str(people), "--out", str(out)])

    customer = {row["record_id"]: row["customer_id"] for row in rows(out)}
    assert code == 0
    assert list(customer) == ["r1", "r2", "r3", "r4", "r5"]
    assert customer["r1"] == customer["r2"]
    assert customer["r4"] == customer["r5"]
    assert len({customer["r1"], customer["r3"], customer["r4"]}) == 3


def test_a_pair_in_doubt_goes_to_the_review_file_with_its_reason(people, tmp_path):
    review = tmp_path / "review.csv"

    main(["resolve", str(people), "--out", str(tmp_path / "c.csv"), "--review", str(review)])

    (pair,) = rows(review)
    assert pair["left_id"] == "r3"
    assert pair["right_id"] in {"r1", "r2"}
    assert "a household shares" in pair["reason"]
    assert float(pair["weight"]) > 4


def test_unknown_columns_are_named_and_ignored(people, tmp_path, capsys):
    main(["resolve", str(people), "--out", str(tmp_path / "c.csv")])

    assert "hobby" in capsys.readouterr().err


def test_the_summary_as_json(people, tmp_path, capsys):
    main(["resolve", str(people), "--out", str(tmp_path / "c.csv"), "--json"])

    summary = json.loads(capsys.readouterr().out)
    assert summary == {"records": 5, "customers": 3, "review": 1, "unreadable": 0}


def test_a_missing_file_is_said(tmp_path, capsys):
    code = main(["resolve", str(tmp_path / "no.csv"), "--out", str(tmp_path / "c.csv")])

    assert code != 0
    assert "no.csv" in capsys.readouterr().err


def test_a_model_that_was_made_for_other_levels_is_refused(people, tmp_path, capsys):
    model = tmp_path / "model.json"
    model.write_text("{}", encoding="utf-8")

    code = main(["resolve", str(people), "--out", str(tmp_path / "c.csv"), "--model", str(model)])

    assert code == 1
    assert "model.json" in capsys.readouterr().err
