"""How Zendesk's lists are read page by page: Ticketing API v2, incremental exports by cursor."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from connectors.addresses import base_address
from connectors.pull import (
    Access,
    Answer,
    Ask,
    Follow,
    Page,
    Parse,
    Payload,
    Place,
    Pull,
    Setting,
    Stream,
)
from connectors.zendesk import known
from connectors.zendesk.parse import AUTHOR, COMMENTS, parse_ticket, parse_user

API: Final = "/api/v2"
SIZE: Final = 100  # of an export's page: each ticket on it is asked about once more
COMMENTS_SIZE: Final = 100
BEGINNING: Final = "1167609600"  # 2007, the year in which Zendesk was founded


def access(values: Mapping[str, str]) -> Access:
    """Return where the help centre is and how it knows us ("API token")."""
    who = f"{values['email']}/token:{values['token']}".encode()
    return Access(
        base_address(values["address"], "https://your-company.zendesk.com"),
        {"authorization": "Basic " + base64.b64encode(who).decode("ascii")},
    )


def _export(name: str, parse: Parse, known_keys: frozenset[str], follow: Any) -> Stream:
    """Return a list that goes on from a cursor for ever ("Incremental Exports").

    At its end the cursor stays, and brings what changes next.
    """

    def ask(place: Place) -> Ask:
        path = f"{API}/incremental/{name}/cursor.json"
        if place.page is not None:
            return Ask(path, (("cursor", place.page), ("per_page", str(SIZE))))
        begin = str(int(place.since.timestamp())) if place.since else BEGINNING
        return Ask(path, (("start_time", begin), ("per_page", str(SIZE))))

    def read(place: Place, answer: Answer) -> Page:
        items = tuple(answer.body[name])
        newest = max((at for at in map(_changed, items) if at is not None), default=place.newest)
        cursor = answer.body.get("after_cursor") or place.page
        over = newest is not None and place.until is not None and newest > place.until
        last = bool(answer.body["end_of_stream"]) or over
        return Page(items, replace(place, page=cursor, newest=newest), last=last)

    return Stream(name, ask, read, parse, known_keys, follow)


def comments_of(ticket: Payload) -> tuple[Follow, ...]:
    """Return the question for a ticket's comments; of a deleted one there are none to be had."""
    if ticket.get("status") == "deleted":
        return ()
    path = f"{API}/tickets/{int(ticket['id'])}/comments.json"
    query = (("include", "users"), ("page[size]", str(COMMENTS_SIZE)))
    return (Follow(COMMENTS, Ask(path, query), _with_authors, _next_comments),)


def _with_authors(body: Any) -> list[Any]:
    users = {one["id"]: one for one in body.get("users", [])}
    return [
        {**one, AUTHOR: users.get(one.get("author_id"), {})} for one in body.get("comments", [])
    ]


def _next_comments(answer: Answer) -> Ask | None:
    more = answer.body.get("meta", {}).get("has_more")
    return Ask(answer.body["links"]["next"]) if more else None


def _changed(item: Payload) -> datetime | None:
    try:
        return datetime.fromisoformat(item["updated_at"])
    except (KeyError, TypeError, ValueError):
        return None


PULL: Final = Pull(
    settings=(
        Setting("address", "of the help centre, https://….zendesk.com"),
        Setting("email", "of the agent whom the token belongs to"),
        Setting("token", "the API token", secret=True),
    ),
    access=access,
    check=Ask(
        f"{API}/incremental/users/cursor.json", (("start_time", BEGINNING), ("per_page", "1"))
    ),
    streams=(
        _export("users", parse_user, known.USER, lambda item: ()),
        _export("tickets", parse_ticket, known.TICKET, comments_of),
    ),
    requests_a_minute=200,  # of the smallest plan ("Rate limits"); exports' own 10 are waited for
)
