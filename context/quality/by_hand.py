"""What people do about quality: score, appeal, decide an appeal, write a coaching note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from context.quality.cards import (
    Scorecard,
    Scored,
    card_key,
    card_row,
    form_row,
    note_text,
    of_contact,
    of_journey,
    result_of,
)
from context.quality.model import JOURNEY, Answer, Appeal, Form, QualityRules
from context.quality.reading import interaction_key, read_scorecard
from context.quality.scoring import check_answers
from graph.access import Row
from graph.queries import quality as queries
from graph.queries.scorecards import change_scorecard, coach, store_scorecards
from identity.errors import NothingToDoError, UnknownError
from identity.setup import Identity

NO_APPEAL: Final = ""
APPEALED: Final = "scorecard.appealed"
DECIDED: Final = "scorecard.decided"


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a person scores: an interaction, as `source:id`, or a matter; by which form, and how."""

    interaction: str | None
    matter: str | None
    form: str | None  # None: the one there is for such a thing
    answers: tuple[Answer, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    """How an appeal is decided: with other answers the score changes, without it stands."""

    answers: tuple[Answer, ...] | None
    why: str


async def score_by_hand(
    identity: Identity, scoring: Scoring, rules: QualityRules, *, actor: str, at_ms: int
) -> Scorecard:
    """Keep what a person says of an interaction or a journey, and return the scorecard.

    Scoring once more by the same form replaces what the same person said. Raises UnknownError,
    WrongAnswersError, and NothingToDoError for one that is appealed against.
    """
    scored = await _scored(identity, scoring)
    form = _form(scoring, scored, rules)
    check_answers(form, scoring.answers)
    key = card_key(identity.keys, scored, form, actor)
    earlier = await read_scorecard(identity, key)
    if earlier is not None and earlier.appeal is not None:
        raise NothingToDoError(f'scorecard "{key}" is appealed against: decide the appeal instead')
    row = card_row(
        identity.keys, scored, form, scoring.answers, scorer=actor, at_ms=at_ms, note=scoring.note
    )
    on_case = scored.label == "Case"
    stored = store_scorecards(
        [form_row(form, at_ms)], [] if on_case else [row], [row] if on_case else []
    )
    await identity.graph.write(stored)
    return await _there(identity, key)


async def appeal(
    identity: Identity, id: str, why: str, *, actor: str, agents: Sequence[str] | None, at_ms: int
) -> Scorecard:
    """Object to a scorecard, once; `agents` are those as whom somebody may (None: as anybody).

    Raises UnknownError, and NothingToDoError for one that was appealed against.
    """
    card = await read_scorecard(identity, id)
    if card is None or not is_theirs(card, agents):
        raise UnknownError("scorecard", id)
    properties: Row = {
        "appeal": Appeal.OPEN.value,
        "appeal_by": actor,
        "appeal_why": why,
        "appealed_at_ms": at_ms,
    }
    if not await change_scorecard(
        identity.graph, id, properties, appeal=NO_APPEAL, kind=APPEALED, at_ms=at_ms
    ):
        raise NothingToDoError(f'scorecard "{id}" was appealed against already')
    return await _there(identity, id)


async def decide_appeal(
    identity: Identity, id: str, deciding: Deciding, *, actor: str, at_ms: int
) -> Scorecard:
    """Let a score stand, or change it by other answers to the same form; return the scorecard.

    Whoever scored does not decide. Raises UnknownError, WrongAnswersError and NothingToDoError.
    """
    card = await read_scorecard(identity, id)
    if card is None:
        raise UnknownError("scorecard", id)
    if card.appeal is not Appeal.OPEN:
        raise NothingToDoError(f'nobody appeals against scorecard "{id}", or it is decided')
    if actor == card.scorer:
        raise NothingToDoError("an appeal is decided by somebody else than who scored")
    properties: Row = {"decided_by": actor, "decided_why": deciding.why, "decided_at_ms": at_ms}
    if deciding.answers is None:
        properties["appeal"] = Appeal.UPHELD.value
    else:
        check_answers(card.form, deciding.answers)
        changed = result_of(card.form, deciding.answers)
        properties |= {**changed, "appeal": Appeal.CHANGED.value, "score_before": card.score}
    if not await change_scorecard(
        identity.graph, id, properties, appeal=Appeal.OPEN.value, kind=DECIDED, at_ms=at_ms
    ):
        raise NothingToDoError(f'the appeal against scorecard "{id}" is decided already')
    return await _there(identity, id)


async def note_coaching(
    identity: Identity, id: str, text: str, *, actor: str, at_ms: int
) -> Scorecard:
    """Add a note for the agent to a scorecard and return it. Raises UnknownError."""
    if await read_scorecard(identity, id) is None:
        raise UnknownError("scorecard", id)
    await identity.graph.write([coach(id, note_text(actor, at_ms, text))])
    return await _there(identity, id)


def is_theirs(card: Scorecard, agents: Sequence[str] | None) -> bool:
    """Return whether a scorecard is about one of these agents; None: any will do."""
    return agents is None or card.agent in agents


async def _scored(identity: Identity, scoring: Scoring) -> Scored:
    if scoring.matter is not None:
        journeys = await queries.journeys(identity.graph, [scoring.matter])
        if not journeys:
            raise UnknownError("matter", scoring.matter)
        return of_journey(journeys[0])
    name = scoring.interaction or ""
    found = await queries.contacts(identity.graph, [await interaction_key(identity, name)])
    if not found:
        raise UnknownError("interaction", name)
    if found[0].agent is None:
        raise NothingToDoError(
            f'nobody of ours took part in interaction "{name}": nothing to score'
        )
    return of_contact(found[0])


def _form(scoring: Scoring, scored: Scored, rules: QualityRules) -> Form:
    over = JOURNEY if scored.scope == JOURNEY else scored.channel or ""
    fitting = rules.forms_for(over)
    if scoring.form is None and fitting:
        return fitting[0]
    found = next((one for one in fitting if one.name == scoring.form), None)
    if found is None:
        raise UnknownError(f"form for {over}", scoring.form or "")
    return found


async def _there(identity: Identity, id: str) -> Scorecard:
    card = await read_scorecard(identity, id)
    if card is None:  # erased in between
        raise UnknownError("scorecard", id)
    return card
