"""How Zammad's lists are read page by page: REST API v1, by its search (Elasticsearch)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
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
    page_by_change,
)
from connectors.zammad import known
from connectors.zammad.parse import ARTICLES, parse_ticket, parse_user

API: Final = "/api/v1"
SIZE: Final = 100
BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


def access(values: Mapping[str, str]) -> Access:
    """Return where Zammad is and how it knows us ("HTTP Token Authentication")."""
    return Access(
        base_address(values["address"], "https://zammad.example.com"),
        {"authorization": f"Token token={values['token']}"},
    )


def _search(
    name: str,
    parse: Parse,
    known_keys: frozenset[str],
    follow: Callable[[Payload], tuple[Follow, ...]] = lambda item: (),
) -> Stream:
    """Return a list that is searched for what changed since, in the order of change.

    Each page is a search of its own from the last change on, since a search reaches no further
    than its first 10,000 results.
    """

    def ask(place: Place) -> Ask:
        since = (place.since or BEGINNING).astimezone(UTC).isoformat().replace("+00:00", "Z")
        query = (
            ("query", f'updated_at:["{since}" TO *]'),
            ("sort_by", "updated_at"),
            ("order_by", "asc"),
            ("per_page", str(SIZE)),
            ("page", place.page or "1"),
            ("expand", "true"),
        )
        return Ask(f"{API}/{name}/search", query)

    def read(place: Place, answer: Answer) -> Page:
        return page_by_change(place, tuple(answer.body), size=SIZE, changed=_changed)

    return Stream(name, ask, read, parse, known_keys, follow)


def articles_of(ticket: Payload) -> tuple[Follow, ...]:
    path = f"{API}/ticket_articles/by_ticket/{int(ticket['id'])}"
    return (Follow(ARTICLES, Ask(path, (("expand", "true"),)), _items),)


def _items(body: Any) -> list[Any]:
    return body if isinstance(body, list) else []


def _changed(item: Payload) -> datetime:
    return datetime.fromisoformat(item["updated_at"])


PULL: Final = Pull(
    settings=(
        Setting("address", "of Zammad, such as https://zammad.example.com"),
        Setting("token", "an access token with ticket.agent and admin.user", secret=True),
    ),
    access=access,
    check=Ask(f"{API}/tickets/search", (("query", "*"), ("per_page", "1"), ("expand", "true"))),
    streams=(
        _search("users", parse_user, known.USER),
        _search("tickets", parse_ticket, known.TICKET, articles_of),
    ),
    requests_a_minute=240,  # Zammad sets no limit itself; this leaves it room for its agents
)
