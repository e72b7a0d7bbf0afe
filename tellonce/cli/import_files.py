"""Files of records into a sink, with progress, rejects and a summary: what every import does."""

import argparse
import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
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
from connectors.files.mapping_toml import read_mapping
from connectors.files.reader import Parsed, RecordFile, open_records
from connectors.files.rejects import RejectsFile
from connectors.load import BATCH_SIZE, LoadReport, load
from context.ingest import RecordSink
from tellonce.cli.terminal import safe

REJECTS_SHOWN: Final = 5
WRONG_USAGE: Final = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `error` ended it."""

    file: str
    report: LoadReport
    error: str | None = None


@dataclass(slots=True)
class Rejects:
    """Where the bad rows of one file go: to the rejects file, or the first ones to the screen."""

    name: str
    file: RejectsFile | None
    bar: "tqdm[Any]"
    shown: int = field(default=0, init=False)

    def __call__(self, line: int, bad: BadRecordError) -> None:
        if self.file is not None:
            self.file.add(self.name, line, bad)
        elif self.shown < REJECTS_SHOWN:
            self.shown += 1
            self.bar.write(safe(f"{self.name}, line {line}: {bad}"), file=sys.stderr)


async def import_files(
    args: argparse.Namespace, opening: AbstractAsyncContextManager[RecordSink]
) -> int:
    """Import the files that `args` names into the sink; return the exit code.

    What the user typed is judged before the sink is opened: 2 for a file or a mapping that is not
    there or cannot be used.
    """
    with ExitStack() as closing:
        try:
            mapping = checked_mapping(args)
            files = [_open(name, args.source, mapping, closing) for name in args.files]
            rejects = closing.enter_context(RejectsFile(args.rejects)) if args.rejects else None
        except ConnectorError as error:
            say(f"tellonce import: {error}")
            return WRONG_USAGE
        async with opening as sink:
            outcomes = [
                file
                if isinstance(file, Outcome)
                else await take_in(file, sink, args.batch_size, rejects)
                for file in files
            ]
    _sum_up(outcomes, args)
    return exit_code(outcomes)


def checked_mapping(args: argparse.Namespace) -> ColumnMapping | None:
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
        say(f"tellonce import: {error}")
        return Outcome(name, LoadReport(), str(error))
    for note in file.notes:
        say(note)
    return file


async def take_in(
    file: RecordFile,
    sink: RecordSink,
    batch_size: int | None,
    rejects: RejectsFile | None,
    *,
    parsed: Iterable[Parsed] | None = None,
) -> Outcome:
    """Import an open file, or what `parsed` takes out of it, and return how that went."""
    so_far = LoadReport()

    with file_bar(file) as bar:

        def progress(report: LoadReport) -> None:
            nonlocal so_far
            so_far = report
            bar.update(file.taken - bar.n)
            bar.set_postfix_str(f"{report.read / max(report.seconds, 0.001):,.0f} records/s")

        try:
            report = await load(
                file if parsed is None else parsed,
                sink,
                batch_size=batch_size or BATCH_SIZE,
                progress=progress,
                rejects=Rejects(file.name, rejects, bar),
                position=lambda: file.unpacked,
            )
            outcome = Outcome(file.name, report)
        except ConnectorError as error:
            outcome = Outcome(file.name, so_far, str(error))
    if file.fallback_note:
        say(file.fallback_note)
    if outcome.error:
        say(f"tellonce import: {outcome.error}")
    return outcome


@contextmanager
def file_bar(file: RecordFile) -> Iterator["tqdm[Any]"]:
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


def exit_code(outcomes: Iterable[Outcome]) -> int:
    good = all(one.error is None and one.report.rejected == 0 for one in outcomes)
    return 0 if good else 1


def _sum_up(outcomes: list[Outcome], args: argparse.Namespace) -> None:
    total = sum_of(outcomes)
    if args.json:
        print(json.dumps(summary(total, outcomes, args), indent=2))
    else:
        print_total(total, args)


def summary(
    total: LoadReport, outcomes: Iterable[Outcome], args: argparse.Namespace
) -> dict[str, Any]:
    """Return what --json prints."""
    files = [{"file": one.file, **asdict(one.report), "error": one.error} for one in outcomes]
    rejects = str(args.rejects) if args.rejects else None
    return {**asdict(total), "rejects": rejects, "files": files}


def print_total(total: LoadReport, args: argparse.Namespace) -> None:
    where = f" → {args.rejects}" if args.rejects and total.rejected else ""
    taken = total.accepted - total.suppressed
    print(
        f"{total.read:,} records read, {taken:,} taken in ({total.changed:,} of them new "
        f"or changed), {total.rejected:,} rejected{where}; {total.seconds:.1f} s"
    )
    if total.suppressed:
        print(f"{total.suppressed:,} records of erased people were not taken in")
    if total.rejected and not args.rejects:
        say("Add --rejects FILE to keep the rejected rows, each with its reason.")


def sum_of(outcomes: Iterable[Outcome]) -> LoadReport:
    reports = [one.report for one in outcomes]
    return LoadReport(
        read=sum(one.read for one in reports),
        accepted=sum(one.accepted for one in reports),
        changed=sum(one.changed for one in reports),
        rejected=sum(one.rejected for one in reports),
        suppressed=sum(one.suppressed for one in reports),
        seconds=sum(one.seconds for one in reports),
    )


def say(text: str) -> None:
    """Print to stderr; text from a file must not steer the terminal."""
    for line in text.splitlines():
        print(" " * (len(line) - len(line.lstrip())) + safe(line), file=sys.stderr)
