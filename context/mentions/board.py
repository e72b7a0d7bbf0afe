"""Which mentions are there, the most urgent first; which firestorms, the newest first?"""

from collections.abc import Sequence
from typing import Final

from context.mentions.model import WAITING, Status
from context.mentions.view import Mention, mention_now
from graph.access import Graph
from graph.queries.firestorms import list_firestorms
from graph.queries.mentions import mentions_by_key, mentions_since, waiting_mentions
from graph.social import FirestormView

DAYS: Final = 7  # that mentions which wait no more are shown for
DAY_MS: Final = 86_400_000


async def board(
    graph: Graph,
    statuses: Sequence[Status],
    *,
    after: tuple[int, str] | None,
    limit: int,
    now_ms: int,
    days: int = DAYS,
) -> list[Mention]:
    """Return at most `limit` mentions of these statuses, after these points and id.

    Those that wait are all there; what is dealt with, and `lapsed`, only of the last `days`.
    """
    if set(statuses) <= set(WAITING):
        found = await waiting_mentions(graph, statuses, after=after, limit=limit)
    else:
        since_ms = now_ms - days * DAY_MS
        found = await mentions_since(
            graph, statuses, since_ms=since_ms, until_ms=now_ms, after=after, limit=limit
        )
    return [mention_now(one, now_ms) for one in found]


async def mention(graph: Graph, id: str, *, now_ms: int) -> Mention | None:
    """Return one mention as it stands, or None."""
    found = (await mentions_by_key(graph, [id])).get(id)
    return mention_now(found, now_ms) if found else None


async def firestorms(
    graph: Graph, *, after: tuple[int, str] | None, limit: int
) -> list[FirestormView]:
    """Return at most `limit` firestorms, after this instant and id."""
    return await list_firestorms(graph, after=after, limit=limit)
