"""Files of records as people have them: any delimiter, encoding and packing, whole or broken."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from connectors.errors import BadMappingError, BadRecordError, UnreadableFileError
from connectors.files.reader import RecordFile, open_records
from identity.records import PersonRecord

HEADER = "id,first name,surname,e-mail,note\n"
FIXTURES = Path(__file__).parent.parent / "fixtures" / "files"


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a file and opens it."""

    def write(content: str | bytes, name: str = "people.csv") -> RecordFile:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return open_records(path)

    return write


def people(file: RecordFile) -> dict[int, str | None]:
    """Line → given name of the rows that were taken."""
    with file:
        return {line: one.given_name for line, one in file if isinstance(one, PersonRecord)}


def outcomes(file: RecordFile) -> tuple[dict[int, str | None], dict[int, str]]:
    """Line → given name, and line → reason."""
    taken, refused = {}, {}
    with file:
        for line, one in file:
            if isinstance(one, BadRecordError):
                refused[line] = one.reason
            else:
                assert isinstance(one, PersonRecord)
                taken[line] = one.given_name
    return taken, refused


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param("id;Vorname;Ort\n1;Jürgen;Köln\n", "a.csv", id="semicolon"),
        pytest.param("id\tVorname\tOrt\n1\tJürgen\tKöln\n", "a.tsv", id="tab"),
        pytest.param("id|Vorname|Ort\n1|Jürgen|Köln\n", "a.txt", id="pipe"),
        pytest.param("sep=;\nid;Vorname;Ort\n1;Jürgen;Köln\n", "a.csv", id="Excel's sep line"),
        pytest.param('"id","Vorname","a;b;c"\n1,Jürgen,\n', "a.csv", id="delimiter in quotes"),
        pytest.param("\ufeffid,Vorname\n1,Jürgen\n", "a.csv", id="BOM"),
        pytest.param("id,Vorname\r\n1,Jürgen\r\n", "a.csv", id="Windows line ends"),
        pytest.param("id,Vorname\r1,Jürgen\r", "a.csv", id="old Mac line ends"),
        pytest.param("id,Vorname\n1,Jürgen", "a.csv", id="no line end"),
        pytest.param("\n\nid,Vorname\n\n1,Jürgen\n\n", "a.csv", id="blank lines"),
        pytest.param("id, Vorname\n1, Jürgen\n", "a.csv", id="blanks after commas"),
        pytest.param("id,Vorname\n1,Jürgen,,\n", "a.csv", id="empty surplus fields"),
        pytest.param("id,Vorname\n1,Jürgen\n".encode("utf-16"), "a.csv", id="UTF-16"),
        pytest.param(
            b"\xfe\xff" + "id,Vorname\n1,Jürgen\n".encode("utf-16-be"), "a.csv", id="UTF-16 big end"
        ),
        pytest.param("id,Vorname\n1,Jürgen\n".encode("cp1252"), "a.csv", id="Windows-1252"),
        pytest.param(gzip.compress("id,Vorname\n1,Jürgen\n".encode()), "a.csv.gz", id="gzip"),
        pytest.param(gzip.compress("id,Vorname\n1,Jürgen\n".encode()), "a.csv", id="gzip unnamed"),
        pytest.param(
            gzip.compress(b"id,Vorname\n") + gzip.compress("1,Jürgen\n".encode()),
            "a.csv.gz",
            id="gzip in two members",
        ),
        pytest.param('{"type":"person","id":"1","given_name":"Jürgen"}\n', "a.jsonl", id="JSONL"),
        pytest.param('\n{"type":"person","id":"1","given_name":"Jürgen"}', "a.data", id="sniffed"),
        pytest.param(
            gzip.compress(b'{"type":"person","id":"1","given_name":"J\\u00fcrgen"}'),
            "a.ndjson.gz",
            id="packed JSONL",
        ),
    ],
)
def test_a_file_is_read_however_it_was_written(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)

    file = open_records(path, source="book")

    assert list(people(file).values()) == ["Jürgen"]


def test_the_fallback_to_windows_1252_is_said(written):
    file = written("id;Vorname\n1;Ana\n2;Jürgen\n3;Zoë €\n".encode("cp1252"))

    assert list(people(file).values()) == ["Ana", "Jürgen", "Zoë €"]
    assert "Windows-1252 (Latin-1) from line 3" in (file.fallback_note or "")


def test_a_damaged_line_in_a_utf8_file_is_refused_and_not_guessed(written):
    file = written("id;Vorname\n1;Jürgen\n".encode() + b"2;J\xfcrgen\n3;Ana\n")

    taken, refused = outcomes(file)

    assert taken == {2: "Jürgen", 4: "Ana"}
    assert refused == {3: "is not UTF-8, which the file is"}
    assert file.fallback_note is None


def test_lines_are_counted_through_quoted_line_breaks(written):
    file = written(HEADER + '1,Ana,L,,"one\ntwo\r\nthree"\n2,Bob,S,,\n')

    assert people(file) == {2: "Ana", 5: "Bob"}


def test_standard_input_is_read_and_sniffed(monkeypatch):
    line = b'{"type":"person","source":"s","id":"1","given_name":"Ana"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(line))))

    file = open_records("-")

    assert people(file) == {1: "Ana"}
    assert file.size is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("7,Eve", "2 fields, where the header has 5", id="short"),
        pytest.param("7,Eve,S,,,,x", "7 fields, where the header has 5", id="long"),
        pytest.param("7,Eve,S,\0,", "holds a NUL byte", id="NUL"),
        pytest.param(",Eve,S,,", 'the id is empty (column "id")', id="no id"),
        pytest.param('7,"Eve" x,S,,', "a quote inside a quoted field", id="quote within"),
        pytest.param("7," + "x" * 300_000 + ",S,,", "a field of more than 262,144", id="300 kB"),
        pytest.param("7," + "x" * 5_000_000 + ",S,,", "longer than 4,194,304 bytes", id="5 MB"),
        pytest.param("7," + "x" * 200_000 + ",S,,", "longer than 131,072", id="long name"),
        pytest.param("," * 5_000_000, "longer than 4,194,304 bytes", id="5 M columns"),
        pytest.param("7" + "," * 2_000 + "x", "2,001 fields", id="2,000 columns"),
        pytest.param('7,"Eve,S,,', "a quote opens here", id="unterminated quote"),
        pytest.param('7,"Eve,S,,\n8,"Jo",S,,', "a quote opens here", id="quote met by the next"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_arrive(written, row, reason):
    before, after = "1,Ana,L,,\n", "".join(f"{n},Bob,S,,\n" for n in range(100, 105))

    taken, refused = outcomes(written(HEADER + before + row + "\n" + after))

    assert list(refused) == [3]
    assert reason in refused[3]
    assert next(iter(taken.values())) == "Ana"
    assert list(taken.values())[-5:] == ["Bob"] * 5


def test_a_quote_left_open_swallows_nothing_however_far_the_next_one_is(written):
    rows = [f"{n},Bob,S,,{'x' * 90}\n" for n in range(10_000)]
    rows[100] = '100,"Bob,S,,\n'
    rows[9_000] = '9000,B",S,,\n'  # closes it, and makes one well-formed row of 8,900

    taken, refused = outcomes(written(HEADER + "".join(rows)))

    assert list(refused) == [102]
    assert len(taken) == 9_999


def test_a_stray_quote_below_does_not_make_one_row_of_many(written):
    rows = "".join(f"{n},Bob,S,,\n" for n in range(10))

    taken, refused = outcomes(written(HEADER + '1,"Ana,S,,\n' + rows + '2,x",S,,\n3,Eve,S,,\n'))

    assert refused == {2: "a quote opens here and swallows the rows below"}
    assert len(taken) == 12


def test_quotes_that_open_for_ever_do_not_cost_the_square(written):
    file = written(HEADER + "1,Ana,L,,\n" + 'x","\n' * 60_000)

    taken, refused = outcomes(file)

    assert taken == {2: "Ana"}
    assert len(refused) < 2_000, "each line was read a thousand times"
    assert any(reason.startswith("lines ") for reason in refused.values())


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        pytest.param(b"", "a.csv", "is empty", id="empty"),
        pytest.param(b"\n\n", "a.csv", "is empty", id="blank"),
        pytest.param(b"," * 5_000_000, "a.csv", "its header longer than", id="5 M columns"),
        pytest.param(b"a," * 1_001, "a.csv", "its header has 1,002 columns", id="1,001 columns"),
        pytest.param(b"i\0d,\0\n", "a.csv", "its header holds a NUL byte", id="NUL"),
        pytest.param(b"PK\x03\x04" + b"x" * 50, "a.csv", "is an Excel workbook", id="Excel"),
        pytest.param(b"\x1f\x8b\x08damaged-----", "a.csv.gz", "is damaged", id="bad gzip"),
        pytest.param(gzip.compress(b"id,name\n" * 9)[:-9], "a.csv.gz", "ends early", id="cut gzip"),
        pytest.param(b"\xff\xfei\0d\0,\0x", "a.csv", "is not UTF-16", id="cut UTF-16"),
    ],
)
def test_a_file_of_no_use_is_a_clear_error(tmp_path, content, name, reason):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError) as caught, open_records(path) as file:
        list(file)

    assert reason in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"nobody\.csv: cannot be opened \(No such file"):
        open_records(tmp_path / "nobody.csv")


def test_headers_that_say_nothing_known_ask_for_a_mapping(written):
    with pytest.raises(BadMappingError, match='The file has "foo", "bar"'):
        written("foo,bar\n1,2\n")


def test_rows_without_an_id_get_the_same_one_every_time(written):
    content = "Name,E-Mail,Last change\nAna Lopez,ana@example.com,{}\nBob,,\n ,,\n"

    with written(content.format("2026-11-01")) as first, written(content.format("")) as second:
        ids = [[getattr(one, "source_id", None) for _, one in file] for file in (first, second)]

    assert ids[0] == ids[1]
    assert ids[0][0].startswith("row-")
    assert ids[0][0] != ids[0][1]
    assert ids[0][2] is None, "a row that says nothing is refused"
    assert any("is a hash of 2 columns" in note for note in first.notes)


def test_what_was_taken_from_the_header_is_told(written):
    file = written("Kundennr.;Vorname;Lieblingsfarbe\n1;Ana;rot\n", "kunden.csv")

    assert people(file) == {2: "Ana"}
    assert 'given_name = "Vorname"' in file.notes[0]
    assert 'source = "kunden"' in file.notes[0]
    assert "--mapping mapping.toml" in file.notes[0]
    assert file.notes[1].endswith("columns left out: Lieblingsfarbe")


def test_the_order_of_day_and_month_is_learned_from_the_rows(written):
    with written("id,name,dob\n1,Ana,03/04/1980\n2,Bob,25/12/1981\n") as file:
        days = [getattr(one, "birth_date", None) for _, one in file]

    assert days == ["1980-04-03", "1981-12-25"]


def test_a_day_that_could_be_two_is_refused(written):
    with written("id,name,dob\n1,Ana,03/04/1980\n") as file:
        [(line, bad)] = list(file)

    assert isinstance(bad, BadRecordError)
    assert (line, bad.field, bad.value) == (2, "birth_date", "03/04/1980")
    assert 'date_format = "%d/%m/%Y"' in bad.reason
    assert bad.raw == "1,Ana,03/04/1980"


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.iterdir()))
def test_every_usual_book_is_read_without_a_mapping(name):
    expected = json.loads((FIXTURES / name / "people.json").read_text())
    (book,) = (path for path in (FIXTURES / name).iterdir() if path.name != "people.json")

    with open_records(book, source="book") as file:
        found = [
            {key: getattr(one, key) for key in expected[0] if key not in {"phones", "emails"}}
            | {"phones": list(one.phones), "emails": list(one.emails)}
            for _, one in file
            if isinstance(one, PersonRecord)
        ]

    assert found == expected
