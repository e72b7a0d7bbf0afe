"""Which pieces is a customer's history made of? Conversations, calls, chats and cases, in order.

Messages on one channel with no long silence between them are one conversation, ours included,
unless they name different things of one sort. What people judged not to be of one matter is not
of one conversation either.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from context.journey.contact import SERVED, State, end_ms, state_of
from context.journey.model import Reference
from context.journey.wording import DAY_MS
from context.journey.words import words_of
from graph.model import CaseView, InteractionView

SILENCE_MS: Final = DAY_MS  # messages further apart are another attempt
SAID: Final = frozenset({State.MESSAGE, State.THANKS})
TRIES: Final = frozenset(
    {
        State.ABANDONED,
        State.WAITING,
        State.RINGING,
        State.MESSAGE,
        State.VOICEMAIL,
        State.TALKING,
        State.HANDED_ON,
        State.CLOSED,
    }
)
NOTHING: Final[frozenset[str]] = frozenset()

Key = tuple[str, str]  # source and id of an interaction
Apart = Callable[[Reference, Reference], bool]


@dataclass(slots=True, eq=False)
class Piece:
    """One conversation, one live contact, or one case."""

    at_ms: int
    last_ms: int
    state: State
    interactions: list[InteractionView] = field(default_factory=list)  # oldest first
    case: CaseView | None = None
    refs: frozenset[str] = NOTHING  # "order 1001", "case 7", as it says itself
    words: frozenset[str] = NOTHING
    thread: set[Key] = field(default_factory=set)  # its interactions, and those that they answer
    things: frozenset[str] = NOTHING  # "order 1001", as its words name it
    named_by: str | None = None  # the word that names it
    promised: bool = False  # a call of ours that somebody had promised
    first: InteractionView = field(init=False)  # a case has none

    def __post_init__(self) -> None:
        if self.interactions:
            self.first = self.interactions[0]

    @property
    def asked(self) -> list[InteractionView]:
        return [one for one in self.interactions if one.direction == "in"]

    @property
    def is_try(self) -> bool:
        """Return whether the customer tried to get something solved."""
        return self.case is None and self.state in TRIES and self.first.direction == "in"

    @property
    def ref(self) -> Reference:
        return next(self.members())

    @property
    def place(self) -> tuple[int, bool, str, str]:
        """Return where it stands among the pieces of a history."""
        one = self.case or self.first
        return (self.at_ms, self.case is None, one.source, one.id)

    def members(self) -> Iterator[Reference]:
        if self.case is not None:
            yield Reference("case", self.case.source, self.case.id)
        for one in self.interactions:
            yield Reference("interaction", one.source, one.id)


def pieces_of(
    interactions: Iterable[InteractionView],
    cases: Iterable[CaseView],
    is_apart: Apart | None = None,
) -> list[Piece]:
    """Return the pieces of a history, oldest first, whatever order it is given in.

    `is_apart` says of two pieces of evidence that they may not be in one matter.
    """
    ordered = sorted(interactions, key=lambda one: (one.started_at_ms, one.source, one.id))
    pieces: list[Piece] = []
    running: dict[Key, list[Piece]] = {}
    known: set[Key] = set()
    for one in ordered:
        state = state_of(one)
        if state in SAID and (one.channel not in SERVED):
            piece = _conversation(one, state, running, known, is_apart)
        else:
            piece = _contact(one, state)
        known.add((one.source, one.id))
        if piece is not None:
            pieces.append(piece)
    for piece in pieces:
        _read(piece)
    pieces += [_case(one) for one in cases]
    return sorted(pieces, key=lambda one: one.place)


def sort_of(reference: str) -> str:
    """Return "order" of "order 1001"."""
    return reference.partition(" ")[0]


def name_others(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether both name things of one sort, and not one of them the same."""
    if not ours or not theirs or ours & theirs:
        return False
    return not {sort_of(one) for one in ours}.isdisjoint(sort_of(one) for one in theirs)


def _conversation(
    one: InteractionView,
    state: State,
    running: dict[Key, list[Piece]],
    known: set[Key],
    is_apart: Apart | None,
) -> Piece | None:
    """Put a message to the conversation that it goes on with, or return the one that it begins.

    A message of ours that answers nothing begins none; thanks are pieces of their own.
    """
    open_ones = running.setdefault((one.source, one.channel), [])
    found = _going_on(one, open_ones, known, is_apart)
    if state is State.THANKS or found is None:
        if found is None and one.direction != "in" and one.in_reply_to is None:
            return None
        piece = _contact(one, state)
        if found is not None:
            piece.thread.add((found.first.source, found.first.id))
        elif one.direction == "in" and state is State.MESSAGE:
            open_ones[:] = [it for it in open_ones if _is_near(it, one)]
            open_ones.append(piece)
        elif one.direction != "in":
            piece.state = State.NEITHER
        return piece
    found.interactions.append(one)
    found.last_ms = one.started_at_ms
    return None


def _is_near(piece: Piece, one: InteractionView) -> bool:
    return one.started_at_ms - piece.last_ms <= SILENCE_MS


def _going_on(
    one: InteractionView, running: Sequence[Piece], known: set[Key], is_apart: Apart | None
) -> Piece | None:
    """Return the conversation that a message belongs to: what it answers, else the latest.

    `known` are the interactions before it.
    """
    near = [it for it in running if _is_near(it, one) and not _is_judged_apart(it, one, is_apart)]
    if one.in_reply_to is not None:
        for piece in reversed(near):
            if any(it.id == one.in_reply_to for it in piece.interactions):
                return piece
        if one.direction != "in" or (one.source, one.in_reply_to) in known:
            return None  # it answers something else
    about = frozenset(one.about)
    for piece in reversed(near):
        named = frozenset(ref for it in piece.interactions for ref in it.about)
        if not name_others(named, about):
            return piece
    return None


def _is_judged_apart(piece: Piece, one: InteractionView, is_apart: Apart | None) -> bool:
    if is_apart is None:
        return False
    mine = Reference("interaction", one.source, one.id)
    return any(is_apart(mine, it) for it in piece.members())


def _contact(one: InteractionView, state: State) -> Piece:
    return Piece(one.started_at_ms, end_ms(one), state, [one])


def _read(piece: Piece) -> None:
    """Fill in what the piece says of itself."""
    messages = piece.interactions
    if len(messages) == 1:
        one = messages[0]
        piece.refs = frozenset(one.about) if one.about else NOTHING
        asked = messages if one.direction == "in" else []
    else:
        asked = [one for one in messages if one.direction == "in"]
        piece.refs = frozenset(ref for one in asked for ref in one.about)
    for one in messages:
        piece.thread.add((one.source, one.id))
        if one.in_reply_to is not None:
            piece.thread.add((one.source, one.in_reply_to))
    if asked and piece.state not in (State.THANKS, State.NEITHER):
        piece.words = words_of(one.text for one in asked)


def _case(one: CaseView) -> Piece:
    return Piece(
        one.opened_at_ms,
        one.opened_at_ms,
        State.NEITHER,
        case=one,
        refs=frozenset((f"case {one.id}", *one.about)),
        words=words_of([one.subject]),
    )
