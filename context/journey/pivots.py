"""Where did a matter go on elsewhere: from a mention to direct messages, from those to a call?"""

from collections.abc import Sequence
from typing import Final

from context.journey.contact import LIVE, State
from context.journey.model import Pivot
from context.journey.pieces import Piece
from context.journey.wording import message

NO_TURN: Final = frozenset({State.THANKS, State.NEITHER, State.REACHED_NOBODY})


def pivots_of(pieces: Sequence[Piece]) -> tuple[Pivot, ...]:
    """Return each change of channel, when it was, and why as far as is known."""
    found: list[Pivot] = []
    before: Piece | None = None
    for piece in pieces:
        if piece.case is not None or piece.state in NO_TURN:
            continue
        if before is not None and before.first.channel != piece.first.channel:
            found.append(
                Pivot(before.first.channel, piece.first.channel, piece.at_ms, _why(before, piece))
            )
        before = piece
    return tuple(found)


def _why(before: Piece, piece: Piece) -> str:
    if piece.first.direction != "in":
        return "we went on there"
    if not before.thread.isdisjoint(piece.thread):
        return "it replies to what was said before"
    what = message(before.first.channel, before.first.source)
    if before.state is State.ABANDONED:
        return "nobody answered the call" if before.first.channel == "voice" else "nobody answered"
    if before.state is State.VOICEMAIL:
        return "nobody called back after the voicemail"
    if any(one.direction != "in" for one in before.interactions):
        return f"after our reply to the {what}"
    if before.first.channel in LIVE:
        return "after the talk" if before.state is State.TALKED else "it was not solved there"
    return (
        f"the {what} had no answer yet"
        if before.first.answered_at_ms is None
        else "after our reply"
    )
