"""How a source is read page by page, said without reading it: what to ask, what an answer means.

All functions here are pure: `sync` does the asking, the waiting and the remembering.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from context.records import Record

Payload = Mapping[str, Any]
LATE: Final = timedelta(seconds=60)  # after its time, a change may still turn up in a list

Parse = Callable[[str, Payload], tuple[Record, ...]]  # raises BadRecordError


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of an instance's table in the file of connectors."""

    name: str
    what: str  # it is, in words, as a person is asked for it
    secret: bool = False
    default: str | None = None  # None: it is needed


@dataclass(frozen=True, slots=True)
class Access:
    """Where a source is, and how it is told who asks. Never in a repr: it holds secrets."""

    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """One GET. A path that is a whole address has to be one of the same host."""

    path: str
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    body: Any  # JSON, read
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower-case letters


@dataclass(frozen=True, slots=True)
class Place:
    """How far a stream is read: what changed from `since` on, before `until`, next at `page`."""

    since: datetime | None = None
    until: datetime | None = None
    page: str | None = None
    newest: datetime | None = None  # change seen so far in this round


@dataclass(frozen=True, slots=True)
class Page:
    items: tuple[Payload, ...]
    next: Place  # where to go on, now or in the next round
    last: bool = False  # there is no more at present


@dataclass(frozen=True, slots=True)
class Follow:
    """Further questions about an item; the lists that they bring go into it under `key`."""

    key: str
    ask: Ask
    read: Callable[[Any], list[Any]]
    more: Callable[[Answer], Ask | None] = lambda answer: None  # the next question, if any


@dataclass(frozen=True, slots=True)
class Stream:
    """One list that a source keeps, such as its orders."""

    name: str
    ask: Callable[[Place], Ask]
    read: Callable[[Place, Answer], Page]
    parse: Parse
    known: frozenset[str]  # keys of an item that the parser knows, whether it needs them or not
    follow: Callable[[Payload], tuple[Follow, ...]] = lambda item: ()
    changes: bool = True  # it can be asked for what changed; else it is read from one end


@dataclass(frozen=True, slots=True)
class Pull:
    settings: tuple[Setting, ...]
    access: Callable[[Mapping[str, str]], Access]  # raises ValueError, in words for a person
    check: Ask  # small, and allowed only to who may read the rest
    streams: tuple[Stream, ...]
    requests_a_minute: int
    price_a_request: Decimal = Decimal(0)  # in the currency of the budget
    price_an_item: Decimal = Decimal(0)
    most_items: int = 0  # in one answer, where items have a price

    def stream(self, name: str) -> Stream | None:
        return next((stream for stream in self.streams if stream.name == name), None)


def page_by_change(
    place: Place, items: tuple[Payload, ...], *, size: int, changed: Callable[[Payload], datetime]
) -> Page:
    """Return the page of a list in the order of change, read from its last change on each time.

    Numbered pages of a list that changes meanwhile would move under the reader, who would miss
    what slipped over an edge. Only where a whole page changed in one instant is the next number
    asked for.
    """
    if not items:
        return Page(items, replace(place, page=None), last=True)
    newest = max(changed(item) for item in items)
    if len(items) < size:
        since = max(newest - LATE, place.since or newest - LATE)
        return Page(items, replace(place, since=since, page=None, newest=newest), last=True)
    stuck = place.since is not None and newest - place.since < timedelta(seconds=1)
    if stuck:
        following = str(int(place.page or "1") + 1)
        return Page(items, replace(place, page=following, newest=newest))
    over = place.until is not None and newest > place.until
    return Page(items, replace(place, since=newest, page=None, newest=newest), last=over)
