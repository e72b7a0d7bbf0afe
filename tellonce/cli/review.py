"""`tellonce review`: a person judges pairs, one after the other, in the terminal."""

import argparse
import asyncio
import getpass
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Final, Protocol

from identity.errors import RefusedError
from identity.judged_pairs import read_judged
from identity.judgement import JudgedAs
from identity.review_case import ReviewCase
from identity.review_desk import ReviewDesk
from identity.review_order import QueuedTask
from identity.review_queue import ONE_CHECK_IN, QueueOptions, review_queue
from tellonce.cli.keypress import read_key
from tellonce.cli.review_text import HELP as KEYS
from tellonce.cli.review_text import case_text
from tellonce.cli.terminal import safe
from tellonce.errors import NoTerminalError
from tellonce.session import open_deployment

NAME: Final = "review"
HELP: Final = "Judge the pairs in doubt, side by side with their evidence."
EPILOG: Final = f"""\
examples:
  tellonce review
  tellonce review --limit 10 --as "Ana Lopez"
  tellonce review --json > pairs.json

keys, each answered at once:
{KEYS}

The pair whose answer teaches most comes first. Some pairs are checks of links that were made
without anybody, so that their precision gets measured: judge each by what it shows.
`tellonce evaluate --thresholds` says what the answers mean.
"""
VERDICTS: Final = {"s": JudgedAs.SAME, "d": JudgedAs.DIFFERENT}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=_count, default=50, help="pairs at most (default 50)")
    parser.add_argument(
        "--as", dest="actor", metavar="NAME", help="who judges (default: the user of this machine)"
    )
    parser.add_argument(
        "--check-every",
        type=int,
        choices=range(0, 101),
        metavar="N",
        default=ONE_CHECK_IN,
        help=f"one automatic link in N pairs, 0 for none (default {ONE_CHECK_IN})",
    )
    parser.add_argument("--seed", default="1", help="another one draws other automatic links")
    parser.add_argument("--json", action="store_true", help="list the pairs and ask nothing")


async def run(args: argparse.Namespace) -> int:
    if not args.json and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoTerminalError(NAME)
    async with open_deployment(os.environ) as identity:
        queue = await review_queue(
            identity,
            QueueOptions(args.limit, args.check_every, args.seed),
            judged=await read_judged(identity),
            now_ms=time.time_ns() // 1_000_000,
        )
        reviews = ReviewDesk(identity, args.actor or _user())
        if args.json:
            cases = [await reviews.case(one) for one in queue]
            print(json.dumps([asdict(one) for one in cases if one is not None], indent=2))
            return 0
        tally = await Session(reviews, Screen()).run(queue)
    print(tally.words())
    return 0


class Desk(Protocol):
    """Where cases come from and verdicts go."""

    async def case(self, task: QueuedTask) -> ReviewCase | None: ...

    async def judge(self, case: ReviewCase, verdict: JudgedAs) -> str:
        """Write a verdict down and return the id of the decision."""
        ...

    async def defer(self, case: ReviewCase) -> None: ...

    async def undo(self, decision: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Screen:
    """What a session shows and asks; tests bring their own."""

    show: Callable[[str], None] = print
    key: Callable[[], Awaitable[str]] = lambda: asyncio.to_thread(read_key)


@dataclass(slots=True)
class Tally:
    same: int = 0
    different: int = 0
    unsure: int = 0
    checks: int = 0
    right_checks: int = 0

    def count(self, case: ReviewCase, verdict: JudgedAs, *, step: int) -> None:
        if verdict is JudgedAs.SAME:
            self.same += step
        else:
            self.different += step
        if case.sampled:
            self.checks += step
            self.right_checks += step * (verdict is JudgedAs.SAME)

    def words(self) -> str:
        said = f"{self.same} the same, {self.different} different, {self.unsure} unsure"
        checks = f"; {self.right_checks} of {self.checks} checks were right" if self.checks else ""
        return f"{self.same + self.different} judged: {said}{checks}"


@dataclass(slots=True)
class Session:
    """One sitting: a pair is shown, a key answers it, and the last answer can be taken back."""

    desk: Desk
    screen: Screen
    tally: Tally = field(default_factory=Tally)
    _answers: list[tuple[int, ReviewCase, JudgedAs, str]] = field(default_factory=list)

    async def run(self, queue: Sequence[QueuedTask]) -> Tally:
        """Show the pairs in order until they end or the judge does."""
        if not queue:
            self.screen.show("nothing waits for a judgement")
        place = 0
        while place < len(queue) or self._answers:
            if place >= len(queue):
                before = await self._ended()
                if before is None:
                    break
                place = before
            case = await self.desk.case(queue[place])
            if case is None:
                place += 1
                continue
            self.screen.show(case_text(case, number=place + 1, of=len(queue)))
            following = await self._answered(case, place)
            if following is None:
                break
            place = following
        return self.tally

    async def _ended(self) -> int | None:
        """Let the last answer be taken back even when no pair is left; None to end."""
        self.screen.show("that was the last pair: z takes the last answer back, any key ends")
        return await self._undo() if await self.screen.key() == "z" else None

    async def _answered(self, case: ReviewCase, place: int) -> int | None:
        """Take one answer; return the place of the next pair, or None to end."""
        while True:
            self.screen.show("same, different, unsure, undo (z), quit? [s d u z q ?]")
            key = await self.screen.key()
            if key == "q":
                return None
            if key == "u":
                await self.desk.defer(case)
                self.tally.unsure += 1
                return place + 1
            if key in VERDICTS:
                await self._judge(case, VERDICTS[key], place)
                return place + 1
            if key == "z":
                before = await self._undo()
                if before is not None:
                    return before
            else:
                self.screen.show(KEYS)

    async def _judge(self, case: ReviewCase, verdict: JudgedAs, place: int) -> None:
        try:
            decision = await self.desk.judge(case, verdict)
        except RefusedError as error:
            self.screen.show(f"not written down: {safe(str(error))}")
            return
        self._answers.append((place, case, verdict, decision))
        self.tally.count(case, verdict, step=1)
        if case.sampled:
            right = verdict is JudgedAs.SAME
            self.screen.show(
                "that was a check: they were linked automatically"
                + (", and rightly" if right else ", and are taken apart now")
            )

    async def _undo(self) -> int | None:
        """Take the last verdict back and return its place, to be judged again."""
        if not self._answers:
            self.screen.show("nothing to undo: no pair was judged in this sitting")
            return None
        place, case, verdict, decision = self._answers.pop()
        try:
            await self.desk.undo(decision)
        except RefusedError as error:
            self.screen.show(f"not undone: {safe(str(error))}")
            return None
        self.tally.count(case, verdict, step=-1)
        self.screen.show(f"undone: {verdict.value}")
        return place


def _user() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "reviewer"


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of pairs")
    return int(text)
