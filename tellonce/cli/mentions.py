"""`tellonce mentions`: what customers say of us in public; or which posts of a file would count."""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from context.mentions.board import board, firestorms
from context.mentions.book import InForce, mention_book
from context.mentions.model import WAITING, Author, Reading, Status
from context.mentions.reading import read_post
from context.mentions.sentiment import asks_something, sentiment_of
from context.mentions.triage import triage
from context.mentions.view import Mention
from context.settings import read_context_settings
from graph.social import FirestormView
from tellonce.cli.post_files import BadPost, FilePost, open_posts
from tellonce.cli.terminal import counted, safe, when
from tellonce.session import open_desk

NAME: Final = "mentions"
HELP: Final = "Show what customers say of us in public; or judge the posts of a file."
EPILOG: Final = """\
examples:
  tellonce mentions                             what waits, the most urgent first
  tellonce mentions --status answered --json
  tellonce mentions --firestorms                one customer in several public places
  tellonce mentions --check posts.jsonl         which of these posts speak of us
  tellonce mentions --check posts.csv --rules mentions.toml

--check needs no server and no graph. A CSV has a header row and a column text (id, channel, kind
and rating are read too); lines of a JSONL may be canonical interactions. What we are called stands
in the file that TELLONCE_MENTIONS names, or --rules."""
USUAL: Final = 50
MOST: Final = 1_000
SNIPPET: Final = 100  # characters of a post that are shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--status", action="append", choices=[one.value for one in Status], metavar="STATUS",
        help=f"{', '.join(Status)}; several times for several (usually open and claimed)",
    )  # fmt: skip
    parser.add_argument("--firestorms", action="store_true", help="the newest ones instead")
    parser.add_argument("--check", metavar="FILE", help="judge these posts; - is standard input")
    parser.add_argument("--rules", type=Path, metavar="FILE.toml", help="of --check: other rules")
    parser.add_argument(
        "--limit", type=_limit, default=USUAL, metavar="N", help=f"at most (usually {USUAL})"
    )
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    if args.check:
        path = args.rules or read_context_settings().mentions_file
        return _check(args.check, mention_book(path).current(), as_json=args.json)
    now_ms = time.time_ns() // 1_000_000
    async with open_desk(os.environ) as desk:
        graph = desk.identity.graph
        if args.firestorms:
            storms = await firestorms(graph, after=None, limit=args.limit)
            return _show([_storm_json(one) for one in storms], storm_lines(storms), args.json)
        statuses = [Status(one) for one in args.status or WAITING]
        found = await board(graph, statuses, after=None, limit=args.limit, now_ms=now_ms)
    return _show([_as_json(one) for one in found], board_lines(found, args.limit), args.json)


def _show(as_json: list[dict[str, Any]], lines: Iterator[str], is_json: bool) -> int:
    if is_json:
        print(json.dumps(as_json, indent=2, ensure_ascii=False))
    else:
        for line in lines:
            print(line)
    return 0


def board_lines(found: Sequence[Mention], limit: int) -> Iterator[str]:
    """Yield what a response team reads of these mentions; `limit` is how many were asked for."""
    for one in found:
        who = safe((one.customer and one.customer.name) or "somebody")
        by = (
            f" by {safe(one.claimed_by)}" if one.status is Status.CLAIMED and one.claimed_by else ""
        )
        tagged = "" if one.tagged else ", not tagged"
        yield f"{one.points:>4}  {one.status.value}{by}, {one.clock}; {one.tone.value}{tagged}"
        yield f"      {who} on {safe(one.source)}, {when(one.at_ms)}: {_snippet(one.text)}"
        yield f"      {safe(one.why)}"
    if not found:
        yield "no mention stands like that"
    elif len(found) == limit:
        yield f"the first {counted(len(found), 'mention')}; --limit shows more"


def storm_lines(storms: Sequence[FirestormView]) -> Iterator[str]:
    """Yield what a supervisor reads of these firestorms."""
    for one in storms:
        who = safe(one.customer.name or "a customer without a name")
        places = ", ".join(map(safe, one.places))
        yield f"{when(one.last_ms)}  {who}: {places}; {one.reach:,} may have read it"
        yield from (f"      owns {safe(thing)}" for thing in one.owns)
        yield from (f"      {safe(words)}" for words in one.tried)
    if not storms:
        yield "no customer was in several public places within a day"


def _check(path: str, known: InForce, *, as_json: bool) -> int:
    """Print each post that speaks of us and how many of each tone there are."""
    tones: Counter[str] = Counter()
    bad = posts = 0
    with open_posts(path) as found:
        for one in found:
            if isinstance(one, BadPost):
                bad += 1
                print(safe(f"line {one.line}: {one.reason}"), file=sys.stderr)
                continue
            posts += 1
            reading = read_post(one.text, known.vocabulary, kind=one.kind, channel=one.channel)
            if reading.is_ours:
                judged = _judged(one, reading, known)
                tones[judged["tone"]] += 1
                print(json.dumps(judged, ensure_ascii=False) if as_json else _judged_line(judged))
    if not as_json:
        shares = ", ".join(f"{tones[one]:,} {one}" for one in ("negative", "neutral", "positive"))
        print(f"{sum(tones.values()):,} of {counted(posts, 'post')} speak of us: {shares}")
    return 1 if bad else 0


def _judged(one: FilePost, reading: Reading, known: InForce) -> dict[str, Any]:
    tone = sentiment_of(one.text, rating=one.rating)
    urgent = triage(
        reach=None,
        tone=tone.tone,
        asks=asks_something(one.text),
        author=Author(),
        weights=known.rules.weights,
    )
    return {
        "id": one.id,
        "tagged": reading.tagged,
        "found": [{"name": it.name, "how": it.how, "written": it.written} for it in reading.found],
        "competitors": list(reading.competitors),
        "tone": tone.tone.value,
        "tone_words": list(tone.words),
        "points": urgent.points,
        "text": one.text,
    }


def _judged_line(judged: dict[str, Any]) -> str:
    names = ", ".join(f"{one['name']} ({one['how']})" for one in judged["found"])
    tagged = "tagged" if judged["tagged"] else "not tagged"
    return safe(f"{judged['id']}: {judged['tone']}, {tagged}, {names}: {judged['text'][:SNIPPET]}")


def _snippet(text: str | None) -> str:
    said = safe(text or "")
    return said if len(said) <= SNIPPET else said[: SNIPPET - 1] + "…"


def _as_json(one: Mention) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source,
        "interaction_id": one.interaction_id,
        "customer_id": one.customer.id if one.customer else None,
        "customer": one.customer.name if one.customer else None,
        "text": one.text,
        "at_ms": one.at_ms,
        "reach": one.reach,
        "tagged": one.tagged,
        "found": [it.name for it in one.found],
        "competitors": list(one.competitors),
        "tone": one.tone.value,
        "points": one.points,
        "why": one.why,
        "status": one.status.value,
        "claimed_by": one.claimed_by,
        "due_ms": one.due_ms,
        "overdue": one.overdue,
    }


def _storm_json(one: FirestormView) -> dict[str, Any]:
    return {
        "id": one.id,
        "customer_id": one.customer.id,
        "customer": one.customer.name,
        "places": list(one.places),
        "reach": one.reach,
        "warned_ms": one.warned_ms,
        "last_ms": one.last_ms,
        "owns": list(one.owns),
        "tried": list(one.tried),
    }


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST:,} is meant")
    return int(text)
