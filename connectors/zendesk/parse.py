"""What Zendesk sends, by event webhook (2022-11-06) or by its Ticketing API v2, to records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from connectors.fields import Fields, fields_of
from connectors.versions import Told
from context.records import AgentRecord, CaseRecord, InteractionRecord, Record, Reference
from identity.records import PersonRecord

Payload = Mapping[str, Any]
COMMENTS: Final = "the comments, whole"  # where further questions about a ticket put the answers
AUTHOR: Final = "the author, whole"
STAFF: Final = frozenset({"agent", "admin"})
OVER: Final = frozenset({"solved", "closed", "deleted"})
EVENT: Final = "zen:event-type:"
DELETED: Final = frozenset({"ticket.soft_deleted", "ticket.permanently_deleted"})
CHANNELS: Final = {  # ("Via types"); whatever else people write in is a page of theirs
    "email": "email",
    "voice": "voice",
    "phone": "voice",
    "sms": "sms",
    "chat": "chat",
    "chat_transcript": "chat",
    "native_messaging": "chat",
    "whatsapp": "chat",
    "line": "chat",
    "facebook": "social",
    "twitter": "social",
    "x_corp": "social",
    "instagram_dm": "dm",
    "twitter_direct_message": "dm",
    "facebook_messenger": "dm",
}


def subject_of(payload: Payload) -> str | None:
    """Return what an event is about, such as "zen:ticket:5158"; None: it stands alone."""
    subject = payload.get("subject")
    return subject if isinstance(subject, str) and subject else None


def read_event(source: str, payload: Payload) -> Told:
    """Return what an event says; one of a type that is of no use here says nothing.

    Raises BadRecordError.
    """
    event = fields_of(source, payload)
    kind = (event.text("type") or "").removeprefix(EVENT)
    detail = event.child("detail")
    if kind.startswith("user."):
        return _user_event(source, kind, detail, event.at("time"))
    if not kind.startswith("ticket."):
        return Told()
    if not detail.text("created_at"):  # of a ticket that is gone, only its number is left
        return Told(gone_at=event.at("time"))
    status = "deleted" if kind in DELETED else (detail.text("status") or "").lower()
    case = _case(source, detail, status)
    comment = event.child("event").child("comment")
    if kind != "ticket.comment_added" or not comment:
        return Told((case,))
    author = comment.child("author")
    at = event.at("time").replace(microsecond=0)
    return Told((case, _comment(source, detail, comment, author, author.flag("is_staff"), at)))


def parse_user(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one user: a person, or an agent of ours. Raises BadRecordError."""
    user = fields_of(source, payload)
    id_, updated_at = user.id(), user.at("updated_at")
    if user.text("role") in STAFF:
        name = user.text("name") or id_
        return (AgentRecord(source=source, source_id=id_, updated_at=updated_at, name=name),)
    if user.flag("active") is False or user.flag("permanently_deleted"):
        return (PersonRecord(source, id_, updated_at=updated_at),)
    phone = None if user.flag("shared_phone_number") else user.text("phone")
    email = user.text("email")
    return (
        PersonRecord(
            source=source,
            source_id=id_,
            name=user.text("name"),
            language=user.text("locale"),
            phones=(phone,) if phone else (),
            emails=(email,) if email else (),
            updated_at=updated_at,
        ),
    )


def parse_ticket(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one ticket: a case, with the comments that came along. Raises BadRecordError."""
    ticket = fields_of(source, payload)
    case = _case(source, ticket, ticket.text("status") or "")
    comments = (
        _comment(source, ticket, one, one.child(AUTHOR), _is_staff(one), one.at("created_at"))
        for one in ticket.children(COMMENTS)
    )
    return (case, *comments)


def _user_event(source: str, kind: str, detail: Fields, at: datetime) -> Told:
    """Return what an event says of a person: it knows no name, and adds to what is known."""
    id_ = detail.id()
    if kind == "user.deleted":
        return Told(gone=(PersonRecord(source, id_, updated_at=at),), gone_at=at)
    email = detail.text("email")
    if email is None or (detail.text("role") or "").lower() in STAFF:
        return Told()
    updated_at = detail.instant("updated_at") or at
    return Told(
        (PersonRecord(source, id_, emails=(email,), updated_at=updated_at, complete=False),)
    )


def _case(source: str, ticket: Fields, status: str) -> CaseRecord:
    updated_at = ticket.instant("updated_at") or ticket.at("created_at")
    requester = ticket.maybe_id("requester_id")
    return CaseRecord(
        source=source,
        source_id=ticket.id(),
        person=PersonRecord(source, requester) if requester else None,
        updated_at=updated_at,
        opened_at=ticket.at("created_at"),
        closed_at=updated_at if status in OVER else None,
        status=status or None,
        subject=ticket.text("subject", 500),
        priority=(ticket.text("priority") or "").lower() or None,
    )


def _comment(
    source: str, ticket: Fields, comment: Fields, author: Fields, staff: bool | None, at: datetime
) -> InteractionRecord:
    """Return one comment: what the customer wrote, what we answered, or a note among ourselves.

    A note is about the case and belongs to no customer: nobody was answered by it.
    """
    seen = comment.flag("is_public") if "is_public" in comment else comment.flag("public")
    note = seen is False
    requester = ticket.maybe_id("requester_id")
    author_id = author.maybe_id("id") or comment.maybe_id("author_id")
    ours = staff if staff is not None else author_id != requester
    whose = requester if ours else author_id
    via = comment.child("via") if not ours else ticket.child("via")
    channel = via.text("channel") or ticket.child("via").text("channel") or ""
    return InteractionRecord(
        source=source,
        source_id=comment.id(),
        person=PersonRecord(source, whose) if whose and not note else None,
        updated_at=at,
        about=(Reference("case", ticket.id()),),
        channel=CHANNELS.get(channel, "web"),
        kind="note" if note else "comment",
        direction="out" if ours or note else "in",
        started_at=at,
        text=comment.text("plain_body") or comment.text("body"),
        agent=(author.text("name") or author_id) if ours else None,
    )


def _is_staff(comment: Fields) -> bool | None:
    role = comment.child(AUTHOR).text("role")
    return None if role is None else role in STAFF
