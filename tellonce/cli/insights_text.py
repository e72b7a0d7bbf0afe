"""How insights and notices read in a terminal, and for a program."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

from context.insights.fitting import SilentCustomer
from context.insights.listing import CauseView
from context.insights.model import InsightRules
from context.insights.results import NoticeResult
from graph.insights import NoticeView, RecipientView
from tellonce.cli.terminal import counted, safe, when

WIDTH: Final = 96


def cause_lines(view: CauseView) -> Iterator[str]:
    """Yield one cause: what it is, how many, how it goes, and its evidence where it is there."""
    yield f"{view.id}: {safe(view.title)}"
    channels = ", ".join(view.channels)
    yield f"  {counted(view.customers, 'customer')}, by {channels}, since {when(view.first_ms)}"
    yield f"  {view.trend.words}"
    if view.pattern:
        yield f"  whom else it concerns: tellonce insights list {view.pattern}"
    for one in view.evidence:
        said = textwrap.shorten(safe(one.text), WIDTH)
        yield f"  {when(one.at_ms)} {one.channel:<8} {said}"


def cause_json(view: CauseView) -> dict[str, Any]:
    trend = view.trend
    return {
        "id": view.id,
        "title": view.title,
        "named": view.named,
        "complaints": view.complaints,
        "customers": view.customers,
        "first_ms": view.first_ms,
        "last_ms": view.last_ms,
        "channels": view.channels,
        "pattern": view.pattern,
        "trend": {
            "way": trend.way.value,
            "words": trend.words,
            "recent": trend.recent,
            "before": trend.before,
            "weeks": trend.weeks,
            "ratio": trend.ratio,
            "low": trend.low,
            "high": trend.high,
            "p": trend.p,
        },
        "evidence": [
            {
                "source": one.source,
                "source_id": one.source_id,
                "channel": one.channel,
                "at_ms": one.at_ms,
                "words": one.words,
                "text": one.text,
                "customer_id": one.customer_id,
            }
            for one in view.evidence
        ],
    }


def silent_line(one: SilentCustomer) -> str:
    return f"{one.id}  {safe(one.name or 'a customer without a name')}: {safe(one.why)}"


def silent_json(one: SilentCustomer) -> dict[str, Any]:
    return {
        "customer_id": one.id,
        "name": one.name,
        "why": one.why,
        "about": one.about,
        "value": None if one.value is None else str(one.value),
        "currency": one.currency,
    }


def notice_lines(notice: NoticeView) -> Iterator[str]:
    """Yield a notice and how its customers stand."""
    yield f"{notice.id}  {safe(notice.title)}: {notice.state}, made {when(notice.made_at_ms)}"
    for one in notice.counts:
        on = f" by {one.channel}" if one.channel and one.state != "held" else ""
        why = f" ({one.reason})" if one.reason else ""
        group = " held out" if one.group == "held_out" and one.state == "waiting" else ""
        state = {"left_out": "left out", "held": "held out"}.get(one.state, one.state)
        yield f"  {counted(one.customers, 'customer')} {state}{group}{on}{why}"


def notice_json(notice: NoticeView) -> dict[str, Any]:
    return {
        "id": notice.id,
        "form": notice.form,
        "title": notice.title,
        "pattern": notice.pattern,
        "causes": notice.causes,
        "state": notice.state,
        "made_at_ms": notice.made_at_ms,
        "made_by": notice.made_by,
        "approved_at_ms": notice.approved_at_ms,
        "done_at_ms": notice.done_at_ms,
        "counts": [
            {
                "state": one.state,
                "group": one.group,
                "channel": one.channel,
                "reason": one.reason,
                "customers": one.customers,
            }
            for one in notice.counts
        ],
    }


def recipient_lines(one: RecipientView) -> Iterator[str]:
    """Yield one who fits: what is said and how, or why not."""
    name = safe(one.customer_name or "a customer without a name")
    if one.state == "left_out":
        yield f"not {name}: {safe(one.detail or one.reason or '')}"
        return
    how = "held out of it" if one.group == "held_out" else f"by {one.channel}"
    yield f"{name}, {how}; {safe(one.why)}"
    if one.group != "held_out":
        yield textwrap.indent(textwrap.fill(safe(one.text or ""), WIDTH - 2), "  ")


def recipient_json(one: RecipientView) -> dict[str, Any]:
    return {
        "customer_id": one.customer_id,
        "name": one.customer_name,
        "state": one.state,
        "group": one.group,
        "channel": one.channel,
        "language": one.language,
        "text": one.text,
        "why": one.why,
        "reason": one.reason,
        "detail": one.detail,
        "turn_ms": one.turn_ms,
    }


def result_json(result: NoticeResult) -> dict[str, Any]:
    effect = result.effect
    return {
        "notice": result.notice.id,
        "complete": result.is_complete,
        "told": effect.told,
        "told_contacts": effect.told_contacts,
        "held_out": effect.held_out,
        "held_out_contacts": effect.held_out_contacts,
        "avoided": effect.avoided,
        "low": effect.low,
        "high": effect.high,
        "words": result.words,
    }


def rules_lines(rules: InsightRules) -> Iterator[str]:
    """Yield which causes, patterns and notices there are."""
    for cause in rules.causes:
        languages = ", ".join(dict.fromkeys(one.language for one in cause.phrases))
        concerns = f"; concerns {cause.pattern}" if cause.pattern else ""
        said = counted(len(cause.phrases), "phrase")
        yield f"cause    {cause.name}: {safe(cause.title)} ({said}, {languages}){concerns}"
    for pattern in rules.patterns:
        only = f", only {', '.join(map(safe, pattern.only))}" if pattern.only else ""
        days = counted(pattern.within_days, "day")
        yield f"pattern  {pattern.name}: {safe(pattern.title)} ({pattern.kind}, {days}{only})"
    for notice in rules.notices:
        how = f"{', '.join(notice.channels)}; {notice.per_day:,} a day; "
        how += f"{notice.hold_out_percent} % held out"
        yield f"notice   {notice.name}: {safe(notice.title)} (for {notice.pattern}; {how})"


def rules_json(rules: InsightRules) -> dict[str, Sequence[dict[str, Any]]]:
    return {
        "causes": [
            {
                "name": one.name,
                "title": one.title,
                "pattern": one.pattern,
                "phrases": [{"language": it.language, "phrase": it.text} for it in one.phrases],
            }
            for one in rules.causes
        ],
        "patterns": [
            {
                "name": one.name,
                "title": one.title,
                "kind": one.kind.value,
                "only": one.only,
                "within_days": one.within_days,
            }
            for one in rules.patterns
        ],
        "notices": [
            {
                "name": one.name,
                "title": one.title,
                "pattern": one.pattern,
                "channels": one.channels,
                "per_day": one.per_day,
                "hold_out_percent": str(one.hold_out_percent),
                "texts": {language: list(texts) for language, texts in one.texts.items()},
            }
            for one in rules.notices
        ],
    }
