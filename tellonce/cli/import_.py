"""`tellonce import`: files of records into the graph, or to the server that runs on it."""

import argparse
import os
from pathlib import Path
from typing import Final

from connectors.files.mapping_toml import EXAMPLE
from connectors.load import BATCH_SIZE
from identity.bulk.loading import BATCH_RECORDS
from identity.bulk.weigh import AUTO, ENGINES
from tellonce.cli.deriving import deriving_sink
from tellonce.cli.import_bulk import import_in_bulk
from tellonce.cli.import_files import WRONG_USAGE, import_files, say

NAME: Final = "import"
HELP: Final = "Import records from CSV or JSONL files, also packed (.gz) or piped in (-)."
EPILOG: Final = """\
examples:
  tellonce import customers.csv
  tellonce import crm.csv --source crm --mapping crm.toml --rejects rejected.jsonl
  zcat orders.jsonl.gz | tellonce import -
  tellonce import everybody.csv orders.jsonl --bulk --train

Importing a file twice changes nothing, and one that was cut off is simply imported again.
CSV files with the usual headers need no mapping: the one taken is printed. A mapping is TOML:

""" + "".join(f"  {line}\n" for line in EXAMPLE.splitlines()) + """
--bulk is for the first load, into a graph without customers: all people of all files are held
against each other before any is written, and the surest pairs are joined first. That is faster and
finds more than one after the other. Orders, interactions and the rest of the files follow as usual.
It may be cut off at any time: the same command carries on where it stopped, and ends with the same
customers. With the extra `bulk` installed pairs are weighed in DuckDB, else in plain Python, more
slowly. --train learns what each agreement weighs from these people, without labels; the model is
kept in the data folder, and named at the end: give it to servers and later commands as
TELLONCE_MODEL.
"""  # fmt: skip
LARGEST_BATCH: Final = 1_000


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
        metavar="N",
        help=f"records a write; default: {BATCH_SIZE}, with --bulk {BATCH_RECORDS}",
    )
    parser.add_argument(
        "--bulk", action="store_true", help="a first load: all people at once, the surest first"
    )
    parser.add_argument("--train", action="store_true", help="with --bulk: learn the weights first")
    parser.add_argument(
        "--engine", choices=ENGINES, default=AUTO, help="with --bulk: what weighs the pairs"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


async def run(args: argparse.Namespace) -> int:
    if not args.bulk and (args.train or args.engine != AUTO):
        say("tellonce import: --train and --engine go with --bulk: add it, or leave them out")
        return WRONG_USAGE
    if args.bulk:
        return await import_in_bulk(args, os.environ)
    return await import_files(args, deriving_sink(os.environ))


def _batch_size(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST_BATCH:
        raise argparse.ArgumentTypeError(f"{text}: a number from 1 to {LARGEST_BATCH} is expected")
    return int(text)
