"""`tellonce evaluate`: how right is it, against known answers or against what people judged?"""

import argparse
import json
import os
import sys
from dataclasses import asdict
from math import isfinite, nan
from pathlib import Path
from typing import Final

from tellonce.cli.evaluate_files import FileQuestion, evaluate_files, figures_text
from tellonce.cli.evaluate_thresholds import print_thresholds
from tellonce.cli.reassess import ReassessQuestion, print_reassessment

NAME: Final = "evaluate"
HELP: Final = "Measure identity against known answers, set thresholds, and try a new model first."
EPILOG: Final = """\
examples:
  tellonce evaluate clusters.csv --truth truth.csv --review review.csv --records people.csv
  tellonce evaluate --thresholds
  tellonce evaluate --model trained.json --link 6
  tellonce evaluate --model trained.json --link 6 --apply

With a file: precision and recall of what `tellonce resolve` found, against `record_id,cluster`.
Without one: about the graph. --thresholds says from the judgements of `tellonce review` what each
threshold brings and costs, and sets the probabilities shown anew. --model and --link list who would
be joined or parted; only --apply does it, change by change, each undoable; one that was cut off is
simply started again. What people judged is never overruled.
"""
USAGE: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    files = parser.add_argument_group("a file of clusters")
    files.add_argument("clusters", nargs="?", type=Path, metavar="CLUSTERS.csv")
    files.add_argument("--truth", type=Path, metavar="TRUTH.csv", help="record_id,cluster")
    files.add_argument("--review", type=Path, help="the pairs in doubt, as resolve wrote them")
    files.add_argument("--records", type=Path, help="the people, to weigh their pairs as well")
    files.add_argument("--mapping", type=Path, help="a TOML file that says which column is what")
    graph = parser.add_argument_group("the graph")
    graph.add_argument(
        "--thresholds", action="store_true", help="what thresholds mean, from judged pairs"
    )
    graph.add_argument(
        "--precision", type=_share, default=0.99, help="wanted of links (default 0.99)"
    )
    graph.add_argument("--model", type=Path, help="a model file to try (or to weigh pairs with)")
    graph.add_argument("--link", type=_number, metavar="BITS", help="a link threshold to try")
    graph.add_argument("--limit", type=_count, default=20, help="changes to name (default 20)")
    graph.add_argument("--apply", action="store_true", help="make these changes")
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    wrong = _wrong_usage(args)
    if wrong:
        print(f"tellonce {NAME}: {wrong}", file=sys.stderr)
        return USAGE
    if args.clusters is not None:
        return await _files(args)
    if args.thresholds:
        return await print_thresholds(os.environ, precision=args.precision, as_json=args.json)
    question = ReassessQuestion(args.model, args.link, limit=args.limit)
    return await print_reassessment(os.environ, question, apply=args.apply, as_json=args.json)


async def _files(args: argparse.Namespace) -> int:
    figures = await evaluate_files(
        FileQuestion(
            clusters=args.clusters,
            truth=args.truth,
            review=args.review,
            records=args.records,
            mapping=args.mapping,
            model=args.model,
        )
    )
    if args.json:
        f1 = {"pairwise": figures.pairwise.f1, "b_cubed": figures.b_cubed.f1}
        answer = asdict(figures)
        for name, value in f1.items():
            answer[name]["f1"] = value
        print(json.dumps(answer, indent=2))
    else:
        print("\n".join(figures_text(figures)))
    return 0


def _wrong_usage(args: argparse.Namespace) -> str | None:
    """Return what does not fit together, in words, or None."""
    of_file = (args.truth, args.review, args.records, args.mapping)
    of_graph = args.thresholds or args.apply or args.link is not None
    if args.clusters is not None:
        if args.truth is None:
            return "CLUSTERS.csv needs --truth TRUTH.csv to be held against"
        return (
            "a file or the graph: leave --thresholds, --link and --apply out" if of_graph else None
        )
    if any(one is not None for one in of_file):
        return "--truth, --review, --records and --mapping belong to a file: name CLUSTERS.csv"
    if args.thresholds:
        both = args.apply or args.link is not None or args.model is not None
        return "--thresholds only tells: leave --model, --link and --apply out" if both else None
    if args.model is None and args.link is None:
        return "name CLUSTERS.csv with --truth, or --thresholds, or --model or --link; see --help"
    return None


def _share(text: str) -> float:
    share = _number(text)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share between 0 and 1, like 0.99")
    return share


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of lines")
    return int(text)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return number
