"""`tellonce canned`: which replies of a file are standard ones that answer nothing."""

import csv
import gzip
import io
import json

import pytest

from tellonce.cli.main import main

REPLIES = """id,customer,at,text,mood
r1,ana,2026-11-01T10:00:00Z,"@ana Sorry about this! Please DM us your order number. ^JB",sad
r2,ben,2026-11-01T11:00:00Z,@ben77 Sorry about this. Please DM us your order number. ^MK,sad
r3,ana,2026-11-01T12:00:00Z,"Your bag is in Lisbon, it will be with you by noon tomorrow.",glad
"""


@pytest.fixture
def judge(tmp_path, capsys):
    """Judge a file with this content; return exit code, rows, what was printed on either side."""

    def judge(content: str, *options: str, name: str = "replies.csv"):
        file, out = tmp_path / name, tmp_path / "judged.csv"
        file.write_bytes(
            gzip.compress(content.encode()) if name[-3:] == ".gz" else content.encode()
        )
        code = main(["canned", str(file), "--out", str(out), *options])
        rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8")))) if out.exists() else []
        return code, rows, capsys.readouterr()

    return judge


def test_every_reply_gets_a_line_in_its_order(judge):
    code, rows, said = judge(REPLIES)

    assert code == 0
    assert rows == [
        {"id": "r1", "canned": "true", "like": "r2"},
        {"id": "r2", "canned": "true", "like": "r1"},
        {"id": "r3", "canned": "false", "like": ""},
    ]
    assert "2 of 3 replies are canned (67%)" in said.out


def test_unknown_columns_are_named_and_ignored(judge):
    assert "columns left out: mood" in judge(REPLIES)[2].err


def test_other_usual_headers_are_understood(judge):
    header = "tweet_id,In Reply To User ID,created_at,Message,mood"
    renamed = REPLIES.replace("id,customer,at,text,mood", header)

    code, rows, said = judge(renamed)

    assert code == 0
    assert [row["canned"] for row in rows] == ["true", "true", "false"]
    assert 'column "Message" is taken as text' in said.err


def test_a_packed_file_with_semicolons_is_read(judge):
    content = "id;customer;text\nr1;ana;Please DM us your order number.\n"

    assert judge(content, name="replies.csv.gz")[1][0]["canned"] == "true"


def test_bad_rows_are_told_with_line_and_reason_and_the_others_judged(judge):
    code, rows, said = judge(REPLIES + ",cy,,Please DM us,\nr1,dee,,Please DM us,\nr9,eve\n")

    assert code == 1
    assert [row["id"] for row in rows] == ["r1", "r2", "r3"]
    assert 'line 5: no "id"' in said.err
    assert 'line 6: id "r1" stands on line 2 already' in said.err
    assert "line 7: 2 fields, where the header has 5" in said.err
    assert "3 rows could not be read" in said.out


def test_replies_to_nobody_known_went_to_different_people(judge):
    content = "id,customer,text\nr1,,Please DM us your order number.\n"
    content += "r2,,Please DM us your order number!\nr3,,\n"

    _, rows, _ = judge(content)

    assert [(row["canned"], row["like"]) for row in rows] == [
        ("true", "r2"),
        ("true", "r1"),
        ("false", ""),
    ]


def test_why_adds_similarity_and_reason(judge):
    _, rows, _ = judge(REPLIES, "--why")

    assert float(rows[0]["similarity"]) > 0.9
    assert rows[0]["reason"].startswith("it only apologises")
    assert rows[2]["reason"] == "it names a time, an amount or a number"


def test_the_summary_as_json(judge, tmp_path):
    _, _, said = judge(REPLIES, "--json")

    assert json.loads(said.out) == {
        "replies": 3,
        "canned": 2,
        "unreadable": 0,
        "out": str(tmp_path / "judged.csv"),
    }


def test_a_file_without_the_columns_is_refused_by_name(judge):
    code, rows, said = judge("id,kunde,betrag\n1,ana,2\n")

    assert (code, rows) == (1, [])
    assert 'has no column text; id, customer and text are needed, it has "id", "kunde"' in said.err


def test_the_replies_themselves_are_not_written_over(tmp_path, capsys):
    file = tmp_path / "replies.csv"
    file.write_text(REPLIES, encoding="utf-8")

    assert main(["canned", str(file), "--out", str(file)]) == 2
    assert file.read_text("utf-8") == REPLIES


def test_a_place_that_cannot_be_written_is_named(tmp_path, capsys):
    file = tmp_path / "replies.csv"
    file.write_text(REPLIES, encoding="utf-8")

    assert main(["canned", str(file), "--out", str(tmp_path / "no" / "out.csv")]) == 1
    assert "cannot be written" in capsys.readouterr().err
