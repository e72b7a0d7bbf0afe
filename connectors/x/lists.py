"""The lists of X: how each is asked for by tweepy, what it costs, and what an answer means."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from tweepy.asynchronous import AsyncClient

from connectors.pull import LATE, Answer, Ask, Page, Place
from connectors.x.cursor import Cursor, at_the_end, order, read_cursor, seen, write_cursor
from connectors.x.items import gone_of, messages_of, posts_of
from connectors.x.parse import id_at, post_time

Params = dict[str, Any]
Call = Callable[[AsyncClient, str, Params], Awaitable[Any]]

ENDED: Final = "the limit is reached until"  # in an answer that X did not give: epoch seconds
TODAY: Final = "day of this answer"
CHOSEN: Final = "chosen and left"  # arguments of the questions that are still to be asked
ALL_OF_X: Final = Decimal(1)
CAN_WAIT: Final = Decimal("0.8")  # of a month's money: the rest is for mentions and messages

MENTIONS: Final = "mentions"
POSTS: Final = "posts"
MESSAGES: Final = "messages"
FOUND: Final = "found"
THREADS: Final = "threads"
REACH: Final = "reach"
ME: Final = "me"

POST: Final[Params] = {
    "tweet_fields": [
        *("attachments", "author_id", "conversation_id", "created_at", "edit_history_tweet_ids"),
        *("in_reply_to_user_id", "lang", "note_tweet", "public_metrics", "referenced_tweets"),
    ],
    "expansions": ["author_id", "attachments.media_keys"],
    "user_fields": ["location", "name", "public_metrics", "username"],
    "media_fields": ["alt_text", "preview_image_url", "type", "url"],
}
MESSAGE: Final[Params] = {
    "dm_event_fields": ["created_at", "dm_conversation_id", "event_type", "sender_id", "text"],
    "event_types": "MessageCreate",
    "expansions": ["sender_id"],
    "user_fields": ["location", "name", "public_metrics", "username"],
}
SIZE: Final = 50  # of a page: so much money is set aside before it is asked for
FIRST_MESSAGES: Final = 10  # asked for again and again: they cannot be asked for by `since_id`
THREAD_SIZE: Final = 25
SMALLEST: Final = {MENTIONS: 5, POSTS: 5, MESSAGES: 1, FOUND: 10, THREADS: 10}  # pages there are
REACH_SIZE: Final = 50


def place_of(ask: Ask) -> Place:
    """Return the place that a question was made of."""
    values = dict(ask.query)

    def instant(name: str) -> datetime | None:
        return datetime.fromisoformat(values[name]) if name in values else None

    return Place(instant("since"), instant("until"), values.get("page"))


def ask_for(path: str) -> Callable[[Place], Ask]:
    """Return how a place becomes a question; what it means to tweepy is said below."""

    def ask(place: Place) -> Ask:
        values = {
            "since": place.since.isoformat() if place.since else None,
            "until": place.until.isoformat() if place.until else None,
            "page": place.page,
        }
        return Ask(path, tuple((name, value) for name, value in values.items() if value))

    return ask


def timeline_params(place: Place) -> Params:
    """Return what to ask a list of posts for, newest first ("Pagination", "Timelines")."""
    cursor = read_cursor(place.page)
    params: Params = {**POST, "max_results": SIZE}
    if cursor.token:
        params["pagination_token"] = cursor.token
    if place.until is not None:  # what was before
        params["end_time"] = _second(place.until)
        if place.since is not None:
            params["start_time"] = _second(place.since)
    elif since_id := cursor.since_id or (id_at(place.since) if place.since else None):
        params["since_id"] = since_id
    return params


def message_params(place: Place) -> Params:
    cursor = read_cursor(place.page)
    first = place.until is None and cursor.token is None
    params: Params = {**MESSAGE, "max_results": FIRST_MESSAGES if first else SIZE}
    if cursor.token:
        params["pagination_token"] = cursor.token
    return params


def found_params(place: Place) -> Params:
    """Return the same for a search, which goes back seven days and names its pages otherwise."""
    params = timeline_params(place)
    if "pagination_token" in params:
        params["next_token"] = params.pop("pagination_token")
    return params


def read_timeline(place: Place, answer: Answer) -> Page:
    """Return a page of posts and where to go on: the next page, or from the newest of all."""
    body, cursor = answer.body, read_cursor(place.page)
    if ENDED in body:
        return _not_now(place, cursor, body)
    posts = posts_of(body)
    after = replace(seen(cursor, [str(one["id"]) for one in posts]), not_before=0)
    token = body["meta"].get("next_token")
    if token:
        return Page(posts, replace(place, page=write_cursor(replace(after, token=token))))
    return _last(place, posts, at_the_end(cursor, after))


def read_messages(place: Place, answer: Answer) -> Page:
    """Return a page of messages; it is the last once it holds one that is in already."""
    body, cursor = answer.body, read_cursor(place.page)
    if ENDED in body:
        return _not_now(place, cursor, body)
    items = messages_of(body)
    since_id = known_since(place, cursor)
    fresh = tuple(
        one for one in items if since_id is None or order(str(one["id"])) > order(since_id)
    )
    after = replace(seen(cursor, [str(one["id"]) for one in fresh]), not_before=0, recent=())
    after = replace(after, day=body.get(TODAY, ""))
    token = body["meta"].get("next_token")
    if token and len(fresh) == len(items):
        return Page(fresh, replace(place, page=write_cursor(replace(after, token=token))))
    return _last(place, fresh, replace(after, token=None, since_id=after.top or since_id))


def read_chosen(place: Place, answer: Answer) -> Page:
    """Return the posts of one of the questions that were chosen for this round."""
    body, cursor = answer.body, read_cursor(place.page)
    if ENDED in body:
        return _not_now(place, cursor, body)
    posts = (*posts_of(body), *gone_of(body))
    left = tuple(body.get(CHOSEN, ()))
    after = replace(cursor, left=left, tops=body.get(THREADS, cursor.tops), not_before=0)
    page = write_cursor(after)
    return Page(posts, replace(place, page=page), last=not left)


def known_since(place: Place, cursor: Cursor) -> str | None:
    """Return up to which message all are in, in the live lane."""
    if place.until is not None:
        return None
    return cursor.since_id or (id_at(place.since) if place.since else None)


def _not_now(place: Place, cursor: Cursor, body: Mapping[str, Any]) -> Page:
    """Return an end for now: X lets nobody ask for this list until then, and the others go on."""
    waits = replace(cursor, not_before=int(body[ENDED]))
    return Page((), replace(place, page=write_cursor(waits)), last=True)


def _last(place: Place, items: tuple[Mapping[str, Any], ...], cursor: Cursor) -> Page:
    top = post_time(cursor.top) if cursor.top else None
    since = max(top - LATE, place.since or top - LATE) if top else place.since
    return Page(items, replace(place, since=since, page=write_cursor(cursor)), last=True)


def _second(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of question."""

    call: Call
    params: Callable[[Place], Params]
    share: Decimal = ALL_OF_X  # of a month's money that may be gone after it


async def _mentions(client: AsyncClient, ours: str, params: Params) -> Any:
    return await client.get_users_mentions(ours, user_auth=True, **params)


async def _posts(client: AsyncClient, ours: str, params: Params) -> Any:
    return await client.get_users_tweets(ours, user_auth=True, **params)


async def _messages(client: AsyncClient, _ours: str, params: Params) -> Any:
    return await client.get_direct_message_events(user_auth=True, **params)


async def _search(client: AsyncClient, _ours: str, params: Params) -> Any:
    return await client.search_recent_tweets(**params)


async def _lookup(client: AsyncClient, _ours: str, params: Params) -> Any:
    return await client.get_tweets(**params)


async def _me(client: AsyncClient, _ours: str, params: Params) -> Any:
    return await client.get_me(user_auth=True, **params)


QUESTIONS: Final[Mapping[str, Question]] = {
    MENTIONS: Question(_mentions, timeline_params),
    POSTS: Question(_posts, timeline_params),
    MESSAGES: Question(_messages, message_params),
    FOUND: Question(_search, found_params, CAN_WAIT),
    THREADS: Question(_search, lambda place: {**POST, "max_results": THREAD_SIZE}, CAN_WAIT),
    REACH: Question(_lookup, lambda place: dict(POST), CAN_WAIT),
    ME: Question(_me, lambda place: {}),
}
