"""What did a notice come to? Contacts about its causes of those told and of those held out."""

from dataclasses import dataclass
from typing import Final

from context.insights.effect import Effect, effect_of
from context.insights.notices import read_notice
from context.journey.wording import DAY_MS
from graph.access import Graph
from graph.insights import NoticeView
from graph.queries.notices import contacts_after

OVER: Final = ("done", "cancelled")


@dataclass(frozen=True, slots=True)
class NoticeResult:
    """`is_complete` when everybody's time after the turn is over; until then it may still move."""

    notice: NoticeView
    effect: Effect
    is_complete: bool

    @property
    def words(self) -> str:
        """Return it as one says it, with what is not known."""
        one = self.effect
        if one.avoided is None or one.low is None or one.high is None:
            return (
                f"{one.told} told, {one.held_out} held out: too few of both to say what was avoided"
            )
        so_far = "" if self.is_complete else " so far"
        return (
            f"about {one.avoided:.0f} contacts avoided{so_far} (95 % interval {one.low:.0f} to "
            f"{one.high:.0f}): {one.told_contacts} of {one.told} told, "
            f"{one.held_out_contacts} of {one.held_out} held out"
        )


async def result_of(graph: Graph, id: str, *, now_ms: int) -> NoticeResult:
    """Return what a notice came to so far. Raises UnknownError."""
    notice = await read_notice(graph, id)
    window_ms = notice.measure_days * DAY_MS
    contacts = await contacts_after(
        graph, id, causes=notice.causes, window_ms=window_ms, now_ms=now_ms
    )
    ended = notice.done_at_ms or notice.cancelled_at_ms or now_ms
    is_complete = notice.state in OVER and now_ms >= ended + window_ms
    return NoticeResult(notice, effect_of(contacts["sent"], contacts["held"]), is_complete)
