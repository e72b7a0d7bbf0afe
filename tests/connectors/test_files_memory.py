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
import asyncio, json, re, sys
from pathlib import Path
from connectors.errors import UnreadableFileError
from connectors.files.reader import open_records
from connectors.load import load
from context.ingest import IngestResult

class Hole:
    async def ingest(self, records, *, live=False):
        await asyncio.sleep(0.001)
        return IngestResult(len(records), 0, frozenset())

def peak_mb():  # of this program: ru_maxrss would begin with the peak of whoever started it
    return int(re.search("VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]) / 1024

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

for path in sys.argv[1:]:
    before = peak_mb()
    counts = asyncio.run(read(path))
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


# Maker, name of the file, accepted (None: as far as it comes), rejected, error.
HOSTILE = (
    (make_small_bomb, "small_zeros.csv.gz", 0, 1, None),
    (make_bomb_of_zeros, "zeros.csv.gz", None, 0, "250 times its size"),
    (make_bomb_of_rows, "rows.csv.gz", None, 0, "250 times its size"),
    (make_long_fields, "long_fields.csv", 1, 10, None),
    (make_many_columns, "many_columns.csv", 1, 8, None),
    (make_open_quote, "open_quote.csv", 50_000, 1, None),
    (make_long_records, "long_records.jsonl", 20, 0, None),
)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_hostile_files_take_little_memory_one_after_the_other(tmp_path):
    paths = [tmp_path / name for _, name, *_ in HOSTILE]
    for path, (make, *_) in zip(paths, HOSTILE, strict=True):
        make(path)

    ran = subprocess.run([sys.executable, "-c", READ, *paths], capture_output=True, check=True)

    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert sum(one["growth"] for one in told) < GROWTH_MB
    for one, (_, name, accepted, rejected, error) in zip(told, HOSTILE, strict=True):
        assert (error or "") in (one["error"] or ""), name
        assert (one["error"] is None) == (error is None), name
        assert one.get("rejected", 0) == rejected, name
        assert accepted in {None, one.get("accepted")}, name
