"""How a story shows insights: the cause, whom else it concerns, and what these would be told."""

import textwrap
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

from api.insight_answers import place_of
from context.insights.fitting import Place, silent_customers
from context.insights.listing import read_cause
from context.insights.marking import Marker
from context.insights.notices import Making, make_notice, preview
from context.pop import Desk
from tellonce.cli.insights_text import cause_lines, recipient_lines, silent_line
from tellonce.cli.terminal import counted

MOST_SHOWN: Final = 10


async def insights_told(
    desk: Desk, causes: Sequence[str], notices: Sequence[str], *, at: datetime
) -> AsyncIterator[str]:
    """Yield a text for each cause and for each draft of a notice, as of `at`."""
    if not causes and not notices:
        return
    await Marker(desk.identity.graph, desk.insights).catch_up()
    place, now_ms = place_of(desk), round(at.timestamp() * 1000)
    for one in causes:
        yield await _cause(place, one, now_ms)
    for one in notices:
        yield await _draft(place, one, now_ms)


async def _cause(place: Place, name: str, now_ms: int) -> str:
    view = await read_cause(place.graph, place.rules, name, now_ms=now_ms)
    silent = await silent_customers(place, name, now_ms=now_ms)
    lines = list(cause_lines(view)) if view else [f"{name}: nobody has complained of it"]
    lines.append(f"  {counted(len(silent), 'customer')} whom it concerns have said nothing:")
    lines += [f"    {silent_line(one)}" for one in silent[:MOST_SHOWN]]
    return "\n".join(lines)


async def _draft(place: Place, form: str, now_ms: int) -> str:
    notice = await make_notice(place, form, Making("the supervisor", now_ms))
    found = await preview(place.graph, notice.id, first=MOST_SHOWN, after=None)
    lines = [f"“{notice.title}”, a draft:"]
    told = "\n".join(line for one in found for line in recipient_lines(one))
    return "\n".join([*lines, textwrap.indent(told, "  ")])
