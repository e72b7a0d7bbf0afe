"""Hostile files: however large their rows unpack, reading them takes little memory."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

GROWTH_MB = 100
HEADER = b"id,name,note\n"
GOOD = b"1,Ana,\n"
LONG_PERSON = {
    "type": "person",
    "source": "s",
    "phones": ["5" * 130_000] * 30,  # within every limit, 3.9 MB a line
}

# In a process of its own: the peak of resident memory counts for a process's whole life.
READ = """
import asyncio, json, resource, sys
from connectors.errors import UnreadableFileError
from connectors.files.reader import open_records
from connectors.load import load
from context.ingest import IngestResult

class Hole:
    async def ingest(self, records, *, live=False):
        await asyncio.sleep(0.001)
        return IngestResult(len(records), 0, frozenset())

def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

async def read(path):
    counts = {"error": None}
    def progress(report):
        counts.update(accepted=report.accepted, rejected=report.rejected)
    try:
        with open_records(path) as file:
            await load(file, Hole(), progress=progress, position=lambda: file.unpacked)
    except UnreadableFileError as error:
        counts["error"] = error.reason
    return counts

before = peak_mb()
counts = asyncio.run(read(sys.argv[1]))
print(json.dumps({**counts, "growth": peak_mb() - before}))
"""


def packed(path: Path, piece: bytes, times: int) -> None:
    with gzip.open(path, "wb", compresslevel=6) as file:
        file.write(HEADER)
        for _ in range(times):
            file.write(piece)


def make_bomb_of_zeros(path: Path) -> None:
    packed(path, bytes(1_000_000), 80)


def make_bomb_of_rows(path: Path) -> None:
    packed(path, b"1,Ana," + b"x" * 100_000 + b"\n", 1_000)


def make_small_bomb(path: Path) -> None:
    packed(path, bytes(1_000_000), 20)


def make_long_fields(path: Path) -> None:
    path.write_bytes(HEADER + (b"1," + b"x" * 5_000_000 + b",\n") * 10 + GOOD)


def make_many_columns(path: Path) -> None:
    path.write_bytes(HEADER + (b"," * 5_000_000 + b"\n" + b"," * 4_000_000 + b"\n") * 4 + GOOD)


def make_open_quote(path: Path) -> None:
    path.write_bytes(HEADER + b'0,"Eve,\n' + GOOD * 50_000)


def make_long_records(path: Path) -> None:
    lines = (json.dumps({**LONG_PERSON, "id": str(number)}) + "\n" for number in range(20))
    path.write_text("".join(lines))


@pytest.mark.parametrize(
    ("make", "name", "accepted", "rejected", "error"),
    [
        pytest.param(
            make_bomb_of_zeros, "a.csv.gz", 0, 0, "250 times its size", id="gzip of zeros"
        ),
        pytest.param(
            make_bomb_of_rows, "a.csv.gz", None, 0, "250 times its size", id="gzip of rows"
        ),
        pytest.param(make_small_bomb, "a.csv.gz", 0, 1, None, id="small gzip of zeros"),
        pytest.param(make_long_fields, "a.csv", 1, 10, None, id="5 MB fields"),
        pytest.param(make_many_columns, "a.csv", 1, 8, None, id="5 M empty columns"),
        pytest.param(make_open_quote, "a.csv", 50_000, 1, None, id="unterminated quote"),
        pytest.param(make_long_records, "a.jsonl", 20, 0, None, id="4 MB records"),
    ],
)
def test_memory_stays_small(tmp_path, make, name, accepted, rejected, error):
    path = tmp_path / name
    make(path)

    ran = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, check=True)

    told = json.loads(ran.stdout)
    assert told["growth"] < GROWTH_MB
    assert (error is None) == (told["error"] is None), told
    assert error is None or error in told["error"]
    if accepted is not None and error is None:
        assert (told["accepted"], told["rejected"]) == (accepted, rejected)
