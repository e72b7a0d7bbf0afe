"""What has it cost the customer so far?"""

from collections.abc import Iterable, Sequence

from context.journey.attempts import WINDOW_MS
from context.journey.model import Attempt, Effort
from graph.model import InteractionView


def effort(
    attempts: Sequence[Attempt], interactions: Iterable[InteractionView], now_ms: int
) -> Effort:
    """Return the open attempts and their channels, and the waits and transfers of 30 days.

    Waits and transfers count whatever came of them: they were the customer's time.
    """
    waits = {(one.source, one.interaction_id): one.waited_seconds or 0 for one in attempts}
    transfers = 0
    for one in interactions:
        if one.direction == "in" and one.started_at_ms >= now_ms - WINDOW_MS:
            waits.setdefault((one.source, one.id), one.waited_seconds or 0)
            transfers += one.transfers or 0
    return Effort(
        attempts=len(attempts),
        channels=len({one.channel for one in attempts}),
        waited_seconds=sum(waits.values()),
        transfers=transfers,
    )
