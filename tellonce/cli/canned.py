"""`tellonce canned`: which replies of a file are standard ones that answer nothing?"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tqdm import tqdm

from connectors.files.bytes import STDIN
from context.canned.index import CannedIndex, Reply
from context.canned.verdict import Verdict
from tellonce.cli.reply_files import BadRow, ReplyFile, open_replies
from tellonce.cli.terminal import safe
from tellonce.errors import UnwritableFileError

NAME: Final = "canned"
HELP: Final = "Tell which replies of a file are canned: no server, no graph."
EPILOG: Final = """\
examples:
  tellonce canned replies.csv --out judged.csv
  tellonce canned replies.csv.gz --out judged.csv --why --json

A reply is canned when it could have gone, but for names and numbers filled in, to any customer
whatever they wrote: it greets, apologises, thanks or sends elsewhere (a private message, a link,
a form) and neither tells, asks nor does anything about this customer's matter. A fact that many
needed ("delayed until 6pm") is an answer each time.

replies.csv has a header row and the columns id, customer, at and text: what we wrote to whom. The
usual other names are understood (tweet_id, recipient, created_at, message, ...); columns that are
not known are named and ignored. With a column in_reply_to_text (or question), what the customer
wrote, a reply that takes up their words counts as an answer more readily. Every reply is judged
against the whole file. English, German, Spanish and French phrases are known; in other languages
only what went to several customers is found.

judged.csv gets `id,canned,like`, a line for every reply: true or false, and the id of the reply to
another customer that it is most like, empty when none is. --why adds `similarity,reason`."""
WRONG_USAGE: Final = 2
LIKE: Final = 0.75  # from this similarity on, another reply is named


@dataclass(frozen=True, slots=True)
class Summary:
    replies: int
    canned: int
    unreadable: int
    out: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="IN.csv", help='the replies; "-" is standard input')
    parser.add_argument("--out", required=True, type=Path, help="where the verdicts are written")
    parser.add_argument("--why", action="store_true", help="add the similarity and the reason")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


async def run(args: argparse.Namespace) -> int:
    if args.file != STDIN and args.out.exists() and args.out.samefile(args.file):
        print("tellonce canned: --out would write over the replies themselves", file=sys.stderr)
        return WRONG_USAGE
    with open_replies(args.file) as file:
        for note in file.notes:
            print(safe(note), file=sys.stderr)
        replies, index, unreadable = _read(file)
    canned = _write(args.out, _judged(replies, index), why=args.why)
    _report(Summary(len(replies), canned, unreadable, str(args.out)), as_json=args.json)
    return 1 if unreadable else 0


def _read(file: ReplyFile) -> tuple[list[Reply], CannedIndex, int]:
    """Return the replies, all of them in an index, and how many rows could not be read."""
    replies, index, unreadable = [], CannedIndex(), 0
    with tqdm(
        total=file.size, desc="reading", unit="B", unit_scale=True, disable=not sys.stderr.isatty()
    ) as bar:
        for one in file:
            bar.update(file.taken - bar.n)
            if isinstance(one, BadRow):
                unreadable += 1
                bar.write(safe(f"line {one.line}: {one.reason}"), file=sys.stderr)
                continue
            replies.append(one)
            index.add(one)
    return replies, index, unreadable


def _judged(replies: list[Reply], index: CannedIndex) -> Iterator[tuple[Reply, Verdict]]:
    shown = tqdm(replies, desc="judging", unit=" replies", disable=not sys.stderr.isatty())
    return ((reply, index.judge(reply)) for reply in shown)


def _write(path: Path, judged: Iterator[tuple[Reply, Verdict]], *, why: bool) -> int:
    """Write a line for every reply; return how many are canned. Raises UnwritableFileError."""
    canned = 0
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("id", "canned", "like", *(("similarity", "reason") if why else ())))
            for reply, verdict in judged:
                canned += verdict.canned
                like = verdict.like if verdict.similarity >= LIKE else None
                more = (f"{verdict.similarity:.2f}", verdict.reason) if why else ()
                rows.writerow((reply.id, str(verdict.canned).lower(), like or "", *more))
    except OSError as error:
        raise UnwritableFileError(path, error) from error
    return canned


def _report(summary: Summary, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(summary)))
        return
    share = summary.canned / summary.replies if summary.replies else 0.0
    print(f"{summary.canned:,} of {summary.replies:,} replies are canned ({share:.0%})")
    print(f"verdicts: {summary.out}")
    if summary.unreadable:
        print(f"{summary.unreadable:,} rows could not be read, and were not judged")
