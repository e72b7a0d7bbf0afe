"""What is read beyond the lists themselves, where it is worth its price: threads, and reach."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from connectors.own_client import Opening
from connectors.progress import LIVE, read_place
from connectors.purse import Purse
from connectors.x.cursor import Cursor, newest, read_cursor
from connectors.x.lists import FOUND, MENTIONS, REACH, REACH_SIZE, THREADS, Params
from connectors.x.prices import Prices
from connectors.x.rules import handle_of, thread_query
from connectors.x.worth import (
    KnownPost,
    choose,
    due_again,
    left_out_words,
    with_threads,
)
from graph.queries.checkpoints import read_checkpoints
from graph.queries.followed import FollowedRow, read_followed

MOST_THREADS: Final = 20  # asked for in one round
MOST_POSTS: Final = 200
EXPECTED: Final = 5  # answers of a thread, on average, when it is asked for
WORDS: Final = {THREADS: "threads", REACH: "posts due to be looked at again"}


class Further:
    """Chooses what to ask further in one round, and remembers what it left out."""

    def __init__(self, opening: Opening, prices: Prices, purse: Purse | None) -> None:
        self._opening, self._prices, self._purse = opening, prices, purse
        self._chosen: dict[str, KnownPost] = {}
        self._left_out: dict[str, list[KnownPost]] = {}

    async def choose(self, path: str, cursor: Cursor) -> tuple[str, ...]:
        """Return the arguments of the questions that are worth asking in this round."""
        if self._purse is None:
            return ()
        posts = await self._known_posts()
        now, spare = self._opening.now(), await self._purse.spare()
        each = self._prices.read_post + self._prices.read_user
        if path == THREADS:
            wanted = with_threads(posts, now=now)
            choice = choose(wanted, price=each * EXPECTED, spare=spare, most=MOST_THREADS)
            arguments = [one.id for one in choice.chosen]
        else:
            wanted = due_again(posts, now=now)
            choice = choose(wanted, price=each, spare=spare, most=MOST_POSTS)
            ids = [one.id for one in choice.chosen]
            arguments = [
                ",".join(ids[start : start + REACH_SIZE])
                for start in range(0, len(ids), REACH_SIZE)
            ]
        self._chosen |= {one.id: one for one in choice.chosen}
        if self._purse.limit is not None:
            self._left_out[path] = list(choice.left_out)
        return tuple(arguments)

    def params(self, path: str, argument: str, cursor: Cursor) -> Params:
        if path == REACH:
            return {"ids": argument.split(",")}
        params: Params = {"query": thread_query(argument, handle_of(self._opening.values))}
        if argument in cursor.tops:
            params["since_id"] = cursor.tops[argument]
        return params

    def tops(self, argument: str, cursor: Cursor, body: Mapping[str, Any]) -> dict[str, str]:
        """Return up to where each thread is read; those that are not asked for any more go."""
        ids = [str(one["id"]) for one in body.get("data") or []]
        top = newest([*ids, cursor.tops.get(argument, argument)])
        kept = {name: one for name, one in cursor.tops.items() if name in self._chosen}
        return {**(kept or cursor.tops), **({argument: top} if top else {})}

    def dropped(self, path: str, arguments: Sequence[str]) -> None:
        """Remember that there was no money left for these."""
        ids = [id_ for one in arguments for id_ in one.split(",")]
        left_out = self._left_out.setdefault(path, [])
        left_out += [self._chosen[id_] for id_ in ids if id_ in self._chosen]

    def notes(self) -> list[str]:
        limit = self._purse.limit if self._purse else None
        if limit is None:
            return []
        return [
            left_out_words(WORDS[path], left_out, limit=limit)
            for path, left_out in self._left_out.items()
        ]

    async def _known_posts(self) -> list[KnownPost]:
        """Return what is known of the posts that came lately."""
        graph, keys, source = self._opening.graph, self._opening.keys, self._opening.source
        if graph is None or keys is None:
            return []
        rows = await read_checkpoints(graph, source)
        ids = {
            id_
            for row in rows
            if row.stream in {MENTIONS, FOUND} and row.lane == LIVE
            for id_ in read_cursor(read_place(row.place).page).recent
        }
        known = [keys.activity("Interaction", source, id_) for id_ in sorted(ids)]
        found = await read_followed(graph, known) if known else []
        return [_post(row) for row in found if row.status is None and row.direction == "in"]


def _post(row: FollowedRow) -> KnownPost:
    return KnownPost(
        row.id,
        _instant(row.started_at_ms),
        _instant(row.updated_at_ms),
        row.reach or 0,
        not row.answers,
        row.matter_open,
    )


def _instant(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
