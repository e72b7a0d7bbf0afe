"""`tellonce import --bulk`: the people of all files as a first load, then what else is in them."""

import argparse
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from connectors.errors import BadRecordError, ConnectorError
from connectors.files.reader import open_records
from connectors.load import LoadReport
from context.ingest import Ingest
from context.promises.book import promise_book
from graph.queries.bulk_loads import BulkLoad
from graph.sequence import read_sequence
from identity.bulk.checkpoint import begin_load
from identity.bulk.loading import BATCH_RECORDS, Loaded, Loader
from identity.bulk.plan import Plan
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.setup import Identity
from tellonce.cli.bulk_people import Job, People, decide, open_job, read_people, record_bar
from tellonce.cli.deriving import derive_the_rest, deriving_sink
from tellonce.cli.import_files import (
    WRONG_USAGE,
    Outcome,
    exit_code,
    import_files,
    print_total,
    say,
    sum_of,
    summary,
    take_in,
)
from tellonce.errors import ServerRunsError
from tellonce.handover import HandingSink, intake_token, looked_up, remote_sinks, running_server
from tellonce.session import open_deployment
from tellonce.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Course:
    """How a load went. `load` says how far an earlier run had come."""

    load: BulkLoad
    plan: Plan
    loaded: Loaded
    customers: int  # in the graph once the people were written
    model: Path | None  # where the weights learned are kept
    deciding_seconds: float
    writing_seconds: float

    @property
    def doubts(self) -> int:
        return sum(map(len, self.plan.doubts.values()))


async def import_in_bulk(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Load the people of these files as a whole, then the rest; return the exit code."""
    settings = read_settings(environ)
    with ExitStack() as closing:
        try:
            job = open_job(args, closing)
        except ConnectorError as error:
            say(f"tellonce import: {error}")
            return WRONG_USAGE
        load = await _claim(environ, settings, job)
        if not load.finished:
            return await _load(job, environ, settings, load)
    say("These files were loaded in bulk before: they are imported as usual.")
    return await import_files(args, deriving_sink(environ))


async def _claim(environ: Mapping[str, str], settings: Settings, job: Job) -> BulkLoad:
    """Say early what speaks against it; the graph is open again once all is decided."""
    async with open_deployment(environ) as deployment:
        server = await running_server(deployment.graph)
        if server is not None and settings.graph.url is None:
            raise ServerRunsError(server.url)
        return await begin_load(deployment, job.digest)


async def _load(job: Job, environ: Mapping[str, str], settings: Settings, load: BulkLoad) -> int:
    started = time.monotonic()
    people = read_people(job)
    plan, weights = decide(job, settings, load, people)
    decided = time.monotonic()
    async with open_deployment(environ) as deployment:
        identity = replace(deployment, model=weights.model)
        load = await begin_load(identity, job.digest)
        loaded = await _write(identity, plan, load, job.args.batch_size or BATCH_RECORDS)
        written = time.monotonic()
        customers = (await read_sequence(identity.graph)).customers
        others = [one async for one in _others(job, people, identity, settings)]
        await derive_the_rest(identity, environ)
    outcomes = list(map(_together, people.outcomes, others))
    course = Course(
        load, plan, loaded, customers, weights.file, decided - started, written - decided
    )
    _report(job.args, outcomes, course)
    return exit_code(outcomes)


async def _write(identity: Identity, plan: Plan, load: BulkLoad, batch_records: int) -> Loaded:
    with record_bar("writing", len(plan.records)) as bar:
        bar.update(len(plan.records_of(range(load.done))))
        loader = Loader(Resolver(identity), plan, load, batch_records=batch_records)
        return await loader.write(bar.update)


async def _others(
    job: Job, people: People, identity: Identity, settings: Settings
) -> AsyncIterator[Outcome]:
    """Import what the files hold beside people, and yield for each file how that went."""
    args = job.args
    promises = promise_book(settings.context.promises_file, settings.context.zone)
    sink = HandingSink(
        Ingest(Resolver(identity), promises=promises),
        looked_up(identity.graph),
        remote_sinks(intake_token(identity.keys)),
    )
    for name, others in zip(args.files, people.others, strict=True):
        if not others:
            yield Outcome(name, LoadReport())
            continue
        with open_records(name, source=args.source, mapping=job.mapping) as file:
            parsed = (one for one in file if not isinstance(one[1], PersonRecord | BadRecordError))
            yield await take_in(file, sink, args.batch_size, None, parsed=parsed)


def _together(people: Outcome, others: Outcome) -> Outcome:
    return Outcome(people.file, sum_of([people, others]), others.error)


def _report(args: argparse.Namespace, outcomes: list[Outcome], course: Course) -> None:
    loaded, total = course.loaded, sum_of(outcomes)
    total = replace(
        total,
        changed=total.changed + loaded.records + loaded.settled,
        suppressed=total.suppressed + loaded.kept_out,
    )
    if args.json:
        print(json.dumps({**summary(total, outcomes, args), "bulk": _facts(course)}, indent=2))
        return
    print_total(total, args)
    print(
        f"{len(course.plan.records):,} people are {course.customers:,} customers, "
        f"{course.doubts:,} pairs wait for a person's judgement; deciding took "
        f"{course.deciding_seconds:.1f} s, writing {course.writing_seconds:.1f} s"
    )
    if course.load.done:
        print(f"carried on where {course.load.done:,} customers had been written before")
    if course.model is not None:
        print(f"The weights learned are kept in {course.model}.")
        print(f"Start servers and commands with TELLONCE_MODEL={course.model} from now on, so that")
        print("what comes later is weighed as these people were.")


def _facts(course: Course) -> dict[str, Any]:
    return {
        "people": len(course.plan.records),
        "customers": course.customers,
        "written": course.loaded.customers,
        "written_before": course.load.done,
        "settled": course.loaded.settled,
        "review": course.doubts,
        "model": str(course.model) if course.model else None,
        "deciding_seconds": course.deciding_seconds,
        "writing_seconds": course.writing_seconds,
    }
