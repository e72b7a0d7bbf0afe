"""Which desk should deal with this contact, and why?"""

from collections.abc import Sequence
from typing import Final

from context.journey.matters import Problem
from context.journey.model import Attempt, Route
from context.journey.wording import message
from graph.model import CustomerView

FRONT_DESK: Final = "front desk"
ORDER_DESK: Final = "order desk"
CASE_DESK: Final = "case desk"


def route(
    customer: CustomerView | None, attempts: Sequence[Attempt], found: Sequence[Problem]
) -> Route:
    """Return the desk of what is open; what was tried last outranks what is merely on file.

    A queue that somebody merely waits in now says less than one that was chosen for the problem.
    """
    if customer is None:
        return Route(FRONT_DESK, "nothing on file decides: nobody is known for certain yet")
    queued = sorted(
        (one for one in attempts if one.queue),
        key=lambda one: (one.outcome != "waiting", one.at_ms),
    )
    if queued and queued[-1].queue:
        last = queued[-1]
        what = "call" if last.channel == "voice" else message(last.channel, last.source)
        return Route(queued[-1].queue, f"the open {what} came in on this queue")
    for problem in found:
        if problem.cases:
            return Route(CASE_DESK, f"case {problem.cases[0].id} is open")
        if problem.orders:
            return Route(ORDER_DESK, f"what is open is about order {problem.orders[0].id}")
    return Route(FRONT_DESK, "nothing is open")
