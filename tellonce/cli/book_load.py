"""How a book is loaded, and taken back."""

import argparse
import getpass
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from connectors.errors import ConnectorError
from connectors.files.bytes import STDIN
from connectors.files.reader import RecordFile, open_records
from connectors.files.rejects import RejectsFile
from context.books.hold import held
from context.books.loading import (
    BookSink,
    begin_load,
    book_row,
    file_loaded,
    files_of,
    keys_of_load,
)
from context.books.withdrawing import Withdrawn, withdraw
from context.promises.book import promise_book
from context.records import Record
from identity.resolver import Resolver
from identity.setup import Identity
from tellonce.cli.deriving import derive_the_rest
from tellonce.cli.import_files import (
    WRONG_USAGE,
    Outcome,
    checked_mapping,
    exit_code,
    print_total,
    say,
    sum_of,
    summary,
    take_in,
)
from tellonce.cli.terminal import safe
from tellonce.session import open_deployment
from tellonce.settings import read_settings

SHOWN: Final = 5  # refused records


class _Refusals:
    """Records that were here already and came from elsewhere: counted, the first ones shown."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, record: Record) -> None:
        self.count += 1
        if self.count <= SHOWN:
            kind = type(record).__name__.removesuffix("Record").lower()
            say(
                f"{kind} {record.source}:{record.source_id} is not taken in: it, or whose it is, "
                "is here already from elsewhere, and a load changes nothing that was here; "
                "--source gives the book's records a source of their own"
            )


async def load_book(args: argparse.Namespace) -> int:
    """Load files of a book; return the exit code."""
    with ExitStack() as closing:
        try:
            mapping = checked_mapping(args)
            files = [
                closing.enter_context(open_records(name, source=args.source, mapping=mapping))
                for name in args.files
            ]
            rejects = closing.enter_context(RejectsFile(args.rejects)) if args.rejects else None
        except ConnectorError as error:
            say(f"tellonce book: {error}")
            return WRONG_USAGE
        for file in files:
            for note in file.notes:
                say(note)
        async with open_deployment(os.environ) as identity:
            parts = _parts(args, files_of(await book_row(identity.graph, args.name)))
            if parts is None:
                return WRONG_USAGE
            return await _load(args, identity, list(zip(parts, files, strict=True)), rejects)


def _parts(args: argparse.Namespace, known: Sequence[str]) -> list[str] | None:
    """Return which file of the manifest each of these is; what nobody can tell is said."""
    named = [args.part or _stem(name) for name in args.files]
    if len(known) == 1 and args.part is None:
        named = [known[0] for _ in args.files]
    unknown = [one for one in named if one not in known]
    if unknown:
        say(
            f"tellonce book: the manifest of {args.name} has no file {unknown[0]!r}: say with "
            f"--file which it is, one of {', '.join(known)}"
        )
        return None
    return named


def _stem(name: str) -> str:
    return Path(name).name.partition(".")[0] if name != STDIN else name


async def _load(
    args: argparse.Namespace,
    identity: Identity,
    files: Sequence[tuple[str, RecordFile]],
    rejects: RejectsFile | None,
) -> int:
    settings = read_settings().context
    refusals, outcomes = _Refusals(), list[Outcome]()
    async with held(identity.graph, args.name):
        row = await begin_load(identity.graph, args.name, at_ms=_now_ms())
        sink = BookSink(
            Resolver(identity),
            args.name,
            await keys_of_load(identity.graph, args.name),
            promises=promise_book(settings.promises_file, settings.zone),
            refused=refusals,
        )
        for number, (part, file) in enumerate(files, start=1):
            outcomes.append(await take_in(file, sink, None, rejects))
            more = any(part == other for other, _ in files[number:])
            if not more and not any(one.error for one in outcomes):
                row = await file_loaded(identity.graph, row, part, at_ms=_now_ms())
    await derive_the_rest(identity, os.environ)
    _tell_load(args, outcomes, refusals.count, row.load_state or "")
    return 1 if refusals.count else exit_code(outcomes)


def _tell_load(args: argparse.Namespace, outcomes: list[Outcome], refused: int, state: str) -> None:
    total = sum_of(outcomes)
    if args.json:
        told: dict[str, Any] = {"book": args.name, "state": state, "refused": refused}
        print(json.dumps({**told, **summary(total, outcomes, args)}, indent=2))
        return
    print_total(total, args)
    if refused:
        print(f"{refused:,} of them were refused: they were here already, from elsewhere")
    left = "" if state == "loaded" else "; files of its manifest are still to come"
    print(f"{args.name}: {state}{left}. `tellonce book withdraw {args.name}` takes it back")


async def withdraw_book(args: argparse.Namespace) -> int:
    """Take a load back as a whole; return the exit code."""
    async with open_deployment(os.environ) as identity:
        async with held(identity.graph, args.name):
            with tqdm(unit=" records", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
                done = await withdraw(
                    identity,
                    args.name,
                    actor=args.actor or _user(),
                    at_ms=_now_ms(),
                    forget=args.forget,
                    progress=bar.update,
                )
        await derive_the_rest(identity, os.environ)
    _tell_withdrawn(args, done)
    return 0


def _tell_withdrawn(args: argparse.Namespace, done: Withdrawn) -> None:
    if args.json:
        print(json.dumps({"book": args.name, **asdict(done)}, indent=2))
        return
    announced = "it is announced no more" if args.forget else "it is still announced"
    print(
        f"{safe(args.name)} is withdrawn: {done.records:,} records of people and "
        f"{done.activities:,} activities are gone, and {announced}"
    )


def _user() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "operator"


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
