"""`tellonce policies`: what is done next and when, in words; a file is checked first."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from context.errors import RuleFileError
from context.policies.book import read_policies
from context.policies.fact import ALWAYS
from context.policies.limits import limit_in_words
from context.policies.model import Policy
from context.policies.vocabulary import FACTS
from context.policies.words import condition_in_words, policy_in_words
from tellonce.cli.terminal import safe
from tellonce.settings import read_settings

NAME: Final = "policies"
HELP: Final = "Check a file of policies, and show what is done next and when."
EPILOG: Final = """\
examples:
  tellonce policies                    the policies in force
  tellonce policies mine.toml          what would be in force with this file
  tellonce policies --facts            what a condition or a {placeholder} may name
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="policies in TOML; without one, the file of TELLONCE_POLICIES, or those that ship",
    )
    parser.add_argument("--facts", action="store_true", help="list the facts that there are")
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    if args.facts:
        facts = [{"fact": it.name, "kind": it.kind, "what": it.what} for it in FACTS.values()]
        print(json.dumps(facts, indent=2) if args.json else _facts_text())
        return 0
    file = args.file or read_settings().context.policies_file
    try:
        policies = read_policies(file)
    except RuleFileError as error:
        return print_refused(error, as_json=args.json)
    if args.json:
        print(json.dumps([_as_json(one) for one in policies], indent=2))
    else:
        blocks = ["\n".join(map(safe_line, policy_in_words(one))) for one in _in_order(policies)]
        print("\n\n".join(blocks))
    return 0


def safe_line(line: str) -> str:
    """Return a line that cannot steer a terminal, with its indentation."""
    text = line.lstrip()
    return line[: len(line) - len(text)] + safe(text)


def print_refused(error: RuleFileError, *, as_json: bool) -> int:
    """Say everything that is wrong with a file, a line each as compilers have it."""
    if as_json:
        faults = [
            {"line": one.line, "found": one.found, "expected": one.expected} for one in error.faults
        ]
        refusal = {"file": str(error.path), "reason": error.reason, "faults": faults}
        print(json.dumps(refusal, indent=2))
        return 1
    for one in error.faults:
        said = safe(f"found {one.found}; expected {one.expected}")
        print(f"{error.path}:{one.line}: {said}", file=sys.stderr)
    if error.reason:
        print(f"{error.path}: {error.reason}", file=sys.stderr)
    return 1


def _in_order(policies: tuple[Policy, ...]) -> list[Policy]:
    return sorted(policies, key=lambda one: -one.priority)


def _as_json(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "for": policy.over,
        "when": condition_in_words(policy.when),
        "action": policy.action,
        "text": policy.text.source,
        "why": policy.why.source,
        "priority": policy.priority,
        "authority": policy.authority,
        "limit": limit_in_words(policy.limit) if policy.limit else None,
        "stock": policy.stock,
        "terms": policy.terms,
        "owner": policy.owner,
        "within_hours": policy.within_hours,
    }


def _facts_text() -> str:
    lines = [
        f"A policy may name the facts of what it is for, and always those of {', '.join(ALWAYS)}."
    ]
    width = max(map(len, FACTS))
    lines += [f"{it.name:<{width}}  {it.kind:<9}  {it.what}" for it in FACTS.values()]
    return "\n".join(lines)
