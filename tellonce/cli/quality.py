"""`tellonce quality`: forms checked, samples drawn, machine scores, calibration, a report."""

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from tqdm import tqdm

from context.errors import RuleFileError
from context.quality.automatic import MachineScorer
from context.quality.book import quality_book
from context.quality.calibration import calibrate, levels_seen
from context.quality.facts import CONTACT_FACTS, JOURNEY_FACTS
from context.quality.reading import quality_report, samples
from context.quality.report import By
from context.quality.sampling import days_of_week, week_of
from identity.deliveries import SLICES
from tellonce.cli.policies import print_refused
from tellonce.cli.quality_files import read_scores
from tellonce.cli.quality_text import (
    calibrated_json,
    calibration_lines,
    form_json,
    form_lines,
    report_lines,
    sample_lines,
)
from tellonce.cli.terminal import counted
from tellonce.session import open_desk
from tellonce.settings import read_settings

NAME: Final = "quality"
HELP: Final = "Check forms, draw what people score, score by machine, calibrate scorers, report."
EPILOG: Final = """\
examples:
  tellonce quality forms mine.toml             what would be in force with this file
  tellonce quality sample --week 2026-W48      what people are to score
  tellonce quality score --since 2026-11-01    by machine, what took place since then
  tellonce quality calibrate scores.csv        how far scorers agree: Krippendorff's alpha
  tellonce quality report --by agent

scores.csv has the columns unit, scorer, and one for each question: 1 or 0, or points; empty where
somebody did not score it. A column `score` is the whole score.
"""
USUAL_DAYS: Final = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(
        dest="doing", metavar="forms|facts|sample|score|calibrate|report", required=True
    )
    forms = doing.add_parser("forms", help="show the forms in force; a file is checked first")
    forms.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="forms in TOML; without one, the file of TELLONCE_QUALITY, or those that ship",
    )
    facts = doing.add_parser("facts", help="list what a machine's rule may ask for")
    sample = doing.add_parser("sample", help="what people are to score of a week, and have not yet")
    sample.add_argument("--week", type=_week, metavar="2026-W48", help="default: this week")
    sample.add_argument("--agent", metavar="ID", help="only this agent's")
    score = doing.add_parser("score", help="score by machine what took place in a period")
    calibrated = doing.add_parser("calibrate", help="how far scorers agree, from a table of scores")
    calibrated.add_argument("file", type=Path, metavar="FILE.csv")
    report = doing.add_parser("report", help="scores and customers' answers side by side")
    report.add_argument("--by", type=By, choices=list(By), default=By.AGENT)
    for one in (score, report):
        one.add_argument("--since", type=_day, metavar="DAY", help="default: 30 days ago")
        one.add_argument("--until", type=_day, metavar="DAY", help="first that does not count")
    for one in (forms, facts, sample, score, calibrated, report):
        one.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    if args.doing == "forms":
        return _forms(args)
    if args.doing == "facts":
        return _facts(args)
    if args.doing == "calibrate":
        return _calibrate(args)
    if args.doing == "sample":
        return await _sample(args)
    if args.doing == "score":
        return await _score(args)
    return await _report(args)


def _forms(args: argparse.Namespace) -> int:
    file = args.file or read_settings().context.quality_file
    try:
        rules = quality_book(file).current()
    except RuleFileError as error:
        return print_refused(error, as_json=args.json)
    if args.json:
        print(json.dumps([form_json(one) for one in rules.forms], indent=2))
    else:
        print("\n\n".join("\n".join(form_lines(one)) for one in rules.forms))
    return 0


def _facts(args: argparse.Namespace) -> int:
    facts = [*CONTACT_FACTS.values(), *JOURNEY_FACTS.values()]
    if args.json:
        listed = [{"fact": it.name, "kind": it.kind, "what": it.what} for it in facts]
        print(json.dumps(listed, indent=2))
        return 0
    width = max(len(it.name) for it in facts)
    for it in facts:
        print(f"{it.name:<{width}}  {it.kind:<9}  {it.what}")
    return 0


def _calibrate(args: argparse.Namespace) -> int:
    """Raises UnreadableFileError."""
    scored = read_scores(args.file)
    found = calibrate(scored, levels_seen(scored))
    if args.json:
        print(json.dumps([calibrated_json(one) for one in found], indent=2))
    else:
        print("\n".join(calibration_lines(found)))
    return 0


async def _sample(args: argparse.Namespace) -> int:
    week = args.week or week_of(time.time_ns() // 1_000_000)
    async with open_desk(os.environ) as desk:
        found = await samples(desk.identity, desk.quality.current(), week, agent=args.agent)
    if args.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
    elif found:
        print("\n".join(sample_lines(found)))
    else:
        print(f"nothing of {week} waits to be scored")
    return 0


async def _score(args: argparse.Namespace) -> int:
    since, until = _period(args)
    async with open_desk(os.environ) as desk:
        scorer = MachineScorer(desk.identity, desk.quality)
        silent = not sys.stderr.isatty()
        with tqdm(desc="scoring", total=len(SLICES), unit="", disable=silent) as bar:
            done = await scorer.score_between(
                _midnight(since),
                _midnight(until),
                now_ms=time.time_ns() // 1_000_000,
                progress=lambda done: (bar.update(done), None)[1],
            )
    if args.json:
        print(json.dumps(asdict(done)))
        return 0
    print(
        f"{counted(done.interactions, 'interaction')} and {counted(done.journeys, 'journey')} "
        f"scored by machine: {counted(done.scorecards, 'scorecard')}"
    )
    return 0


async def _report(args: argparse.Namespace) -> int:
    since, until = _period(args)
    async with open_desk(os.environ) as desk:
        lines = await quality_report(desk.identity, since, until, args.by)
    if args.json:
        print(json.dumps([asdict(one) for one in lines], indent=2))
    elif lines:
        print("\n".join(report_lines(lines, args.by)))
    else:
        print(f"nothing that took place from {since} on, before {until}, has been scored")
    return 0


def _period(args: argparse.Namespace) -> tuple[date, date]:
    today = datetime.now(UTC).date()
    since = args.since or today - timedelta(days=USUAL_DAYS)
    return since, args.until or today + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it like 2026-11-23") from None


def _week(text: str) -> str:
    try:
        days_of_week(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no week: write it like 2026-W48") from None
    return text
