"""A notice's life until it is sent: made as a draft, looked at, approved or cancelled."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from context.insights.fitting import Concerned, Place, concerned_by
from context.insights.model import Fit, InsightRules, NoticeForm, Pattern
from context.insights.recipients import (
    LeftOut,
    Terms,
    choose_channel,
    choose_text,
    is_held_out,
    why_not,
)
from graph.access import Graph, Row
from graph.insights import NoticeView, RecipientView
from graph.queries import notices as queries
from identity.errors import NothingToDoError, UnknownError

PREFIX: Final = "n_"  # a key may begin with a hyphen, which a command takes for an option
AT_ONCE: Final = 500  # recipients of one transaction
MADE: Final = "notice.made"
APPROVED: Final = "notice.approved"
CANCELLED: Final = "notice.cancelled"
TOLD: Final = "told"  # groups, as drawn
HELD_OUT: Final = "held_out"
DRAFTS: Final = ("making", "draft")


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes a notice, and when; the same `key` makes it once."""

    actor: str
    at_ms: int
    key: str | None = None


async def make_notice(place: Place, name: str, making: Making) -> NoticeView:
    """Make a draft of a notice for whom its pattern fits now, and return it.

    Raises UnknownError, and NothingToDoError where nobody can be told.
    """
    form, pattern = _form(place.rules, name)
    id = PREFIX + place.keys.key("Notice", name, making.key or secrets.token_urlsafe(16))
    known = await queries.read_notice(place.graph, id)
    if known is not None and known.state != "making":
        return known
    concerned = await concerned_by(place, pattern, now_ms=making.at_ms)
    rows = [_row(place, form, id, rank, one, making.at_ms) for rank, one in enumerate(concerned)]
    if not any(row["properties"]["state"] == "waiting" for row in rows):
        raise NothingToDoError(
            f'of the {len(rows)} customers whom "{pattern.name}" fits nobody can be told: '
            "`tellonce insights list` says who they are"
        )
    await place.graph.write([queries.make_notice(id, _properties(place.rules, form, making))])
    for start in range(0, len(rows), AT_ONCE):
        await place.graph.write([queries.add_recipients(id, rows[start : start + AT_ONCE])])
    drafted = {"state": "draft"}
    change = queries.change_notice(id, drafted, of=["making"], kind=MADE, at_ms=making.at_ms)
    await place.graph.write([change])
    return await read_notice(place.graph, id)


async def approve_notice(graph: Graph, id: str, *, actor: str, at_ms: int) -> NoticeView:
    """Let a draft be sent, from now on and in its turns. Raises UnknownError, NothingToDoError."""
    approved = {"state": "approved", "approved_at_ms": at_ms, "approved_by": actor}
    return await _change(graph, id, approved, of=["draft"], kind=APPROVED, at_ms=at_ms)


async def cancel_notice(graph: Graph, id: str, *, actor: str, at_ms: int) -> NoticeView:
    """Tell nobody any more; who was told stays on file. Raises UnknownError, NothingToDoError."""
    cancelled = {"state": "cancelled", "cancelled_at_ms": at_ms, "cancelled_by": actor}
    of = (*DRAFTS, *queries.LIVE)
    await _change(graph, id, cancelled, of=of, kind=CANCELLED, at_ms=at_ms)
    await queries.drop_waiting(graph, id)
    return await read_notice(graph, id)


async def read_notice(graph: Graph, id: str) -> NoticeView:
    """Return a notice as it stands now. Raises UnknownError."""
    found = await queries.read_notice(graph, id)
    if found is None:
        raise UnknownError("notice", id)
    return found


async def preview(graph: Graph, id: str, *, first: int, after: str | None) -> list[RecipientView]:
    """Return at most `first` recipients in the order of their turns. Raises UnknownError."""
    await read_notice(graph, id)
    return await queries.read_recipients(graph, id, after=after, limit=first)


async def _change(
    graph: Graph, id: str, properties: Row, *, of: Sequence[str], kind: str, at_ms: int
) -> NoticeView:
    before = await read_notice(graph, id)
    if before.state not in of:
        raise NothingToDoError(f'notice "{id}" is {before.state} already')
    await graph.write([queries.change_notice(id, properties, of=of, kind=kind, at_ms=at_ms)])
    return await read_notice(graph, id)


def _form(rules: InsightRules, name: str) -> tuple[NoticeForm, Pattern]:
    form = rules.notice(name)
    pattern = rules.pattern(form.pattern) if form else None
    if form is None or pattern is None:
        known = ", ".join(sorted(one.name for one in rules.notices))
        raise UnknownError(f"notice among {known} called", name)
    return form, pattern


def terms_of(notice: NoticeForm | NoticeView) -> Terms:
    return Terms(notice.purpose, notice.needs_consent, notice.channels, notice.not_again_days)


def _properties(rules: InsightRules, form: NoticeForm, making: Making) -> Row:
    return {
        "state": "making",
        "form": form.name,
        "title": form.title,
        "pattern": form.pattern,
        "causes": list(rules.causes_of(form.pattern)),
        "made_at_ms": making.at_ms,
        "made_by": making.actor,
        "per_day": form.per_day,
        "not_again_days": form.not_again_days,
        "hold_out_percent": str(form.hold_out_percent),
        "measure_days": form.measure_days,
        "channels": list(form.channels),
        "purpose": form.purpose,
        "needs_consent": form.needs_consent,
    }


def _row(place: Place, form: NoticeForm, id: str, rank: int, one: Concerned, now_ms: int) -> Row:
    """Return what is kept of one whom the pattern fits: told, held out, or left out and why."""
    fit, out = _thing_to_tell(one, terms_of(form), now_ms)
    said = out or _said(place, form, one, fit)
    values: Row = {
        "notice": id,
        "rank": rank,
        "why": fit.why,
        "value": None if fit.value is None else str(fit.value),
        "subject_type": fit.subject.type,
        "subject_source": fit.subject.source,
        "subject_id": fit.subject.id,
        "subject_key": fit.subject.key,
        "since_ms": fit.since_ms,
    }
    if isinstance(said, LeftOut):
        values |= {"state": "left_out", "reason": said.reason.value, "detail": said.detail}
    else:
        percent = Decimal(form.hold_out_percent)
        is_out = is_held_out(id, one.who.id, percent)
        values |= {"state": "waiting", "group": HELD_OUT if is_out else TOLD, **said}
    key = place.keys.key("Recipient", id, one.who.id)
    return {"key": key, "record_key": fit.record_key, "properties": values}


def _thing_to_tell(one: Concerned, terms: Terms, now_ms: int) -> tuple[Fit, LeftOut | None]:
    """Return the first thing that a customer does not know of, or else why there is none."""
    found: list[tuple[Fit, LeftOut | None]] = [
        (fit, why_not(one.who, fit.subject.key, fit.since_ms, terms, now_ms=now_ms))
        for fit in one.fits
    ]
    return next((it for it in found if it[1] is None), found[0])


def _said(place: Place, form: NoticeForm, one: Concerned, fit: Fit) -> Row | LeftOut:
    channel = choose_channel(one.who, terms_of(form), place.zone)
    if isinstance(channel, LeftOut):
        return channel
    chosen = choose_text(form.texts, one.who, fit.facts)
    if isinstance(chosen, LeftOut):
        return chosen
    language, text = chosen
    return {"channel": channel, "language": language, "text": text}
