"""What is to be done next, and why?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from context.journey.faults import reported_fault
from context.journey.matters import Problem, is_live
from context.journey.model import Attempt, NextAction
from context.journey.wording import duration, how_many, message
from graph.model import CaseView, OrderView

NOT_SENT: Final = frozenset(
    {"backordered", "open", "paid", "pending", "placed", "processing", "unfulfilled"}
)


def next_actions(found: Iterable[Problem], now_ms: int) -> tuple[NextAction, ...]:
    """Return what to do, the most urgent first: put it right, then answer what is unanswered."""
    listed = list(found)
    actions = [one for problem in listed for one in _exchanges(problem, now_ms)]
    is_here = any(one.outcome == "waiting" for problem in listed for one in problem.attempts)
    for problem in listed:
        actions += _answers(problem.attempts, is_here=is_here)
    actions += [_continue(case) for problem in listed for case in problem.cases]
    return tuple(actions)


def _exchanges(problem: Problem, now_ms: int) -> Iterator[NextAction]:
    said = [one.said for one in problem.attempts] + [one.subject for one in problem.cases]
    fault = next((words for words in map(reported_fault, said) if words), None)
    if fault is None:
        return
    tried = how_many(len(problem.attempts), "attempt")
    for order in problem.orders:
        if is_live(order) and not _is_under_way(order):
            item = next((line.name for line in order.lines if line.name), "the goods")
            why = f"{_arrival(order, now_ms)} “{fault}”; {tried} did not solve it"
            yield NextAction("exchange", f"Exchange {item} of order {order.id} now", why)


def _arrival(order: OrderView, now_ms: int) -> str:
    delivered_ms = _delivered(order)
    if delivered_ms is None:
        return "Reported"
    return f"Delivered {duration((now_ms - delivered_ms) / 1000)} ago and reported"


def _delivered(order: OrderView) -> int | None:
    times = [one.delivered_at_ms for one in order.shipments if one.delivered_at_ms is not None]
    return max(times, default=None)


def _is_under_way(order: OrderView) -> bool:
    """Return whether the goods cannot be what the customer has at hand."""
    return _delivered(order) is None and (order.status or "").lower() in NOT_SENT


def _answers(attempts: Sequence[Attempt], *, is_here: bool) -> Iterator[NextAction]:
    """Yield what to answer; nobody is called back who waits for us at this moment."""
    for one in attempts:
        if one.outcome == "abandoned" or (one.outcome == "unanswered" and one.channel == "voice"):
            if not is_here:
                yield NextAction("call_back", "Call the customer back", one.words)
        elif one.outcome == "unanswered":
            what = message(one.channel, one.source)
            yield NextAction("answer", f"Answer the {what}", one.words)


def _continue(case: CaseView) -> NextAction:
    subject = f": {case.subject}" if case.subject else ""
    return NextAction("continue_case", f"Go on with case {case.id}{subject}", "The case is open")
