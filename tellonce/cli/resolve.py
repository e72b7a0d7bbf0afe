"""`tellonce resolve`: which records of a file are one person, without a server or a graph."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tqdm import tqdm

from connectors.errors import BadRecordError
from connectors.files.mapping_toml import read_mapping
from connectors.files.reader import RecordFile, open_records
from identity.batch import prepare
from identity.changes import Arrival
from identity.customer_state import Display
from identity.model_file import load_model
from identity.records import PersonRecord
from identity.resolution import Resolution
from identity.settings import read_identity_settings
from identity.versions import Version

NAME = "resolve"
HELP = "Tell which records of a file are one person: no server, no graph."
EPILOG = """example:
  tellonce resolve people.csv --out clusters.csv --review review.csv

people.csv has a header row. The usual column names are understood (record_id, first_name, surname,
full_name, dob, city, postcode, phone, email, handle, order_no, ...); those that are not are named
and ignored; --mapping says it exactly (see `tellonce import --help`).

clusters.csv gets `record_id,customer_id`, a line for every record. review.csv gets the pairs that
a person should judge: `left_id,right_id,weight,reason`, the weight in bits."""


@dataclass(frozen=True, slots=True)
class Summary:
    records: int
    customers: int
    review: int  # pairs that a person should judge
    unreadable: int  # rows that stay alone, each named on stderr


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="IN.csv", help='the people; "-" is standard input')
    parser.add_argument("--out", required=True, type=Path, help="where the clusters are written")
    parser.add_argument("--review", type=Path, help="where the pairs in doubt are written")
    parser.add_argument("--mapping", type=Path, help="a TOML file that says which column is what")
    parser.add_argument("--model", type=Path, help="a model file other than the one that ships")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


async def run(args: argparse.Namespace) -> int:
    settings = read_identity_settings()
    resolution = Resolution(load_model(args.model or settings.model_file), settings)
    mapping = read_mapping(args.mapping) if args.mapping else None
    order: dict[str, None] = {}
    unreadable = 0
    with open_records(args.file, mapping=mapping, lenient=True) as file:
        for note in file.notes:
            print(note, file=sys.stderr)
        for line, one in _with_progress(file):
            if isinstance(one, PersonRecord):
                prepared = prepare(Version.first(one), one.source_id, settings)
                order[prepared.key] = None
                resolution.resolve(
                    Arrival(
                        key=prepared.key,
                        kind=one.kind,
                        comparable=prepared.comparable,
                        display=Display.of(one),
                        blocking_keys=prepared.blocking_keys,
                        founds=f"c{len(order)}",
                    )
                )
                continue
            unreadable += 1
            reason = one.reason if isinstance(one, BadRecordError) else "is no person"
            print(f"line {line}: {reason}", file=sys.stderr)
    _write(args.out, ("record_id", "customer_id"), _clusters(order, resolution))
    doubts = list(_doubts(resolution))
    if args.review:
        _write(args.review, ("left_id", "right_id", "weight", "reason"), doubts)
    _report(
        Summary(len(order), len(resolution.customers), len(doubts), unreadable),
        args.out,
        as_json=args.json,
    )
    return 1 if unreadable else 0


def _with_progress(file: RecordFile) -> Iterator[tuple[int, object]]:
    bar = tqdm(total=file.size, unit="B", unit_scale=True, disable=not sys.stderr.isatty())
    with bar:
        for line, one in file:
            bar.update(file.taken - bar.n)
            yield line, one


def _clusters(order: Iterable[str], resolution: Resolution) -> Iterator[tuple[str, str]]:
    for key in order:
        yield key, resolution.customer_of[key]


def _doubts(resolution: Resolution) -> Iterator[tuple[str, str, str, str]]:
    """Yield the pairs still in doubt at the end, each once."""
    seen: set[frozenset[str]] = set()
    for doubt in resolution.changes.doubts:
        pair = frozenset((doubt.record_key, doubt.other_key))
        left, right = (resolution.customer_of[one] for one in (doubt.record_key, doubt.other_key))
        if left != right and pair not in seen:
            seen.add(pair)
            yield doubt.record_key, doubt.other_key, f"{doubt.score.weight:.2f}", doubt.reason


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _report(summary: Summary, out: Path, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(summary)))
        return
    print(f"{summary.records} records are {summary.customers} customers: {out}")
    print(f"{summary.review} pairs wait for a person's judgement")
    if summary.unreadable:
        print(f"{summary.unreadable} rows could not be read, and are in no cluster")
