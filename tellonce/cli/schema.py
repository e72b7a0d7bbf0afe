"""`tellonce schema`: what can be imported and what can be asked, as machines read it."""

import argparse
import json
from typing import Final

from api.schema import sdl
from connectors.canonical.schema import record_schema

NAME: Final = "schema"
HELP: Final = "Print the JSON Schema of what can be imported, or the GraphQL schema."
EPILOG: Final = """\
examples:
  tellonce schema records > records.schema.json
  tellonce schema graphql > schema.graphql
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=["records", "graphql"],
        help="records: a line of canonical JSONL; graphql: everything that /graphql answers",
    )


async def run(args: argparse.Namespace) -> int:
    print(sdl().rstrip() if args.what == "graphql" else json.dumps(record_schema(), indent=2))
    return 0
