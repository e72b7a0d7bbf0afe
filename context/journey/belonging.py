"""Which pieces of a history are one problem? Explicit references first, then words, then time.

Pieces are taken in order of time. Each goes to the problem that it refers to, or else to the one
that it speaks of, or else to the only one that is open and that nothing sets it apart from. When
in doubt it is a new problem.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from context.journey.contact import State
from context.journey.endings import HARD_ENDS
from context.journey.judged import Judged
from context.journey.model import Reference
from context.journey.pieces import Key, Piece, sort_of
from context.journey.things import Thing, named_things
from context.journey.wording import DAY_MS, listing

TOGETHER_MS: Final = 3 * DAY_MS  # what nothing sets apart
SPOKEN_MS: Final = 14 * DAY_MS  # what shares words, or is a talk while one thing only is open
THING_MS: Final = 30 * DAY_MS  # what names the same goods
LASTING: Final = frozenset({"asset", "contract", "product"})  # they outlive many problems
FEW_WORDS: Final = 2  # so many have to be the same after more than three days
ENDS: Final = HARD_ENDS | {State.REACHED_NOBODY, State.NEITHER}
FOUNDING: Final = frozenset({State.TALKED, State.SOLVED})  # besides tries and cases


@dataclass(slots=True, eq=False)
class Bundle:
    """A matter in the making."""

    pieces: list[Piece]
    refs: set[str] = field(default_factory=set)  # explicit ones
    things: set[str] = field(default_factory=set)  # as words name them
    named: set[str] = field(default_factory=set)  # all of these
    words: set[str] = field(default_factory=set)
    reasons: dict[str, None] = field(default_factory=dict)
    last_ms: int = 0
    tried_ms: int = -1  # the last try
    settled_ms: int = -1  # the last end of what was tried before
    has_case: bool = False
    judged: set[Reference] = field(default_factory=set)  # classes of what people spoke of
    became: "Bundle | None" = None  # it was found to be one with this

    @property
    def at_ms(self) -> int:
        return self.pieces[0].at_ms

    def take(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self._read(piece)

    def _read(self, piece: Piece) -> None:
        if piece.refs or piece.things:
            self.refs |= piece.refs
            self.things |= piece.things
            self.named |= piece.refs | piece.things
        self.words |= piece.words
        self.has_case = self.has_case or piece.case is not None
        last_ms = piece.last_ms
        if last_ms > self.last_ms:
            self.last_ms = last_ms
        if piece.state in HARD_ENDS:
            self.settled_ms = max(self.settled_ms, last_ms)
        elif last_ms > self.tried_ms and (piece.is_try or piece.promised):
            self.tried_ms = last_ms

    def unite(self, other: "Bundle") -> None:
        for piece in other.pieces:
            self.take(piece)
        self.pieces.sort(key=lambda one: one.place)
        self.judged |= other.judged
        self.reasons.update(other.reasons)
        other.became = self

    def is_open(self, at_ms: int) -> bool:
        """Return whether something was tried, or a case opened, and had not come to an end."""
        if self.tried_ms > self.settled_ms:
            return True
        if not self.has_case:
            return False
        return any(one.case is not None and is_open_at(one, at_ms) for one in self.pieces)

    @property
    def is_unspecified(self) -> bool:
        return not (self.named or self.words)


def is_open_at(piece: Piece, at_ms: int) -> bool:
    closed_ms = piece.case.closed_at_ms if piece.case else None
    return closed_ms is None or closed_ms > at_ms


def bundles_of(pieces: Sequence[Piece], things: Sequence[Thing], judged: Judged) -> list[Bundle]:
    """Return the problems that pieces, oldest first, are about; the oldest problem first."""
    binder = _Binder(things, judged)
    for piece in pieces:
        binder.place(piece)
    return binder.bundles()


def conflict(left: Set[str], right: Set[str]) -> bool:
    """Return whether both name things of one sort, and none of them the same.

    What names the same order or case is one, whatever else it names.
    """
    if not left or not right:
        return False
    shared = {sort_of(one) for one in left & right}
    if shared - LASTING:
        return False
    sorts = {sort_of(one) for one in left} & {sort_of(one) for one in right}
    return bool(sorts - shared)


class _Binder:
    def __init__(self, things: Sequence[Thing], judged: Judged) -> None:
        self._things, self._judged = things, judged
        self._all: list[Bundle] = []
        self._lately: list[Bundle] = []  # those that a word or the time may still lead to
        self._by_thread: dict[Key, Bundle] = {}
        self._by_ref: dict[str, Bundle] = {}
        self._by_hand: dict[Reference, Bundle] = {}

    def bundles(self) -> list[Bundle]:
        return sorted(
            (one for one in self._all if one.became is None),
            key=lambda one: one.pieces[0].place,
        )

    def place(self, piece: Piece) -> None:
        if piece.words and self._things:
            self._name(piece)
        home = self._referred(piece) or self._guessed(piece)
        if home is None:
            if not _may_found(piece):
                return
            home = Bundle([])
            self._all.append(home)
            self._lately.append(home)
        elif home not in self._lately:
            self._lately.append(home)
        home.take(piece)
        self._index(home, piece)

    def _name(self, piece: Piece) -> None:
        """Note what the words of a piece name, of sorts of which it gives no number itself."""
        given = {sort_of(ref) for ref in piece.refs}
        if "order" in given:
            return
        named, by = named_things(piece.words, self._things, piece.at_ms)
        piece.things = frozenset(one for one in named if sort_of(one) not in given)
        piece.named_by = by if piece.things else None

    # What it refers to

    def _referred(self, piece: Piece) -> Bundle | None:
        """Return the problem that the piece explicitly belongs to; it may make one of several."""
        home: Bundle | None = None
        for other, reason in self._explicit(piece):
            if other is home or self._is_forbidden(piece, other):
                continue
            if home is None:
                home = other
                home.reasons[reason] = None
            elif self._may_unite(home, other, reason):
                older, younger = (home, other) if home.at_ms <= other.at_ms else (other, home)
                older.unite(younger)
                older.reasons[reason] = None
                home = older
        return home

    def _explicit(self, piece: Piece) -> Iterator[tuple[Bundle, str]]:
        for said in sorted(self._said_of(piece), key=str) if self._judged.known else ():
            found = self._by_hand.get(said)
            if found is not None:
                yield _living(found), "put together by hand"
        for key in sorted(piece.thread) if len(piece.thread) > 1 else piece.thread:
            linked = self._by_thread.get(key)
            if linked is not None:
                yield _living(linked), "one replies to the other"
        if not piece.refs:
            return
        refs: dict[int, tuple[Bundle, list[str]]] = {}
        for ref in sorted(piece.refs, key=lambda it: (sort_of(it) in LASTING, it)):
            named = self._by_ref.get(ref)
            if named is not None and self._is_current(_living(named), ref, piece):
                refs.setdefault(id(_living(named)), (_living(named), []))[1].append(ref)
        for bundle, shared in refs.values():
            yield bundle, f"all about {listing(shared)}"

    def _is_current(self, bundle: Bundle, ref: str, piece: Piece) -> bool:
        """Return whether what shares the reference is still one problem.

        An order or a case is; an asset or a contract has another one some day.
        """
        if conflict(bundle.refs, piece.refs):
            return False
        if sort_of(ref) not in LASTING:
            return True
        return piece.at_ms - bundle.last_ms <= THING_MS or bundle.is_open(piece.at_ms)

    def _may_unite(self, left: Bundle, right: Bundle, reason: str) -> bool:
        if self._are_apart(left.judged, right.judged):
            return False
        return not reason.startswith("all about") or not conflict(left.refs, right.refs)

    def _is_forbidden(self, piece: Piece, bundle: Bundle) -> bool:
        return bool(bundle.judged) and self._are_apart(self._said_of(piece), bundle.judged)

    def _said_of(self, piece: Piece) -> set[Reference]:
        """Return the classes of the piece's evidence of which people said anything."""
        return self._judged.classes(piece.members()) if self._judged.known else set()

    def _are_apart(self, left: set[Reference], right: set[Reference]) -> bool:
        return any(self._judged.are_apart(one, other) for one in left for other in right)

    # What it speaks of, and when

    def _guessed(self, piece: Piece) -> Bundle | None:
        if piece.state is State.NEITHER and piece.case is None:
            return None
        at_ms = piece.at_ms
        self._lately = [
            one
            for one in self._lately
            if one.became is None and (at_ms - one.last_ms <= THING_MS or one.has_case)
        ]
        found = None
        if piece.words or piece.refs or piece.things:
            found = self._by_words(piece)
        found = found or self._by_time(piece)
        if found is None and piece.state is State.THANKS:
            found = self._thanked(piece)
        if found is None or self._is_forbidden(piece, found):
            return None
        return found

    def _by_words(self, piece: Piece) -> Bundle | None:
        """Return the problem that names the same goods, else the one with most words in common."""
        ours = piece.refs | piece.things
        near = [
            one
            for one in self._lately
            if piece.at_ms - one.last_ms <= THING_MS and not conflict(one.named, ours)
        ]
        named = [one for one in near if ours & one.named] if ours else []
        if named:
            found = max(named, key=lambda one: (one.is_open(piece.at_ms), one.last_ms))
            found.reasons[f"all about {min(ours & found.named)}"] = None
            return found
        best: tuple[int, int] = (0, 0)
        chosen: Bundle | None = None
        for one in near if piece.words else ():
            shared = len(piece.words & one.words)
            since = piece.at_ms - one.last_ms
            enough = 1 if since <= TOGETHER_MS else FEW_WORDS
            is_near = shared >= enough and since <= SPOKEN_MS and one.is_open(piece.at_ms)
            if is_near and (shared, one.last_ms) > best:
                best, chosen = (shared, one.last_ms), one
        if chosen is not None:
            word = min(piece.words & chosen.words)
            chosen.reasons[f"both speak of “{word}”"] = None
        return chosen

    def _by_time(self, piece: Piece) -> Bundle | None:
        """Return the only open problem near in time that nothing sets the piece apart from."""
        is_end = piece.state in ENDS and piece.case is None and piece.state is not State.THANKS
        window = SPOKEN_MS if is_end else TOGETHER_MS
        near = [
            one
            for one in self._lately
            if piece.at_ms - one.last_ms <= window
            and one.is_open(piece.at_ms)
            and not _is_apart(piece, one)
        ]
        if len(near) > 1:
            near = _likeliest(piece, near)
        if len(near) != 1:
            return None
        near[0].reasons["close in time, and nothing sets them apart"] = None
        return near[0]

    def _thanked(self, piece: Piece) -> Bundle | None:
        """Return what was settled last, for which somebody says thanks out of the blue."""
        settled = [
            one
            for one in self._lately
            if piece.at_ms - one.last_ms <= THING_MS and _has_been_dealt_with(one, piece.at_ms)
        ]
        return max(settled, key=lambda one: one.last_ms, default=None)

    def _index(self, home: Bundle, piece: Piece) -> None:
        for key in piece.thread:
            self._by_thread[key] = home
        for ref in piece.refs:
            self._by_ref[ref] = home
        for said in self._said_of(piece) if self._judged.known else ():
            self._by_hand[said] = home
            home.judged.add(said)


def _has_been_dealt_with(bundle: Bundle, at_ms: int) -> bool:
    """Return whether it had come to an end, or somebody had answered what was tried last."""
    if not bundle.is_open(at_ms):
        return True
    tries = [one for one in bundle.pieces if one.is_try]
    if not tries:
        return False
    last = tries[-1].interactions
    return last[-1].direction != "in" or last[-1].answered_at_ms is not None


def _living(bundle: Bundle) -> Bundle:
    while bundle.became is not None:
        bundle = bundle.became
    return bundle


def _may_found(piece: Piece) -> bool:
    if piece.case is not None:
        return True
    if piece.first.direction != "in":
        return False
    return piece.is_try or piece.state in FOUNDING


def _is_apart(piece: Piece, bundle: Bundle) -> bool:
    """Return whether something sets them apart: other goods, other numbers, another subject."""
    if bundle.named and conflict(bundle.named, piece.refs | piece.things):
        return True
    if not piece.words or not bundle.words:
        return False
    if piece.case is not None or bundle.has_case:
        return True  # its subject is another one: what shares a word was found before
    places = {(it.first.source, it.first.channel) for it in bundle.pieces if it.interactions}
    return places == {(piece.first.source, piece.first.channel)} and piece.state is State.MESSAGE


def _likeliest(piece: Piece, near: list[Bundle]) -> list[Bundle]:
    """Return those of several problems that the piece may well belong to.

    Who goes from a mention to a direct message stays on the network; who says nothing may go on
    with what nothing was said about either.
    """
    if piece.interactions:
        there = [
            one
            for one in near
            if any(it.interactions and it.first.source == piece.first.source for it in one.pieces)
        ]
        if len(there) == 1:
            return there
    plain = [one for one in near if one.is_unspecified]
    return plain if len(plain) == 1 else near
