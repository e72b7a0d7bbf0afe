"""What a book's manifest is made with, made from, and how it is announced."""

import argparse
import csv
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from tqdm import tqdm

from connectors.errors import BadRecordError, ConnectorError
from connectors.files.reader import Parsed, open_records
from context.books.announcing import announce
from context.books.hashing import entries_of
from context.books.manifest import read_manifest
from context.books.model import Entry
from context.records import Record
from graph.keys import KEY_BYTES
from graph.store import open_keys
from identity.book_hashes import CHECK, book_key, check_of, fingerprint
from tellonce.cli.import_files import WRONG_USAGE, checked_mapping, say
from tellonce.errors import UnwritableFileError
from tellonce.session import open_deployment
from tellonce.settings import read_settings

BOOK_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,63}")
SHOWN: Final = 5  # records that could not be read


def make_key(args: argparse.Namespace) -> int:
    """Show a book's key, or write it to a file that nobody else may read."""
    if BOOK_NAME.fullmatch(args.name) is None:
        say(f"tellonce book: {args.name!r} names no book: small letters, digits, - and _")
        return WRONG_USAGE
    key = book_key(open_keys(read_settings().graph), args.name)
    if args.out is not None:
        _write_key(args.out, key.hex())
    told = {"book": args.name, "fingerprint": fingerprint(key)}
    told |= {"file": str(args.out)} if args.out else {"key": key.hex()}
    if args.json:
        print(json.dumps(told, indent=2))
    elif args.out:
        print(f"the key of {args.name} (fingerprint {fingerprint(key)}) is in {args.out}")
    else:
        print(key.hex())
    return 0


def _write_key(path: Path, key: str) -> None:
    """Raises UnwritableFileError."""
    try:
        with suppress(FileNotFoundError):
            path.unlink()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{key}\n")
    except OSError as error:
        raise UnwritableFileError(path, error) from error


def hash_files(args: argparse.Namespace) -> int:
    """Write the hashes of all identifiers in these files, in an order that tells nothing."""
    key = _read_key(args.key)
    if key is None:
        say(f"tellonce book: {args.key} holds no key: make one with `tellonce book key`")
        return WRONG_USAGE
    region = args.region or read_settings().identity.default_region
    bad: list[str] = []
    args.rejects = None
    try:
        with ExitStack() as closing:
            mapping = checked_mapping(args)
            opened = [
                closing.enter_context(open_records(name, source=args.source, mapping=mapping))
                for name in args.files
            ]
            found = {
                one
                for file in opened
                for one in entries_of(_good(file.name, file, bad), key, region=region)
            }
    except ConnectorError as error:
        say(f"tellonce book: {error}")
        return WRONG_USAGE
    _write_entries(args.out, sorted(found, key=lambda one: one.hash), key)
    for one in bad[:SHOWN]:
        say(one)
    print(f"{len(found):,} hashes in {args.out}, by the key {fingerprint(key)}")
    if bad:
        say(f"{len(bad):,} rows could not be read: whoever is in them will be a stranger")
    return 1 if bad else 0


def _good(name: str, parsed: Iterable[Parsed], bad: list[str]) -> Iterator[Record]:
    for line, one in parsed:
        if isinstance(one, BadRecordError):
            bad.append(f"{name}, line {line}: {one}")
        else:
            yield one


def _read_key(path: Path) -> bytes | None:
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _write_entries(path: Path, entries: Iterable[Entry], key: bytes) -> None:
    """Raises UnwritableFileError."""
    rows = [Entry(CHECK, check_of(key)), *entries]
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            if path.suffix == ".jsonl":
                for one in rows:
                    said = {"kind": one.kind, "hash": one.hash}
                    said |= {"language": one.language} if one.language else {}
                    file.write(json.dumps(said) + "\n")
            else:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(("kind", "hash", "language"))
                writer.writerows((one.kind, one.hash, one.language or "") for one in rows)
    except OSError as error:
        raise UnwritableFileError(path, error) from error


async def announce_book(args: argparse.Namespace) -> int:
    """Announce a manifest. Raises RuleFileError for one with anything wrong in it."""
    settings = read_settings()
    manifest = read_manifest(args.manifest, open_keys(settings.graph), settings.context.zone)
    started = time.monotonic()
    async with open_deployment(os.environ) as identity:
        with tqdm(total=manifest.entries, unit=" entries", disable=not sys.stderr.isatty()) as bar:
            done = await announce(
                identity.graph,
                identity.keys,
                manifest,
                at_ms=time.time_ns() // 1_000_000,
                progress=bar.update,
            )
    seconds = time.monotonic() - started
    if args.json:
        told = {"book": done.book, "entries": done.entries, "dropped": done.dropped}
        print(json.dumps({**told, "seconds": round(seconds, 2)}, indent=2))
        return 0
    dropped = f", {done.dropped:,} of an earlier manifest are gone" if done.dropped else ""
    print(f"{done.book} is announced: {done.entries:,} hashes{dropped}; {seconds:.1f} s")
    return 0
