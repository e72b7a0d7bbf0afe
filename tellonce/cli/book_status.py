"""How books stand, and where desks are reached, in a terminal."""

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from context.books.status import BookStatus, book_statuses
from context.contact_points.book import contact_point_book
from context.contact_points.model import ContactPoint
from graph.store import open_graph
from tellonce.cli.terminal import columns, counted, safe, when
from tellonce.settings import read_settings


async def show_status(args: argparse.Namespace) -> int:
    async with open_graph(read_settings(os.environ).graph) as graph:
        books = await book_statuses(graph, now_ms=time.time_ns() // 1_000_000)
    if args.json:
        print(json.dumps([asdict(one) for one in books], indent=2))
        return 0
    for one in books:
        print("\n".join(_lines(one)))
    if not books:
        print("no book is announced")
    return 0


def _lines(book: BookStatus) -> Iterator[str]:
    since = f" since {when(book.state_since_ms)}" if book.state_since_ms else ""
    brought = f"{counted(book.records, 'record')} of people, activities: {book.activities:,}"
    yield f"{safe(book.id)}  {safe(book.former_company)}  {book.state}{since}"
    yield f"  {counted(book.entries, 'entry')} announced; loaded: {brought}"
    rows = [
        (
            f"  {safe(one.name)}",
            "loaded" if one.loaded else f"expected {when(one.expected_ms)}",
            "LATE" if one.overdue else "",
            safe(one.desk),
        )
        for one in book.files
    ]
    yield from columns(rows)


def show_points(args: argparse.Namespace) -> int:
    """Show the contact points in force, or of a file. Raises RuleFileError."""
    settings = read_settings().context
    file = args.points or settings.contact_points_file
    points = contact_point_book(file, settings.zone).current()
    if args.json:
        print(json.dumps([asdict(one) for one in points], indent=2))
        return 0
    for one in points:
        print(_point(one))
    if not points:
        print("no contact points are known: name a file, or set TELLONCE_CONTACT_POINTS")
    return 0


def _point(point: ContactPoint) -> str:
    parts = [f"{point.channel} {point.address}"]
    parts += _listed("for", point.matters) + _listed("of", point.desks)
    parts += _listed("customers of", point.books) + _listed("may", point.may)
    parts += [point.hours] if point.hours else []
    parts += [f"from {_day(point.valid_from_ms)}"] if point.valid_from_ms else []
    parts += [f"until {_day(point.valid_until_ms)}"] if point.valid_until_ms else []
    return safe(f"{point.name}: {'; '.join(parts)}")


def _listed(what: str, listed: Sequence[str]) -> list[str]:
    return [f"{what} {', '.join(listed)}"] if listed else []


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
