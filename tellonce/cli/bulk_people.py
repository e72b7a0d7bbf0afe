"""The people of a first load: read from all its files, made ready, weighed and joined."""

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from connectors.errors import BadRecordError, NotOpenedError
from connectors.files.bytes import STDIN
from connectors.files.columns import ColumnMapping
from connectors.files.reader import RecordFile, open_records
from connectors.files.rejects import RejectsFile
from connectors.load import LoadReport
from graph.queries.bulk_loads import BulkLoad
from graph.store import open_keys
from identity.batch import Prepared, newest_versions
from identity.bulk.checkpoint import check_model
from identity.bulk.collector import without_collector
from identity.bulk.edges import bulk_records
from identity.bulk.plan import Plan, join, make_plan
from identity.bulk.preparing import prepare_all
from identity.bulk.weigh import weigh
from identity.fellegi_sunter import Model
from identity.model_file import dump_model, load_model
from identity.records import PersonRecord
from identity.training.learn import learn
from tellonce.cli.import_files import Outcome, Rejects, checked_mapping, file_bar, say
from tellonce.settings import Settings

CHUNK_BYTES: Final = 1 << 20
DIGEST_BYTES: Final = 12
MODELS: Final = "models"  # in the data folder


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked for: the options as they were typed, and the files, open."""

    args: argparse.Namespace
    mapping: ColumnMapping | None
    files: Sequence[RecordFile]
    rejects: RejectsFile | None
    digest: str  # of all that the records follow from


@dataclass(slots=True)
class People:
    """What the files hold. `others` are the records in each that are no people."""

    records: list[PersonRecord] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    others: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Weights:
    """The model of a load, and where it is kept if it was learned from these people."""

    model: Model
    file: Path | None = None


def open_job(args: argparse.Namespace, closing: ExitStack) -> Job:
    """Open all files. Raises ConnectorError for one that cannot be used, and options that clash."""
    mapping = checked_mapping(args)
    files = []
    for name in args.files:
        if name == STDIN:
            raise NotOpenedError(name, "--bulk reads files twice: save standard input to one first")
        file = open_records(name, source=args.source, mapping=mapping)
        files.append(closing.enter_context(file))
    rejects = closing.enter_context(RejectsFile(args.rejects)) if args.rejects else None
    return Job(args, mapping, files, rejects, _digest(args, mapping))


def _digest(args: argparse.Namespace, mapping: ColumnMapping | None) -> str:
    said = hashlib.blake2b(repr((args.source, mapping)).encode(), digest_size=DIGEST_BYTES)
    for name in map(Path, args.files):
        said.update(f"\0{name.name}\0{name.stat().st_size}\0".encode("utf-8", "surrogateescape"))
        with name.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                said.update(chunk)
    return said.hexdigest()


def read_people(job: Job) -> People:
    """Read the people of all files. Raises UnreadableFileError: all or nothing."""
    people = People()
    for file in job.files:
        for note in file.notes:
            say(note)
        _read_file(file, people, job.rejects)
        if file.fallback_note:
            say(file.fallback_note)
    return people


def _read_file(file: RecordFile, people: People, rejects: RejectsFile | None) -> None:
    started, known = time.monotonic(), len(people.records)
    rejected = others = 0
    with without_collector(), file_bar(file) as bar:
        reject = Rejects(file.name, rejects, bar)
        for line, one in file:
            bar.update(file.taken - bar.n)
            if isinstance(one, PersonRecord):
                people.records.append(one)
            elif isinstance(one, BadRecordError):
                rejected += 1
                reject(line, one)
            else:
                others += 1
    taken, seconds = len(people.records) - known, time.monotonic() - started
    report = LoadReport(taken + rejected, taken, 0, rejected, seconds=seconds)
    people.outcomes.append(Outcome(file.name, report))
    people.others.append(others)


def decide(job: Job, settings: Settings, load: BulkLoad, people: People) -> tuple[Plan, Weights]:
    """Return what to write of these people, and by which weights it was decided.

    Raises HalfLoadedError, TrainingError, ModelError or BulkEngineError.
    """
    keys = open_keys(settings.graph)
    versions = newest_versions(people.records, keys)
    with without_collector(), record_bar("preparing", len(versions)) as bar:
        records = prepare_all(versions, settings.identity, progress=bar.update)
    weights = _model(job, settings, load, records)
    check_model(load, weights.model)
    with without_collector():
        return _planned(job, settings, weights.model, records), weights


def _planned(job: Job, settings: Settings, model: Model, records: Sequence[Prepared]) -> Plan:
    bulk = bulk_records([one.comparable for one in records], [one.blocking_keys for one in records])
    with record_bar("weighing", len(bulk)) as bar:
        edges = weigh(model, bulk, job.args.engine, bar.update)
    with record_bar("joining", len(edges)) as bar:
        joined = join(model, bulk, edges, records, settings.identity, progress=bar.update)
    return make_plan(model, bulk, joined, records, open_keys(settings.graph))


def _model(job: Job, settings: Settings, load: BulkLoad, records: Sequence[Prepared]) -> Weights:
    """Return the model to weigh by; one that was learned is kept, for a run that carries on."""
    default = load_model(settings.identity.model_file)
    if not job.args.train:
        return Weights(default)
    kept = settings.graph.data / MODELS / f"bulk-{load.files}.json"
    if not (load.done and kept.exists()):
        with record_bar("learning", len(records)) as bar:
            model = learn(
                [one.comparable for one in records],
                [one.blocking_keys for one in records],
                default=default,
                thresholds=settings.identity.thresholds,
                name=kept.stem,
                data_set=", ".join(Path(one).name for one in job.args.files),
                made=datetime.now(UTC).date().isoformat(),
            )
            bar.update(len(records))
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        dump_model(model, fresh)
        fresh.replace(kept)
    return Weights(load_model(kept), kept)


@contextmanager
def record_bar(what: str, total: int) -> Iterator["tqdm[Any]"]:
    """Yield a bar of records; silent unless on a terminal."""
    with tqdm(
        desc=what, total=total, unit=" records", disable=not sys.stderr.isatty(), file=sys.stderr
    ) as bar:
        yield bar
