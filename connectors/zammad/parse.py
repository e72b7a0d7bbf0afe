"""What Zammad sends, by webhook or by its REST API v1 (6.4), to records."""

import re
from collections.abc import Mapping
from typing import Any, Final

from connectors.errors import BadRecordError
from connectors.fields import Fields, fields_of
from connectors.plain_text import plain_text
from connectors.versions import Told
from context.records import AgentRecord, CaseRecord, InteractionRecord, Record, Reference
from identity.records import PersonRecord

Payload = Mapping[str, Any]
ARTICLES: Final = "the articles, whole"  # where further questions about a ticket put the answers
STAFF: Final = frozenset({"Agent", "Admin"})
OVER: Final = frozenset({"closed", "merged", "removed"})
BODY_CHARACTERS: Final = 200_000  # of HTML that are read for its words
TEXT_CHARACTERS: Final = 10_000
CHANNELS: Final = {  # article types; whatever else people write in is a page of theirs
    "email": "email",
    "phone": "voice",
    "fax": "email",
    "sms": "sms",
    "chat": "chat",
    "twitter status": "social",
    "twitter direct-message": "dm",
    "facebook feed post": "social",
    "facebook feed comment": "social",
    "telegram personal-message": "dm",
    "whatsapp message": "chat",
}
RANK: Final = re.compile(r"^[0-9]+ ")  # of a priority such as "2 normal"


def subject_of(payload: Payload) -> str | None:
    """Return the id of the ticket that a delivery is about, or None when it names none."""
    ticket = payload.get("ticket")
    id_ = ticket.get("id") if isinstance(ticket, Mapping) else None
    return str(id_) if isinstance(id_, int | str) and id_ else None


def read_delivery(source: str, payload: Payload) -> Told:
    """Return what a delivery says of a ticket and an article. Raises BadRecordError."""
    whole = fields_of(source, payload)
    ticket, article = whole.child("ticket"), whole.child("article")
    if not ticket:
        return Told()
    case = _case(source, ticket, _customer(source, ticket))
    if not article.maybe_id("id"):
        return Told((case,))
    return Told((case, _article(source, ticket, article)))


def parse_user(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one user: a person, or an agent of ours. Raises BadRecordError."""
    user = fields_of(source, payload)
    roles = payload.get("roles")
    if isinstance(roles, list) and STAFF & {one for one in roles if isinstance(one, str)}:
        names = (user.text("firstname"), user.text("lastname"))
        name = " ".join(one for one in names if one) or user.id()
        at = user.at("updated_at")
        return (AgentRecord(source=source, source_id=user.id(), updated_at=at, name=name),)
    return (_person(source, user),)


def parse_ticket(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one ticket: a case, with the articles that came along. Raises BadRecordError."""
    ticket = fields_of(source, payload)
    customer = ticket.maybe_id("customer_id")
    case = _case(source, ticket, PersonRecord(source, customer) if customer else None)
    articles = (_article(source, ticket, one) for one in ticket.children(ARTICLES))
    return (case, *articles)


def _customer(source: str, ticket: Fields) -> PersonRecord | None:
    """Return whose ticket it is, as a webhook says it: whole."""
    customer = ticket.child("customer")
    if customer.maybe_id("id") and customer.text("updated_at"):
        return _person(source, customer)
    id_ = ticket.maybe_id("customer_id")
    return PersonRecord(source, id_) if id_ else None


def _person(source: str, user: Fields) -> PersonRecord:
    phones = (user.text("phone"), user.text("mobile"))
    email, country = user.text("email"), user.text("country") or ""
    return PersonRecord(
        source=source,
        source_id=user.id(),
        given_name=user.text("firstname"),
        family_name=user.text("lastname"),
        city=user.text("city"),
        country=country if len(country) == 2 else None,  # a name of it is nothing we compare
        postcode=user.text("zip"),
        address=user.text("street"),
        phones=tuple(dict.fromkeys(one for one in phones if one)),
        emails=(email,) if email else (),
        updated_at=user.at("updated_at"),
    )


def _case(source: str, ticket: Fields, person: PersonRecord | None) -> CaseRecord:
    updated_at, state = ticket.at("updated_at"), _named(ticket, "state")
    over = state in OVER
    return CaseRecord(
        source=source,
        source_id=ticket.id("number"),
        person=person,
        updated_at=updated_at,
        opened_at=ticket.at("created_at"),
        closed_at=(ticket.instant("close_at") or updated_at) if over else None,
        status=state,
        subject=ticket.text("title", 500),
        priority=RANK.sub("", _named(ticket, "priority") or "") or None,
    )


def _article(source: str, ticket: Fields, article: Fields) -> InteractionRecord:
    """Return one article: what the customer wrote, what we answered, or a note among ourselves.

    A note is about the case and belongs to no customer: nobody was answered by it.
    """
    note = article.flag("internal") is True
    theirs = _named(article, "sender") == "Customer"
    customer = ticket.maybe_id("customer_id") or ticket.child("customer").maybe_id("id")
    author = article.maybe_id("origin_by_id") or article.maybe_id("created_by_id")
    whose = author if theirs else customer
    created_at = article.at("created_at")
    return InteractionRecord(
        source=source,
        source_id=article.id(),
        person=PersonRecord(source, whose) if whose and not note else None,
        updated_at=article.instant("updated_at") or created_at,
        about=(Reference("case", ticket.id("number")),),
        channel=CHANNELS.get(_named(article, "type") or "", "web"),
        kind="note" if note else "comment",
        direction="in" if theirs and not note else "out",
        started_at=created_at,
        text=_text(article),
        agent=None if theirs else article.maybe_id("created_by_id"),
    )


def _named(item: Fields, name: str) -> str | None:
    """Return a name that stands there itself, or in an object there."""
    try:
        return item.child(name).text("name")
    except BadRecordError:
        return item.text(name)


def _text(article: Fields) -> str | None:
    body = article.text("body", BODY_CHARACTERS)
    if body is None:
        return None
    words = plain_text(body) if article.text("content_type") == "text/html" else body
    return words[:TEXT_CHARACTERS] or None
