"""How do the matters of a pop look in a terminal? What is open, what it has cost, how it ended."""

from collections.abc import Iterator, Sequence

from context.journey.wording import duration
from context.pop import Effort, Matter
from tellonce.cli.terminal import safe, when


def tried_text(effort: Effort) -> str:
    """Return `3 times on 3 channels, 14 minutes waited`."""
    times = f"{_count(effort.attempts, 'time')} on {_count(effort.channels, 'channel')}"
    return ", ".join([times, *_costs(effort)])


def open_matter_lines(matters: Sequence[Matter]) -> Iterator[str]:
    for one in matters:
        yield f"{safe(one.subject)}  ({safe(one.why)})"
        yield from _below(one)


def closed_matter_lines(matters: Sequence[Matter]) -> Iterator[str]:
    for one in matters:
        at = when(one.closed_at_ms) if one.closed_at_ms is not None else ""
        why = f"  ({safe(one.closed_why)})" if one.closed_why else ""
        yield f"{at}  {safe(one.subject)}{why}"
        yield from _below(one)


def _below(one: Matter) -> Iterator[str]:
    """Yield how it went from channel to channel, what it has cost, and what came after."""
    if one.pivots:
        way = [one.pivots[0].from_channel, *(it.to_channel for it in one.pivots)]
        yield f"  {' → '.join(map(safe, way))}"
    costs = _costs(one.effort)
    if costs:
        yield f"  {', '.join(costs)}"
    if one.reopened:
        yield f"  came up again {_count(one.reopened, 'time')}"
    if one.on_its_way:
        yield "  what replaces the goods is on its way"
    for praise in one.praise:
        readers = f", {_count(praise.reach, 'reader')}" if praise.reach else ""
        yield f"  thanks in public{readers}: {safe(praise.said or '')}"


def _costs(effort: Effort) -> list[str]:
    parts = [f"{duration(effort.waited_seconds)} waited"] if effort.waited_seconds else []
    parts += [f"{duration(effort.talked_seconds)} talked"] if effort.talked_seconds else []
    parts += [f"handed on {_count(effort.transfers, 'time')}"] if effort.transfers else []
    parts += [f"told again {_count(effort.retellings, 'time')}"] if effort.retellings else []
    if effort.people > 1:
        parts.append(f"{_count(effort.people, 'person', 'people')} spoken to")
    return parts


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
