"""What a pop says of somebody who is in a book that is still being loaded."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from context.books.looking import email_texts, texts_in
from context.books.model import Migrating
from context.journey.model import NextAction
from context.routing.model import Route
from context.screen import Lookup, Question, Resolution, ScreenPop
from graph.model import CustomerView
from identity.book_hashes import hashed_text, hashed_texts
from identity.comparable import ComparableRecord
from identity.records import RecordKind

IDENTIFYING: Final = frozenset({"phone", "email", "handle", "number"})  # comparisons
ASK_THE_NAME: Final = Question(
    "name",
    "What is your name, and which address is it about?",
    "the file is not loaded yet: what is noted now is found by it later",
)


def asks_books(pop: ScreenPop, clues: ComparableRecord) -> bool:
    """Whether a book may know more: nobody with an account holds all that the contact gave."""
    if is_stranger(pop) or pop.customer is None:
        return True
    return bool(_not_held(pop.customer, clues))


def is_stranger(pop: ScreenPop) -> bool:
    """Whether nobody with an account was found by an identifier."""
    if pop.resolution is Resolution.ONE:
        known_as = pop.customer.known_as if pop.customer else None
        return known_as in (RecordKind.CONTACT, RecordKind.PROFILE)
    return not any(
        said.comparison in IDENTIFYING and said.level == "exact"
        for candidate in pop.candidates
        for said in candidate.evidence
    )


def texts_to_ask(
    pop: ScreenPop,
    lookup: Lookup,
    clues: ComparableRecord,
    held: Iterable[tuple[str, str]],
    region: str,
) -> Iterator[str]:
    """Yield what is looked for in books; `held` is what a contact's own records hold or quote."""
    if not is_stranger(pop) and pop.customer is not None:
        clues = _only(clues, _not_held(pop.customer, clues))
    for _, text in hashed_texts(clues):
        yield text
    if not is_stranger(pop):
        return
    yield from email_texts(lookup.email) if lookup.email else ()
    for kind, value in held:
        yield hashed_text(kind, value, is_handle=False)[1]
        yield f"{kind}:{value}"  # a handle's network is its kind
    said = (one.text for one in pop.interactions if one.direction == "in")
    for written in (lookup.text, *said):
        yield from texts_in(written, region) if written else ()


def migrating_pop(pop: ScreenPop, found: Migrating, route: Route, zone: ZoneInfo) -> ScreenPop:
    """Return the pop of somebody who is in a book: no stranger, and somebody who can help now.

    What an earlier contact of theirs left stays, so that it need not be told again.
    """
    day = datetime.fromtimestamp(found.expected_ms / 1000, zone).strftime("%d %B %Y").lstrip("0")
    file = f"{found.former_company}'s file {found.file}"
    when = f"is loaded, and this customer is not among those in it: expected since {day}"
    if found.state != "loaded":
        when = f"was expected on {day}" if found.overdue else f"is expected on {day}"
    keep = NextAction(
        "keep_contact",
        "Note what it is about on this contact",
        f"{file} {when}; what is noted joins the customer by itself once they are loaded",
    )
    return replace(
        pop,
        resolution=Resolution.MIGRATING,
        acknowledgement=found.sentence,
        question=ASK_THE_NAME if not pop.candidates else pop.question,
        route=replace(route, why=f"this desk can help now: {file} {when}"),
        next_actions=(keep, *pop.next_actions),
        migrating=found,
    )


def _not_held(customer: CustomerView, clues: ComparableRecord) -> frozenset[str]:
    """Return the identifiers of a contact that the customer found does not hold, as far as seen."""
    held = {f"{one.kind}:{one.value}" for one in customer.identifiers}
    kinds = {*customer.matched, *customer.matched_shared}
    asked = clues.identifiers | clues.cited
    return frozenset(one for one in asked if one not in held and one.partition(":")[0] not in kinds)


def _only(clues: ComparableRecord, kept: frozenset[str]) -> ComparableRecord:
    return ComparableRecord(
        phones=clues.phones & kept,
        emails=clues.emails & kept,
        handles=clues.handles & kept,
        numbers=clues.numbers & kept,
        cited=clues.cited & kept,
    )
