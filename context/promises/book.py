"""Which rules about promises are in force? Those that ship and, on top of them, a user's file."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from context.policies.book import RuleBook
from context.promises.model import PromiseRules
from context.promises.parse import parse_promises
from context.promises.shipped import shipped_promises


def promise_book(path: Path | None = None, zone: ZoneInfo | None = None) -> RuleBook[PromiseRules]:
    """Return the rules of a file, followed when it changes. Raises RuleFileError.

    `zone` is the company's, in which somebody says "by 5 pm"; None: UTC.
    """
    shipped = replace(shipped_promises(), zone=zone) if zone else shipped_promises()
    return RuleBook(path, partial(parse_promises, shipped=shipped), without=shipped)
