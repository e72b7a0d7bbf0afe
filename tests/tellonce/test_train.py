"""`tellonce train`: weights from records."""

import json

import pytest

from identity.model_file import load_model
from tellonce.cli.main import main

HEADER = "record_id,first_name,last_name,city,phone\n"


def syllables(number):
    """Return a name that no other number gives, and that none resembles."""
    return "".join(
        "bdfgklmnprstvz"[number // 14**place % 14] + "aeiou"[place] for place in range(4)
    )


@pytest.fixture
def people(tmp_path):
    """Two rows each of 200 people; every fifth has another telephone the second time."""
    rows = []
    for number in range(200):
        name = f"{syllables(number * 37 + 5)},{syllables(number * 911 + 77)}"
        city = ("Austin", "Boston", "Chicago", "Dallas")[number % 4]
        for turn in (0, 1):
            phone = 5000 + number + 1000 * (turn and number % 5 == 0)
            rows.append(f"r{number}-{turn},{name},{city},+1 555 010 {phone}\n")
    file = tmp_path / "people.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


def test_a_file_of_people_teaches_a_model_that_resolve_takes(people, tmp_path, capsys):
    out = tmp_path / "trained.json"

    code = main(["train", str(people), "--out", str(out)])

    said = capsys.readouterr().out
    model = load_model(out)
    assert code == 0
    assert "learned name, city, phone from 400 records" in said
    assert "kept as it ships: birth_date" in said
    assert (model.about.name, model.about.data_set, model.about.records) == (
        "trained",
        "people.csv",
        400,
    )
    assert main(["resolve", str(people), "--model", str(out), "--out", str(tmp_path / "c")]) == 0


def test_the_summary_is_there_for_programs(people, tmp_path, capsys):
    main(["train", str(people), "--out", str(tmp_path / "m.json"), "--name", "mine", "--json"])

    summary = json.loads(capsys.readouterr().out)
    assert summary["records"] == 400
    assert summary["learned"] == ["name", "city", "phone"]


def test_too_few_people_are_refused_with_what_to_do(tmp_path, capsys):
    file, out = tmp_path / "few.csv", tmp_path / "few.json"
    file.write_text(HEADER + "r1,Ana,Lopez,Austin,+1 555 010 0123\n", encoding="utf-8")

    code = main(["train", str(file), "--out", str(out)])

    assert code == 1
    assert "use the model that ships" in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_that_is_not_there_is_named(people, tmp_path, capsys):
    code = main(["train", str(people), "--out", str(tmp_path / "nowhere" / "m.json")])

    assert code == 1
    assert "nowhere" in capsys.readouterr().err
