"""The journey of a customer: every matter there was, from the evidence alone.

Equal evidence gives equal matters, in whatever order it arrived and whenever it is asked.
"""

from collections.abc import Sequence
from typing import Final

from context.journey.answers import Answers
from context.journey.belonging import bundles_of
from context.journey.contact import State
from context.journey.judged import Judged
from context.journey.matter import matter_of
from context.journey.model import Matter, MatterJudgement
from context.journey.pieces import Piece, pieces_of
from context.journey.things import belongings_of
from context.journey.wording import DAY_MS
from context.journey.words import words_of
from graph.model import CustomerView, PromiseView

PROMISED_MS: Final = 14 * DAY_MS  # a call this long after the promise may still be meant to keep it


def journey(
    customer: CustomerView, judgements: Sequence[MatterJudgement] = ()
) -> tuple[Matter, ...]:
    """Return all matters of a customer, open and closed, the oldest first.

    `judgements` are what people said, oldest first; a later one counts more.
    """
    judged = Judged(judgements)
    is_apart = judged.are_apart if judged.known else None
    pieces = pieces_of(customer.interactions, customer.cases, is_apart)
    if not pieces:
        return ()
    own_name = words_of([customer.name, customer.given_name, customer.family_name])
    for piece in pieces if own_name else ():
        piece.words -= own_name
    if customer.promises:
        _mark_promised(pieces, customer.promises)
    belongings = belongings_of(customer)
    bundles = bundles_of(pieces, belongings.things, judged)
    answers = Answers(customer.interactions)
    return tuple([matter_of(bundle, belongings, answers) for bundle in bundles])


def _mark_promised(pieces: Sequence[Piece], promises: Sequence[PromiseView]) -> None:
    """Link calls of ours that reached nobody to the conversation in which they were promised."""
    called = [one for one in pieces if one.state is State.REACHED_NOBODY]
    for promise in promises if called else ():
        if promise.kind != "call_back":
            continue
        for one in called:
            if promise.made_at_ms <= one.at_ms <= promise.made_at_ms + PROMISED_MS:
                one.promised = True
                if promise.interaction_id and promise.interaction_source:
                    one.thread.add((promise.interaction_source, promise.interaction_id))
