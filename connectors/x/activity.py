"""What X posts to a webhook (X Activity API, 2026), to records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from connectors.errors import BadRecordError
from connectors.fields import Fields, fields_of
from connectors.versions import Told, newest
from connectors.x.items import ABOUT_US, posts_of
from connectors.x.parse import (
    NETWORK,
    gone_post,
    message_record,
    original_id,
    parse_post,
    read_person,
)
from context.records import InteractionRecord, Record
from identity.records import Handle, PersonRecord, RecordKind

Payload = Mapping[str, Any]
POSTS: Final = frozenset(
    {"post.create", "post.mention.create", "post.reply.create", "post.quote.create"}
)
MESSAGES: Final = frozenset({"dm.received", "dm.sent"})
LONGEST_MILLISECONDS: Final = 14  # until the year 5138
CUSTOMERS: Final = "customers"  # tag of a subscription to other people's profiles than our own


def subject_of(payload: Payload) -> str | None:
    """Return what a delivery is about, such as "post 2080765813578191303"."""
    data = _data(payload)
    kind, inside = data.get("event_type"), data.get("payload")
    if not isinstance(kind, str) or not isinstance(inside, Mapping):
        return None
    if kind in POSTS or kind == "post.delete":
        id_ = original_id(inside)
        return f"post {id_}" if id_ else None
    if kind in MESSAGES:
        ids = [one.get("id") for one in _messages(inside)]
        return f"message {ids[0]}" if ids and isinstance(ids[0], str) else None
    whose = data.get("filter")
    user = whose.get("user_id") if isinstance(whose, Mapping) else None
    return f"user {user}" if isinstance(user, str) and user else None


def read_event(source: str, payload: Payload) -> Told:
    """Return what a delivery says; an event of a type that is of no use here says nothing.

    Encrypted chats are such: X hands out what only its members can read. Raises BadRecordError.
    """
    at = fields_of(source, payload).at("at")
    data = _data(payload)
    event = fields_of(source, data, id_name="event_uuid")
    kind, inside = event.text("event_type") or "", event.child("payload")
    ours = event.child("filter").maybe_id("user_id")
    if kind in POSTS:
        return Told(_post(source, data, ours))
    if kind == "post.delete":
        return Told(gone=(gone_post(source, inside.id(), at),), gone_at=at)
    if kind in MESSAGES:
        return Told(_read_messages(source, inside, ours))
    if kind.startswith("profile.update.") and event.text("tag") == CUSTOMERS and ours:
        return Told(_profile(source, ours, kind.removeprefix("profile.update."), inside, at))
    return Told()


def fold_events(source: str, told: Sequence[Told]) -> tuple[Record, ...]:
    """Return what all deliveries about one subject come to, in whatever order they came.

    Of a deleted post nothing is kept but that there was one.
    """
    return tuple(
        replace(one, text=None)
        if isinstance(one, InteractionRecord) and one.status == "deleted"
        else one
        for one in newest(source, told)
    )


def _data(payload: Payload) -> Mapping[str, Any]:
    body = payload.get("body")
    data = body.get("data") if isinstance(body, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def _post(source: str, data: Mapping[str, Any], ours: str | None) -> tuple[Record, ...]:
    try:
        (post,) = posts_of(
            {"data": data["payload"], "includes": data.get("includes"), ABOUT_US: ours}
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRecordError(source, "", "payload", None, "is no post") from error
    return parse_post(source, post)


def _messages(inside: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = inside.get("direct_message_events")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _read_messages(source: str, inside: Fields, ours: str | None) -> tuple[Record, ...]:
    users = inside.child("users")
    return tuple(
        _message(source, one, users, ours)
        for one in inside.children("direct_message_events")
        if one.text("type") == "message_create"
    )


def _message(source: str, event: Fields, users: Fields, ours: str | None) -> InteractionRecord:
    created = event.child("message_create")
    sender = created.id("sender_id")
    is_ours = sender == ours
    other = created.child("target").id("recipient_id") if is_ours else sender
    milliseconds = event.id("created_timestamp")
    if not milliseconds.isdecimal() or len(milliseconds) > LONGEST_MILLISECONDS:
        raise event.bad("created_timestamp", "is no time in milliseconds")
    profile = users.child(other).child("data")
    return message_record(
        source,
        event.id(),
        created.child("message_data").text("text"),
        is_ours=is_ours,
        person=PersonRecord(source, other, kind=RecordKind.PROFILE)
        if is_ours
        else read_person(source, other, profile),
        at=datetime.fromtimestamp(int(milliseconds) / 1000, UTC),
    )


def _profile(
    source: str, id_: str, what: str, inside: Fields, at: datetime
) -> tuple[PersonRecord, ...]:
    """Return what a change of a profile adds to what is known of a person."""
    after = inside.text("after", 200)
    bare = PersonRecord(source, id_, kind=RecordKind.PROFILE, updated_at=at, complete=False)
    if after is None:
        return ()
    match what:
        case "handle":
            return (replace(bare, handles=(Handle(NETWORK, after),)),)
        case "screenname":  # X's word for the name that is displayed
            return (replace(bare, name=after),)
        case "geo":
            return (replace(bare, city=after),)
    return ()
