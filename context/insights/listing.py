"""Why do customers complain? Every cause with its count, its trend and its evidence."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from context.insights.found import Group, Said, groups_of
from context.insights.model import InsightRules
from context.insights.trend import MOST_WEEKS, Trend, judged, trend_of
from graph.access import Graph, Row
from graph.queries.insights import (
    WEEK_MS,
    CauseCount,
    EvidenceRow,
    count_causes,
    customers_by_week,
    evidence_of,
    unnamed_complaints,
)

MOST_EVIDENCE: Final = 20  # shown of one cause
MOST_UNNAMED: Final = 5_000  # complaints that are looked through, the newest
WINDOW_MS: Final = (MOST_WEEKS + 1) * WEEK_MS


@dataclass(frozen=True, slots=True)
class CauseView:
    """Why customers complain, how many, since when, and whether it grows."""

    id: str  # its name, or "found-…"
    title: str
    named: bool  # False: nobody wrote it down, it was found by what complaints share
    complaints: int
    customers: int
    first_ms: int
    last_ms: int
    channels: tuple[str, ...]
    trend: Trend
    pattern: str | None = None  # whom else it concerns
    evidence: tuple[EvidenceRow, ...] = ()  # the newest, of one that is asked for


async def list_causes(graph: Graph, rules: InsightRules, *, now_ms: int) -> list[CauseView]:
    """Return all causes of which anybody complained, those of most customers this week first.

    Found ones are of the last nine weeks only.
    """
    views, _ = await _survey(graph, rules, now_ms=now_ms)
    return views


async def read_cause(
    graph: Graph, rules: InsightRules, id: str, *, now_ms: int
) -> CauseView | None:
    """Return one cause with its newest evidence; None for one of which nobody complained."""
    views, groups = await _survey(graph, rules, now_ms=now_ms)
    view = next((one for one in views if one.id == id), None)
    if view is None:
        return None
    if view.named:
        evidence = await evidence_of(graph, id, now_ms=now_ms, limit=MOST_EVIDENCE)
    else:
        group = next(one for one in groups if one.id == id)
        evidence = [_evidence(one, group) for one in group.said[:MOST_EVIDENCE]]
    return replace(view, evidence=tuple(evidence))


def page_of(views: Sequence[CauseView], *, first: int, after: str | None) -> list[CauseView]:
    """Return at most `first` of the views, those behind the one with the id `after`."""
    place = next((at + 1 for at, one in enumerate(views) if one.id == after), 0)
    return list(views[place : place + first])


async def _survey(
    graph: Graph, rules: InsightRules, *, now_ms: int
) -> tuple[list[CauseView], Sequence[Group]]:
    """Return all causes, and what those among them that nobody named are made of."""
    since_ms = now_ms - WINDOW_MS
    counts = [one for one in await count_causes(graph, now_ms=now_ms) if rules.cause(one.id)]
    weekly = await customers_by_week(graph, since_ms=since_ms, now_ms=now_ms)
    rows = await unnamed_complaints(graph, since_ms=since_ms, now_ms=now_ms, limit=MOST_UNNAMED)
    found = await asyncio.to_thread(groups_of, list(map(_said, rows)))
    starts = [one.first_ms for one in counts] + [one.said[-1].at_ms for one in found]
    weeks = _weeks_before(min(starts, default=now_ms), now_ms)
    trends = {one.id: _trend(weekly.get(one.id, {}), weeks) for one in counts}
    trends |= {one.id: _trend(_by_week(one.said, now_ms), weeks) for one in found}
    trends = judged(trends)
    views = [_named(one, rules, trends[one.id]) for one in counts]
    views += [_unnamed(one, trends[one.id]) for one in found]
    return sorted(views, key=lambda one: (-one.trend.recent, -one.customers, one.id)), found


def _said(row: Row) -> Said:
    about = [f"product {name}" for name in [*_items(row["lines"]), *row["products"]] if name]
    about += [f"product {name}" for name, _ in row["assets"] if name]
    about += [f"batch {batch}" for _, batch in row["assets"] if batch]
    about += [f"contract {name}" for name in row["contracts"] if name]
    return Said(
        row["key"],
        row["source"],
        row["source_id"],
        row["channel"],
        row["at_ms"],
        row["text"] or "",
        row["customer_id"],
        tuple(dict.fromkeys(about)),
    )


def _items(lines: Iterable[str | None]) -> list[str]:
    return [one["name"] for text in lines if text for one in json.loads(text) if "name" in one]


def _weeks_before(first_ms: int, now_ms: int) -> int:
    """Return for how many whole weeks before the last one there is anything on file."""
    return max(0, min(MOST_WEEKS, (now_ms - first_ms) // WEEK_MS - 1))


def _trend(customers: dict[int, int], weeks: int) -> Trend:
    return trend_of(customers.get(0, 0), [customers.get(one, 0) for one in range(1, weeks + 1)])


def _by_week(said: Iterable[Said], now_ms: int) -> dict[int, int]:
    weekly: dict[int, set[str]] = {}
    for one in said:
        weekly.setdefault((now_ms - one.at_ms) // WEEK_MS, set()).add(one.customer_id)
    return {week: len(customers) for week, customers in weekly.items()}


def _named(count: CauseCount, rules: InsightRules, trend: Trend) -> CauseView:
    cause = rules.cause(count.id)
    return CauseView(
        count.id,
        cause.title if cause else count.id,
        True,
        count.complaints,
        count.customers,
        count.first_ms,
        count.last_ms,
        count.channels,
        trend,
        cause.pattern if cause else None,
    )


def _unnamed(group: Group, trend: Trend) -> CauseView:
    return CauseView(
        group.id,
        group.title,
        False,
        len(group.said),
        group.customers,
        group.said[-1].at_ms,
        group.said[0].at_ms,
        tuple(sorted({one.channel for one in group.said})),
        trend,
    )


def _evidence(one: Said, group: Group) -> EvidenceRow:
    return EvidenceRow(
        *(one.key, one.source, one.source_id, one.channel, one.at_ms),
        words=group.features[0],
        text=one.text,
        customer_id=one.customer_id,
    )
