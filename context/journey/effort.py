"""What has it cost the customer so far?"""

from collections.abc import Iterable, Sequence
from typing import Final

from context.journey.contact import State
from context.journey.model import Attempt, Effort, Matter
from context.journey.pieces import Piece

MET: Final = frozenset({State.TALKED, State.TALKING, State.HANDED_ON, State.SOLVED})


def effort_of(pieces: Sequence[Piece], tried: Sequence[Attempt]) -> Effort:
    """Return what one matter has cost, over all that was tried."""
    waited = talked = transfers = 0
    for one in tried:
        waited += one.waited_seconds or 0
        talked += one.talked_seconds or 0
        transfers += one.transfers
    agents = {
        one.agent for piece in pieces for one in piece.interactions if one.agent and not one.canned
    }
    return Effort(
        attempts=len(tried),
        channels=len({one.channel for one in tried}),
        waited_seconds=waited,
        transfers=transfers,
        talked_seconds=talked,
        retellings=_retellings(pieces) if agents else 0,
        people=len(agents),
    )


def _retellings(pieces: Iterable[Piece]) -> int:
    """Return how often the same thing was explained again to somebody else.

    That is a further talk or conversation with another person, or being handed on after talking.
    """
    heard: set[str] = set()
    count = 0
    for piece in pieces:
        listener = _listener(piece)
        if listener is None:
            continue
        if heard and listener not in heard:
            count += 1
        heard.add(listener)
        if piece.state is not State.MESSAGE:
            count += piece.first.transfers or (piece.first.status == "transferred")
    return count


def _listener(piece: Piece) -> str | None:
    """Return who of ours heard the customer explain it; None when nobody did."""
    if piece.case is not None or piece.first.direction != "in":
        return None  # who calls a customer has read the story
    if piece.state in MET:
        return piece.first.agent
    if piece.state is State.MESSAGE:
        ours = (one for one in piece.interactions if one.direction != "in" and not one.canned)
        return next((one.agent for one in ours), None)
    if piece.first.transfers:  # handed on after talking, and ended elsewhere
        return piece.first.agent
    return None


def effort_now(shown: Sequence[Attempt], matters: Iterable[Matter], since_ms: int) -> Effort:
    """Return the open attempts and their channels, and what else it took since then.

    Waits, talks and transfers count whatever came of them: they were the customer's time.
    """
    waits = {(one.source, one.interaction_id): one.waited_seconds or 0 for one in shown}
    talked, transfers, retellings = 0, 0, 0
    people: set[str] = set()
    for matter in matters:
        if matter.last_at_ms < since_ms:
            continue
        retellings += matter.effort.retellings
        for one in matter.tried:
            if one.last_ms >= since_ms:
                waits.setdefault((one.source, one.interaction_id), one.waited_seconds or 0)
                talked += one.talked_seconds or 0
                transfers += one.transfers
                people.update(one.agents)
    return Effort(
        attempts=len(shown),
        channels=len({one.channel for one in shown}),
        waited_seconds=sum(waits.values()),
        transfers=transfers,
        talked_seconds=talked,
        retellings=retellings,
        people=len(people),
    )
