"""`tellonce schema records`: the JSON Schema of a line that `import` and `POST /records` take."""

import argparse
import json
from typing import Final

from connectors.canonical.schema import record_schema

NAME: Final = "schema"
HELP: Final = "Print the JSON Schema of what can be imported."
EPILOG: Final = """\
example:
  tellonce schema records > records.schema.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["records"], help="canonical JSONL, one object a line")


async def run(args: argparse.Namespace) -> int:
    schemas = {"records": record_schema}
    print(json.dumps(schemas[args.what](), indent=2))
    return 0
