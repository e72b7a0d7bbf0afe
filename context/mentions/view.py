"""How does a mention stand now? What the board shows, with its clock and its loop."""

import json
from dataclasses import dataclass

from context.journey.kept import from_text
from context.journey.model import LoopStep
from context.mentions.model import Found, Kind, Status, Tone
from context.mentions.target import clock_in_words, is_overdue
from graph.social import AuthorView, MediaView, MentionView


@dataclass(frozen=True, slots=True)
class Mention:
    """A post that speaks of us, as a response team sees it."""

    id: str
    source: str
    interaction_id: str
    channel: str
    kind: str
    at_ms: int
    text: str | None
    reach: int | None
    rating: str | None
    media: tuple[MediaView, ...]
    tagged: bool
    found: tuple[Found, ...]
    competitors: tuple[str, ...]
    tone: Tone
    tone_score: float
    tone_words: tuple[str, ...]
    points: int
    why: str
    status: Status
    due_ms: int
    overdue: bool
    clock: str
    claimed_by: str | None
    claimed_at_ms: int | None
    answered_by: str | None
    answered_at_ms: int | None
    answer_text: str | None
    private_by: str | None
    private_at_ms: int | None
    closed_by: str | None
    closed_at_ms: int | None
    closed_why: str | None
    customer: AuthorView | None
    loop: tuple[LoopStep, ...]  # of the matter that it is part of

    @property
    def cursor(self) -> str:
        """Return where it stands on the board: by points, then by id."""
        return f"{self.points}:{self.id}"


def mention_now(view: MentionView, now_ms: int) -> Mention:
    """Return a stored mention as it stands at this instant."""
    status = Status(view.status)
    found = tuple(
        Found(Kind(one["kind"]), one["name"], one["how"], one["written"])
        for one in json.loads(view.found)
    )
    rivals = (one.name for one in found if one.kind is Kind.COMPETITOR)
    return Mention(
        id=view.id,
        source=view.source,
        interaction_id=view.interaction_id,
        channel=view.channel,
        kind=view.kind,
        at_ms=view.at_ms,
        text=view.text,
        reach=view.reach,
        rating=view.rating,
        media=view.media,
        tagged=view.tagged,
        found=found,
        competitors=tuple(dict.fromkeys(rivals)),
        tone=Tone(view.tone),
        tone_score=view.score,
        tone_words=view.tone_words,
        points=view.points,
        why=view.why,
        status=status,
        due_ms=view.due_ms,
        overdue=is_overdue(status, view.due_ms, now_ms),
        clock=clock_in_words(
            status, due=view.due_ms, answered_ms=view.answered_at_ms, now_ms=now_ms
        ),
        claimed_by=view.claimed_by,
        claimed_at_ms=view.claimed_at_ms,
        answered_by=view.answered_by,
        answered_at_ms=view.answered_at_ms,
        answer_text=view.answer_text,
        private_by=view.private_by,
        private_at_ms=view.private_at_ms,
        closed_by=view.closed_by,
        closed_at_ms=view.closed_at_ms,
        closed_why=view.closed_why,
        customer=view.customer,
        loop=from_text(view.story).loop if view.story else (),
    )
