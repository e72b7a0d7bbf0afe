"""How a story shows quality: what the machine made of an interaction, and of the whole journey."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

from context.pop import Desk
from context.quality.automatic import MachineScorer
from context.quality.cards import Scorecard
from context.quality.reading import scorecards_of_interaction, scorecards_of_matter
from tellonce.cli.quality_text import card_lines

JOURNEY: Final = "journey"  # "journey:voice:4711": of the matter that the interaction is of


async def quality_told(desk: Desk, scored: Sequence[str], *, at: datetime) -> AsyncIterator[str]:
    """Yield a text for each interaction (`source:id`) or journey, as of `at`."""
    if not scored:
        return
    scorer = MachineScorer(desk.identity, desk.quality)
    while await scorer.step(now_ms=round(at.timestamp() * 1000)):
        pass
    for one in scored:
        for card in await _cards(desk, one):
            yield "\n".join(card_lines(card))


async def _cards(desk: Desk, name: str) -> list[Scorecard]:
    interaction = name.removeprefix(f"{JOURNEY}:")
    found = await scorecards_of_interaction(desk.identity, interaction)
    if interaction == name:
        return found
    ids = {one.matter_id for one in found if one.matter_id}
    return [
        card
        for id in sorted(ids)
        for card in await scorecards_of_matter(desk.identity, id)
        if card.scope == JOURNEY
    ]
