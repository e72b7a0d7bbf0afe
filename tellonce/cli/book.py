"""`tellonce book`: an acquired book of business, announced, loaded, and taken back if need be."""

import argparse
from pathlib import Path
from typing import Final

from context.errors import RuleFileError
from tellonce.cli.book_load import load_book, withdraw_book
from tellonce.cli.book_manifest import announce_book, hash_files, make_key
from tellonce.cli.book_status import show_points, show_status
from tellonce.cli.policies import print_refused

NAME: Final = "book"
HELP: Final = "Announce, load and withdraw an acquired book of customers."
EPILOG: Final = """\
examples:
  tellonce book key homeguard --out homeguard.key
  tellonce book hash customers.csv --key homeguard.key --out north.csv
  tellonce book announce manifest.toml
  tellonce book load homeguard north-customers.csv --file north --source homeguard
  tellonce book status
  tellonce book withdraw homeguard
  tellonce book points

Whoever has the customers hashes their telephone numbers, mail addresses and contract numbers with
the book's key, so that none of them leaves the house: HMAC-SHA256, as 64 hexadecimal digits, of
"phone:+15550100123", "email:ana@example.com" or "number:AL2207" (capitals and digits alone); the
first entry has the kind "check" and is made of "check:tellonce". `tellonce book hash` does it, and
needs no server and no database. The manifest names these files:

  book = "homeguard"
  former_company = "HomeGuard Alarm"
  desk = "alarm desk"
  expected = 2026-12-01

  [sentence]
  en = "I am sorry that you had to look for us. You are with us, and your file is on its way."

  [service]
  en = "Your alarm goes on reporting as before."

  [contract]
  en = "Your contract goes on at the same price."

  [[file]]
  name = "north"
  entries = "north.csv"

From then on nobody in it gets a bare "not found". A load never changes what was here before, may be
cut off and started again, and can be withdrawn as a whole.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(
        dest="doing", metavar="key|hash|announce|load|status|withdraw|points", required=True
    )
    key = doing.add_parser("key", help="show the key that a book's manifest is made with")
    key.add_argument("name", metavar="NAME", help="of the book: small letters, digits, - and _")
    key.add_argument("--out", type=Path, metavar="FILE", help="write it there, for nobody else")
    hashing = doing.add_parser("hash", help="make a manifest's file of hashes")
    hashing.add_argument("files", nargs="+", metavar="IN", help="CSV or JSONL, as for import")
    hashing.add_argument("--key", type=Path, required=True, metavar="FILE")
    hashing.add_argument("--out", type=Path, required=True, metavar="FILE", help=".csv or .jsonl")
    hashing.add_argument("--region", metavar="US", help="country of numbers without a prefix")
    announce = doing.add_parser("announce", help="let nobody of a book be a stranger")
    announce.add_argument("manifest", type=Path, metavar="MANIFEST")
    load = doing.add_parser("load", help="load files of a book, so that it can be taken back")
    load.add_argument("name", metavar="NAME")
    load.add_argument("files", nargs="+", metavar="FILE", help='CSV or JSONL, "-" for stdin')
    load.add_argument(
        "--file", dest="part", metavar="NAME", help="which file of the manifest this is"
    )
    load.add_argument("--rejects", type=Path, metavar="FILE", help="where bad rows go")
    withdraw = doing.add_parser("withdraw", help="take a load back as a whole")
    withdraw.add_argument("name", metavar="NAME")
    withdraw.add_argument(
        "--forget", action="store_true", help="the manifest as well: it is announced no more"
    )
    withdraw.add_argument(
        "--as", dest="actor", metavar="NAME", help="who does (default: the user of this machine)"
    )
    for one in (hashing, load):
        one.add_argument("--source", help="who says so; else the mapping's, or the file's name")
        one.add_argument("--mapping", type=Path, metavar="FILE.toml")
    status = doing.add_parser("status", help="how the books stand")
    points = doing.add_parser("points", help="check and show where desks are reached")
    points.add_argument(
        "points", nargs="?", type=Path, metavar="FILE", help="else that of TELLONCE_CONTACT_POINTS"
    )
    for one in (key, announce, load, status, withdraw, points):
        one.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    try:
        return await _run(args)
    except RuleFileError as error:
        return print_refused(error, as_json=getattr(args, "json", False))


async def _run(args: argparse.Namespace) -> int:
    match args.doing:
        case "key":
            return make_key(args)
        case "hash":
            return hash_files(args)
        case "announce":
            return await announce_book(args)
        case "load":
            return await load_book(args)
        case "withdraw":
            return await withdraw_book(args)
        case "points":
            return show_points(args)
    return await show_status(args)
