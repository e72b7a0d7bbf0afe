"""`tellonce routing`: which desk gets what and why, in words; a file is checked first."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from context.errors import RuleFileError
from context.policies.words import condition_in_words
from context.routes import routing_book
from context.routing.model import RoutingRules, Rule
from tellonce.cli.policies import print_refused, safe_line
from tellonce.settings import read_settings

NAME: Final = "routing"
HELP: Final = "Check a file of routing rules, and show which desk gets what and why."
EPILOG: Final = """\
examples:
  tellonce routing                     the rules in force
  tellonce routing mine.toml           what would be in force with this file
  tellonce policies --facts            what a rule may ask of a matter
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="rules in TOML; without one, the file of TELLONCE_ROUTING, or those that ship",
    )
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    try:
        rules = routing_book(args.file or read_settings().context.routing_file).current()
    except RuleFileError as error:
        return print_refused(error, as_json=args.json)
    if args.json:
        print(json.dumps(_as_json(rules), indent=2))
    else:
        print("\n".join(map(safe_line, _lines(rules))))
    return 0


def _lines(rules: RoutingRules) -> Iterator[str]:
    for rule in sorted(rules.rules, key=lambda one: -one.score):
        yield f"{rule.name} ({rule.score} points)"
        yield f"  when: {condition_in_words(rule.when)}"
        yield f"  desk: {rule.desk.source[0]}"
        yield f"  why: {rule.why.source[0]}"
        if rule.skill:
            yield f"  skill: {rule.skill}"
        if rule.authority:
            yield f"  may: whoever is allowed to {rule.authority}"
        yield ""
    weights = asdict(rules.weights).items()
    yield f"points beside: {', '.join(f'{name} {points}' for name, points in weights)}"
    yield f"asks when two desks are less than {rules.ask_below} points apart"
    yield f"where nothing decides: {rules.front_desk}"


def _as_json(rules: RoutingRules) -> dict[str, Any]:
    return {
        "rules": [_rule(one) for one in rules.rules],
        "weights": asdict(rules.weights),
        "ask_below": rules.ask_below,
        "front_desk": rules.front_desk,
        "fingerprint": rules.fingerprint,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "when": condition_in_words(rule.when),
        "desk": rule.desk.source,
        "score": rule.score,
        "why": rule.why.source,
        "skill": rule.skill,
        "authority": rule.authority,
    }
