"""`tellonce resolve`: which records of a file are one person, without a server or a graph."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Never

from tqdm import tqdm

from connectors.errors import BadRecordError
from connectors.files.mapping_toml import read_mapping
from connectors.files.reader import RecordFile, open_records
from identity.batch import Prepared, prepare
from identity.bulk.clusters import Clustering
from identity.bulk.edges import bulk_records
from identity.bulk.weigh import ENGINES, weigh
from identity.changes import Arrival
from identity.customer_state import Display
from identity.fellegi_sunter import Model
from identity.model_file import dump_model, load_model
from identity.records import PersonRecord
from identity.resolution import Resolution
from identity.settings import IdentitySettings, read_identity_settings
from identity.training.learn import learn
from identity.versions import Version

NAME = "resolve"
HELP = "Tell which records of a file are one person: no server, no graph."
EPILOG = """example:
  tellonce resolve people.csv --out clusters.csv --review review.csv
  tellonce resolve people.csv --out clusters.csv --train --bulk

people.csv has a header row. The usual column names are understood (record_id, first_name, surname,
full_name, dob, city, postcode, phone, email, handle, order_no, ...); those that are not are named
and ignored; --mapping says it exactly (see `tellonce import --help`).

Without --bulk the records are taken one after the other, as a running tellonce takes them. --bulk
looks at all pairs first and joins the surest: for a first load, or a file that is complete. With
the extra `bulk` installed (Splink on DuckDB) its pairs are weighed there, else in plain Python,
more slowly; the answer is the same. --train learns what each agreement weighs from the file itself,
without labels; --save-model keeps that for later runs (--model, or TELLONCE_MODEL).

clusters.csv gets `record_id,customer_id`, a line for every record. review.csv gets the pairs that
a person should judge: `left_id,right_id,weight,reason`, the weight in bits."""


@dataclass(slots=True)
class People:
    """What was read. `unreadable` rows stay alone, each named on stderr."""

    known: dict[str, Prepared] = field(default_factory=dict)
    unreadable: int = 0


@dataclass(slots=True)
class Answer:
    """Customer by record id, and pairs in doubt: left, right, weight, reason."""

    customers: dict[str, str]
    doubts: list[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Summary:
    records: int
    customers: int
    review: int  # pairs that a person should judge
    unreadable: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="IN.csv", help='the people; "-" is standard input')
    parser.add_argument("--out", required=True, type=Path, help="where the clusters are written")
    parser.add_argument("--review", type=Path, help="where the pairs in doubt are written")
    parser.add_argument("--mapping", type=Path, help="a TOML file that says which column is what")
    parser.add_argument("--model", type=Path, help="a model file other than the one that ships")
    parser.add_argument("--train", action="store_true", help="learn the weights from the file")
    parser.add_argument("--save-model", type=Path, help="where the model learned is written")
    parser.add_argument("--bulk", action="store_true", help="all pairs first, the surest first")
    parser.add_argument(
        "--engine", choices=ENGINES, default="auto", help="what weighs the pairs of --bulk"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


async def run(args: argparse.Namespace) -> int:
    settings = read_identity_settings()
    model = load_model(args.model or settings.model_file)
    people = _read(args.file, args.mapping, settings)
    if args.train:
        model = _learn(people, model, settings, args.file)
        if args.save_model:
            dump_model(model, args.save_model)
    answer = (
        _in_bulk(people, model, settings, args.engine)
        if args.bulk
        else _one_by_one(people, model, settings)
    )
    _write(args.out, ("record_id", "customer_id"), answer.customers.items())
    if args.review:
        _write(args.review, ("left_id", "right_id", "weight", "reason"), answer.doubts)
    customers = len(set(answer.customers.values()))
    summary = Summary(len(people.known), customers, len(answer.doubts), people.unreadable)
    _report(summary, args.out, as_json=args.json)
    return 1 if people.unreadable else 0


def _read(path: str, mapping_file: Path | None, settings: IdentitySettings) -> People:
    people = People()
    mapping = read_mapping(mapping_file) if mapping_file else None
    with open_records(path, mapping=mapping, lenient=True) as file:
        for note in file.notes:
            print(note, file=sys.stderr)
        for line, one in _with_progress(file):
            if isinstance(one, PersonRecord):
                people.known[one.source_id] = prepare(Version.first(one), one.source_id, settings)
                continue
            people.unreadable += 1
            reason = one.reason if isinstance(one, BadRecordError) else "is no person"
            print(f"line {line}: {reason}", file=sys.stderr)
    return people


def _with_progress(file: RecordFile) -> Iterator[tuple[int, object]]:
    bar = tqdm(
        total=file.size, desc="reading", unit="B", unit_scale=True, disable=not sys.stderr.isatty()
    )
    with bar:
        for line, one in file:
            bar.update(file.taken - bar.n)
            yield line, one


def _bar(what: str, total: int) -> "tqdm[Never]":
    return tqdm(desc=what, total=total, unit="record", disable=not sys.stderr.isatty())


def _learn(people: People, default: Model, settings: IdentitySettings, path: str) -> Model:
    records = list(people.known.values())
    with _bar("learning", len(records)) as bar:
        model = learn(
            [one.comparable for one in records],
            [one.blocking_keys for one in records],
            default=default,
            thresholds=settings.thresholds,
            name=Path(path).name,
            data_set=Path(path).name,
            made=datetime.now(UTC).date().isoformat(),
        )
        bar.update(len(records))
    for note in model.about.notes:
        print(f"not learned: {note}", file=sys.stderr)
    return model


def _one_by_one(people: People, model: Model, settings: IdentitySettings) -> Answer:
    resolution = Resolution(model, settings)
    with _bar("resolving", len(people.known)) as bar:
        for number, one in enumerate(people.known.values(), start=1):
            resolution.resolve(
                Arrival(
                    key=one.key,
                    kind=one.person.kind,
                    comparable=one.comparable,
                    display=Display.of(one.person),
                    blocking_keys=one.blocking_keys,
                    founds=f"c{number}",
                )
            )
            bar.update()
    customers = {key: resolution.customer_of[key] for key in people.known}
    return Answer(customers, list(_doubts(resolution)))


def _doubts(resolution: Resolution) -> Iterator[tuple[str, str, str, str]]:
    """Yield the pairs still in doubt at the end, each once."""
    seen: set[frozenset[str]] = set()
    for doubt in resolution.changes.doubts:
        pair = frozenset((doubt.record_key, doubt.other_key))
        left, right = (resolution.customer_of[one] for one in (doubt.record_key, doubt.other_key))
        if left != right and pair not in seen:
            seen.add(pair)
            yield doubt.record_key, doubt.other_key, f"{doubt.score.weight:.2f}", doubt.reason


def _in_bulk(people: People, model: Model, settings: IdentitySettings, engine: str) -> Answer:
    ids, records = list(people.known), list(people.known.values())
    bulk = bulk_records([one.comparable for one in records], [one.blocking_keys for one in records])
    with _bar("weighing", len(bulk)) as bar:
        edges = weigh(model, bulk, engine, bar.update)
    clustering = Clustering(model, bulk, settings.thresholds, [one.person.kind for one in records])
    with _bar("joining", len(edges)) as bar:
        clustering.grow(edges, progress=bar.update)
    founders: dict[int, str] = {}
    customers = {
        id_: founders.setdefault(clustering.cluster_of(at), f"c{at + 1}")
        for at, id_ in enumerate(ids)
    }
    doubts = [
        (ids[one.left], ids[one.right], f"{one.weight:.2f}", one.reason)
        for one in clustering.doubts(edges)
    ]
    return Answer(customers, doubts)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
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
