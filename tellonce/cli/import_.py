"""`tellonce import`: files of records into the graph, or to the server that runs on it."""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from connectors.errors import (
    BadMappingError,
    BadRecordError,
    ConnectorError,
    NotOpenedError,
    UnreadableFileError,
)
from connectors.files.bytes import STDIN
from connectors.files.columns import ColumnMapping
from connectors.files.mapping_toml import EXAMPLE, read_mapping
from connectors.files.reader import RecordFile, open_records
from connectors.files.rejects import RejectsFile
from connectors.load import BATCH_SIZE, LoadReport, load
from context.ingest import RecordSink
from tellonce.cli.terminal import safe
from tellonce.session import open_sink

NAME: Final = "import"
HELP: Final = "Import records from CSV or JSONL files, also packed (.gz) or piped in (-)."
EPILOG: Final = """\
examples:
  tellonce import customers.csv
  tellonce import crm.csv --source crm --mapping crm.toml --rejects rejected.jsonl
  zcat orders.jsonl.gz | tellonce import -

Importing a file twice changes nothing, and one that was cut off is simply imported again.
CSV files with the usual headers need no mapping: the one taken is printed. A mapping is TOML:

""" + "".join(f"  {line}\n" for line in EXAMPLE.splitlines())
REJECTS_SHOWN: Final = 5
WRONG_USAGE: Final = 2
LARGEST_BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `error` ended it."""

    file: str
    report: LoadReport
    error: str | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help='CSV or JSONL, "-" for stdin')
    parser.add_argument("--source", help="who says so; else the mapping's, or the file's name")
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE.toml", help="which column is which field"
    )
    parser.add_argument(
        "--rejects",
        type=Path,
        metavar="FILE",
        help="where rows that cannot be read go (.jsonl, .csv)",
    )
    parser.add_argument(
        "--batch-size",
        type=_batch_size,
        default=BATCH_SIZE,
        metavar="N",
        help="default: %(default)s",
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


async def run(args: argparse.Namespace) -> int:
    return await import_files(args, open_sink(os.environ))


async def import_files(
    args: argparse.Namespace, opening: AbstractAsyncContextManager[RecordSink]
) -> int:
    """Import the files that `args` names into the sink; return the exit code.

    What the user typed is judged before the sink is opened: 2 for a file or a mapping that is not
    there or cannot be used.
    """
    with ExitStack() as closing:
        try:
            mapping = _checked(args)
            files = [_open(name, args.source, mapping, closing) for name in args.files]
            rejects = closing.enter_context(RejectsFile(args.rejects)) if args.rejects else None
        except ConnectorError as error:
            _say(f"tellonce import: {error}")
            return WRONG_USAGE
        async with opening as sink:
            outcomes = [
                file
                if isinstance(file, Outcome)
                else await _import(file, sink, args.batch_size, rejects)
                for file in files
            ]
    _sum_up(outcomes, args)
    good = all(one.error is None and one.report.rejected == 0 for one in outcomes)
    return 0 if good else 1


def _checked(args: argparse.Namespace) -> ColumnMapping | None:
    """Return the mapping, if one is named. Raises ConnectorError for options that clash."""
    if args.rejects is not None:
        for name in args.files:
            with contextlib.suppress(OSError):
                if name != STDIN and args.rejects.samefile(name):
                    raise UnreadableFileError(name, "is to be imported, and the rejects file too")
    if args.source is not None and not args.source.strip():
        raise BadMappingError("--source", "", "is blank")
    return read_mapping(args.mapping) if args.mapping is not None else None


def _open(
    name: str, source: str | None, mapping: ColumnMapping | None, closing: ExitStack
) -> RecordFile | Outcome:
    """Return the open file, or how it failed when nothing in it can be read."""
    try:
        file = closing.enter_context(open_records(name, source=source, mapping=mapping))
    except NotOpenedError:
        raise
    except UnreadableFileError as error:
        _say(f"tellonce import: {error}")
        return Outcome(name, LoadReport(), str(error))
    for note in file.notes:
        _say(note)
    return file


async def _import(
    file: RecordFile, sink: RecordSink, batch_size: int, rejects: RejectsFile | None
) -> Outcome:
    so_far = LoadReport()
    shown = 0

    with _bar(file) as bar:

        def progress(report: LoadReport) -> None:
            nonlocal so_far
            so_far = report
            bar.update(file.taken - bar.n)
            bar.set_postfix_str(f"{report.read / max(report.seconds, 0.001):,.0f} records/s")

        def reject(line: int, bad: BadRecordError) -> None:
            nonlocal shown
            if rejects is not None:
                rejects.add(file.name, line, bad)
            elif shown < REJECTS_SHOWN:
                shown += 1
                bar.write(safe(f"{file.name}, line {line}: {bad}"), file=sys.stderr)

        try:
            report = await load(
                file,
                sink,
                batch_size=batch_size,
                progress=progress,
                rejects=reject,
                position=lambda: file.unpacked,
            )
            outcome = Outcome(file.name, report)
        except ConnectorError as error:
            outcome = Outcome(file.name, so_far, str(error))
    if file.fallback_note:
        _say(file.fallback_note)
    if outcome.error:
        _say(f"tellonce import: {outcome.error}")
    return outcome


@contextmanager
def _bar(file: RecordFile) -> Iterator["tqdm[Any]"]:
    """Yield a bar of the bytes read, with rate and time left; silent unless on a terminal."""
    with tqdm(
        total=file.size,
        desc=safe(file.name),
        unit="B",
        unit_scale=True,
        disable=not sys.stderr.isatty(),
        file=sys.stderr,
    ) as bar:
        yield bar


def _sum_up(outcomes: list[Outcome], args: argparse.Namespace) -> None:
    total = _total(outcomes)
    if args.json:
        files = [{"file": one.file, **asdict(one.report), "error": one.error} for one in outcomes]
        rejects = str(args.rejects) if args.rejects else None
        print(json.dumps({**asdict(total), "rejects": rejects, "files": files}, indent=2))
        return
    where = f" → {args.rejects}" if args.rejects and total.rejected else ""
    taken = total.accepted - total.suppressed
    print(
        f"{total.read:,} records read, {taken:,} taken in ({total.changed:,} of them new "
        f"or changed), {total.rejected:,} rejected{where}; {total.seconds:.1f} s"
    )
    if total.suppressed:
        print(f"{total.suppressed:,} records of erased people were not taken in")
    if total.rejected and not args.rejects:
        _say("Add --rejects FILE to keep the rejected rows, each with its reason.")


def _total(outcomes: list[Outcome]) -> LoadReport:
    reports = [one.report for one in outcomes]
    return LoadReport(
        read=sum(one.read for one in reports),
        accepted=sum(one.accepted for one in reports),
        changed=sum(one.changed for one in reports),
        rejected=sum(one.rejected for one in reports),
        suppressed=sum(one.suppressed for one in reports),
        seconds=sum(one.seconds for one in reports),
    )


def _batch_size(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST_BATCH:
        raise argparse.ArgumentTypeError(f"{text}: a number from 1 to {LARGEST_BATCH} is expected")
    return int(text)


def _say(text: str) -> None:
    """Print to stderr; text from a file must not steer the terminal."""
    for line in text.splitlines():
        print(" " * (len(line) - len(line.lstrip())) + safe(line), file=sys.stderr)
