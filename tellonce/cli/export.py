"""`tellonce export`: everything that is held about a customer, for the customer."""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from api.audit import Look
from identity.erasure import erasures_of
from identity.portability import export_customer
from tellonce.cli.erase import when_erased
from tellonce.cli.looks import record_look
from tellonce.cli.whom import add_whom, find_whom, names_twice, names_whom
from tellonce.errors import UnknownCustomerError, UnwritableFileError
from tellonce.session import open_desk

NAME: Final = "export"
HELP: Final = "Write everything that is held about a customer as one JSON document."
EPILOG: Final = """\
examples:
  tellonce export c_8fJ2kQ --out ana.json
  tellonce export --phone "+1 303 555 0197"

The document holds the golden record, each source's record as it came, identifiers, interactions
with their texts, orders, returns, shipments, carts, cases, assets, contracts, decisions and review
tasks about the records, raw webhook deliveries and events. Instants are ISO 8601 in UTC. Only you
can read the file that --out makes.
"""
WRONG_USAGE: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_whom(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    parser.add_argument("--json", action="store_true", help="with --out: say what was written")


async def run(args: argparse.Namespace) -> int:
    if names_twice(args) or not names_whom(args):
        print("tellonce export: name a customer, either by id or by options", file=sys.stderr)
        return WRONG_USAGE
    async with open_desk(os.environ) as desk:
        whom = await find_whom(desk, args)
        document = (
            await export_customer(desk.identity, whom.customer_id, now=datetime.now(UTC))
            if whom.customer_id
            else None
        )
        if document is None or whom.customer_id is None:
            earlier = await erasures_of(desk.identity, whom.keys)
            raise UnknownCustomerError(when_erased(earlier[0]) if earlier else None)
    record_look(Look("export", (whom.customer_id,)), NAME)
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if args.out is None:
        print(text)
        return 0
    _write(args.out, text)
    counts = {name: len(part) for name, part in document.items() if isinstance(part, list)}
    if args.json:
        print(json.dumps({"file": str(args.out), "counts": counts}, indent=2))
    else:
        said = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())
        print(f"{said} → {args.out}")
    return 0


def _write(path: Path, text: str) -> None:
    """Write a file that nobody else can read. Raises UnwritableFileError."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(text + "\n")
    except OSError as error:
        raise UnwritableFileError(path, error) from error
