"""`tellonce import`: what it prints, what it exits with, where bad rows go."""

import argparse
import csv
import gzip
import json
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from connectors.files.mapping_toml import parse_mapping
from context.ingest import IngestResult
from context.records import Record
from tellonce.cli import import_

GOOD = "id,first name,e-mail\n1,Ana,ana@example.com\n2,Bob,\n"
BAD = '{"type":"person","source":"s","id":"1","birth_date":"=1+1"}\nnonsense\n'


class Shelf:
    """A sink in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Record] = {}
        self.opened = 0

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        changed = sum(self.kept.get((one.source, one.source_id)) != one for one in records)
        self.kept |= {(one.source, one.source_id): one for one in records}
        return IngestResult(len(records), changed, frozenset())

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Shelf"]:
        self.opened += 1
        yield self


@pytest.fixture
def shelf():
    return Shelf()


async def run(shelf: Shelf, *words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    import_.add_arguments(parser)
    return await import_.import_files(parser.parse_args([str(one) for one in words]), shelf.open())


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


async def test_a_csv_file_is_imported_and_the_mapping_taken_is_printed(shelf, tmp_path, capsys):
    code = await run(shelf, write(tmp_path / "crm.csv", GOOD))

    said = capsys.readouterr()
    assert code == 0
    assert set(shelf.kept) == {("crm", "1"), ("crm", "2")}
    assert said.out.startswith("2 records read, 2 taken in (2 of them new or changed), 0 rejected")
    printed = said.err.split("\n\n")[1]
    assert parse_mapping(printed.encode(), "printed").id_column == "id"


async def test_importing_twice_changes_nothing(shelf, tmp_path, capsys):
    file = write(tmp_path / "crm.csv", GOOD)
    await run(shelf, file)

    code = await run(shelf, file, "--json")

    told = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert code == 0
    assert (told["read"], told["accepted"], told["changed"], told["rejected"]) == (2, 2, 0, 0)
    assert told["files"][0]["file"] == str(file)


async def test_rejected_rows_are_written_down_for_their_owner_alone(shelf, tmp_path, capsys):
    file, rejects = write(tmp_path / "a.jsonl", BAD), tmp_path / "rejected.jsonl"

    code = await run(shelf, file, write(tmp_path / "crm.csv", GOOD), "--rejects", rejects)

    assert code == 1
    assert len(shelf.kept) == 2
    assert f"2 rejected → {rejects}" in capsys.readouterr().out
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    first, second = map(json.loads, rejects.read_text().splitlines())
    assert first == {
        "file": str(file),
        "line": 1,
        "source": "s",
        "id": "1",
        "field": "birth_date",
        "value": "=1+1",
        "reason": "a date as in 1980-02-01, or a part of one (1980, 1980-02, --02-01) is expected",
        "raw": BAD.splitlines()[0],
    }
    assert (second["line"], second["raw"]) == (2, "nonsense")


async def test_rejects_in_csv_run_no_formulas(shelf, tmp_path):
    rejects = tmp_path / "rejected.csv"

    await run(shelf, write(tmp_path / "a.jsonl", BAD), "--rejects", rejects)

    with rejects.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["line"] for row in rows] == ["1", "2"]
    assert rows[0]["value"] == "'=1+1"


async def test_without_a_rejects_file_the_first_reasons_are_printed(shelf, tmp_path, capsys):
    code = await run(shelf, write(tmp_path / "a.jsonl", "\x1b[2J\n" * 20))

    said = capsys.readouterr().err
    assert code == 1
    assert said.count("is not JSON") == 5
    assert "\x1b" not in said
    assert "--rejects FILE" in said


async def test_a_file_that_ends_early_is_an_error_and_the_next_one_is_imported(
    shelf, tmp_path, capsys
):
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(gzip.compress(GOOD.encode())[:-6])

    code = await run(shelf, cut, write(tmp_path / "crm.csv", GOOD), "--json")

    said = capsys.readouterr()
    assert code == 1
    assert "cut.csv.gz: ends early" in said.err
    assert {("cut", "1"), ("crm", "2")} < set(shelf.kept), "what came before the end is in"
    assert [bool(one["error"]) for one in json.loads(said.out)["files"]] == [True, False]


async def test_source_and_mapping_are_taken(shelf, tmp_path):
    mapping = write(tmp_path / "m.toml", 'id = "id"\nsource = "m"\ncolumns.name = "first name"\n')

    await run(shelf, write(tmp_path / "a.csv", GOOD), "--mapping", mapping)
    await run(shelf, write(tmp_path / "a.csv", GOOD), "--mapping", mapping, "--source", "book")

    assert {source for source, _ in shelf.kept} == {"m", "book"}


async def test_a_file_with_nothing_in_it_is_a_failure_and_the_next_one_is_imported(
    shelf, tmp_path, capsys
):
    code = await run(shelf, write(tmp_path / "no.csv", ""), write(tmp_path / "crm.csv", GOOD))

    assert code == 1
    assert "no.csv: is empty" in capsys.readouterr().err
    assert len(shelf.kept) == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(["nobody.csv"], "nobody.csv: cannot be opened", id="no file"),
        pytest.param(["a.csv", "nobody.csv"], "nobody.csv: cannot be opened", id="second"),
        pytest.param(["a.csv", "--mapping", "no.toml"], "no.toml: cannot be read", id="no mapping"),
        pytest.param(["a.csv", "--mapping", "bad.toml"], "bad.toml: colums: unknown", id="mapping"),
        pytest.param(["odd.csv"], "says nothing that is known", id="unknown header"),
        pytest.param(["a.csv", "--rejects", "no/where"], "cannot be written", id="rejects"),
        pytest.param(["a.csv", "--rejects", "a.csv"], "and the rejects file too", id="same file"),
        pytest.param(["a.csv", "--source", " "], "is blank", id="source"),
    ],
)
async def test_wrong_usage_is_found_before_the_graph_is_opened(
    shelf, tmp_path, monkeypatch, capsys, words, reason
):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.csv", GOOD)
    write(tmp_path / "odd.csv", "foo,bar\n1,2\n")
    write(tmp_path / "bad.toml", "colums.city = 1\n")

    code = await run(shelf, *words)

    assert code == 2
    assert reason in capsys.readouterr().err
    assert shelf.opened == 0
    assert (tmp_path / "a.csv").read_text() == GOOD


@pytest.mark.parametrize("size", ["0", "x", "1001", "-5"])
async def test_a_batch_size_out_of_range_is_wrong_usage(shelf, size):
    with pytest.raises(SystemExit) as stopped:
        await run(shelf, "a.csv", "--batch-size", size)

    assert stopped.value.code == 2
