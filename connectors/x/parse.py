"""What X sends about posts and messages, by its API v2, to records.

`connectors.x.items` puts beside a post what an answer holds apart from it: its author, its media,
and whose account it was asked for.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from connectors.fields import Fields, fields_of
from context.records import InteractionRecord, Media, Record
from identity.records import Handle, PersonRecord, RecordKind

Payload = Mapping[str, Any]
AUTHOR: Final = "the author, whole"
MEDIA: Final = "the media, whole"
OURS: Final = "our account's id"
READ_AT: Final = "read again at"  # where a post is read once more for what became of it
GONE: Final = "deleted"  # where X says that there is no such post any more
NETWORK: Final = "x"
EPOCH: Final = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)  # docs.x.com, "X IDs"
FIRST_DATED: Final = 10**15  # ids before it were counted, and say nothing of time
ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}  # what X escapes in texts


def post_time(id_: str) -> datetime | None:
    """Return when an id was made, to the millisecond; None for one that does not say."""
    if not id_.isdecimal() or not FIRST_DATED <= int(id_) < 2**63:
        return None
    return EPOCH + timedelta(milliseconds=int(id_) >> 22)


def id_at(at: datetime) -> str:
    """Return the lowest id that something made at this instant can have."""
    return str(max(0, (at - EPOCH) // timedelta(milliseconds=1) << 22))


def parse_post(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one post; a bare repost says nothing of its own. Raises BadRecordError."""
    post = fields_of(source, payload)
    id_ = original_id(payload) or post.id()
    if post.flag(GONE):
        return (gone_post(source, id_, post.at(READ_AT)),)
    referred = _referred(post)
    if "retweeted" in referred or "reposted" in referred:
        return ()
    created_at = post.at("created_at")
    author, ours = post.id("author_id"), post.text(OURS)
    is_ours = author == ours
    answered = referred.get("replied_to")
    person = (
        _answered(source, post, ours)
        if is_ours
        else read_person(source, author, post.child(AUTHOR))
    )
    return (
        InteractionRecord(
            source=source,
            source_id=id_,
            person=person,
            updated_at=_version(post, created_at),
            channel="social",
            kind=_kind(referred, is_ours=is_ours),
            direction="out" if is_ours else "in",
            started_at=created_at,
            text=_text(post),
            public=True,
            reach=_reach(post),
            in_reply_to=answered,
            media=_media(post),
        ),
    )


def parse_message(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one direct message. Raises BadRecordError."""
    message = fields_of(source, payload)
    if message.text("event_type") not in {None, "MessageCreate"}:
        return ()  # somebody came into a group or left it
    sender, ours = message.id("sender_id"), message.text(OURS)
    is_ours = sender == ours
    if is_ours:
        other = _other(message.text("dm_conversation_id") or "", sender)
        person = PersonRecord(source, other, kind=RecordKind.PROFILE) if other else None
    else:
        person = read_person(source, sender, message.child(AUTHOR))
    return (
        message_record(
            source,
            message.id(),
            message.text("text"),
            is_ours=is_ours,
            person=person,
            at=message.at("created_at"),
        ),
    )


def message_record(
    source: str,
    id_: str,
    text: str | None,
    *,
    is_ours: bool,
    person: PersonRecord | None,
    at: datetime,
) -> InteractionRecord:
    """Return a direct message; its id does not say that it is none of a post, so ours does."""
    return InteractionRecord(
        source=source,
        source_id=f"dm:{id_}",
        person=person,
        updated_at=at,
        channel="dm",
        kind="message",
        direction="out" if is_ours else "in",
        started_at=at,
        text=_plain(text),
    )


def read_person(source: str, id_: str, user: Fields) -> PersonRecord:
    """Return whom a profile shows; a name there is what its owner likes to be called."""
    handle, place = user.text("username", 50), user.text("location", 200)
    return PersonRecord(
        source=source,
        source_id=id_,
        kind=RecordKind.PROFILE,
        name=user.text("name", 200),
        city=place,
        handles=(Handle(NETWORK, handle, _followers(user)),) if handle else (),
    )


def gone_post(source: str, id_: str, at: datetime) -> InteractionRecord:
    """Return what may be kept of a post that was deleted: that there was one."""
    return InteractionRecord(
        source=source,
        source_id=id_,
        updated_at=at,
        channel="social",
        kind="post",
        started_at=post_time(id_) or at,
        status="deleted",
        public=True,
    )


def original_id(payload: Payload) -> str | None:
    """Return the id of a post's first version: each edit has its own, and is the same post."""
    versions = payload.get("edit_history_tweet_ids") or payload.get("edit_history_post_ids")
    if isinstance(versions, list) and versions and isinstance(versions[0], str):
        return str(min(versions, key=lambda one: (len(one), one)))
    id_ = payload.get("id")
    return str(id_) if isinstance(id_, int | str) and id_ else None


def _referred(post: Fields) -> dict[str, str]:
    """Return what a post refers to, by how; X calls it by an old and by a new name."""
    both = [*post.children("referenced_tweets"), *post.children("referenced_posts")]
    return {one.text("type") or "": one.id() for one in both}


def _kind(referred: Mapping[str, str], *, is_ours: bool) -> str:
    if "replied_to" in referred:
        return "reply"
    if "quoted" in referred:
        return "quote"
    return "post" if is_ours else "mention"


def _answered(source: str, post: Fields, ours: str | None) -> PersonRecord | None:
    """Return whom we answered; what we post to nobody is nobody's."""
    whom = post.maybe_id("in_reply_to_user_id")
    if whom is None or whom == ours:
        return None
    return PersonRecord(source, whom, kind=RecordKind.PROFILE)


def _version(post: Fields, created_at: datetime) -> datetime:
    """Return when this version was made: read again, edited, or written."""
    return max(created_at, post.instant(READ_AT) or post_time(post.id()) or created_at)


def _text(post: Fields) -> str | None:
    """Return the whole text; of a long post `text` holds the beginning only."""
    long = post.child("note_tweet") or post.child("note_post")
    return _plain(long.text("text") or post.text("text"))


def _plain(text: str | None) -> str | None:
    if text is None:
        return None
    for entity, character in ENTITIES.items():
        text = text.replace(entity, character)
    return text


def _reach(post: Fields) -> int | None:
    """Return how many saw a post; of a new one, that nobody counted yet, how many follow."""
    seen = post.child("public_metrics").whole("impression_count")
    return seen or _followers(post.child(AUTHOR)) or seen


def _followers(user: Fields) -> int | None:
    return user.child("public_metrics").whole("followers_count")


def _media(post: Fields) -> tuple[Media, ...]:
    """Return where the photos and films are; of a film, the picture that stands for it."""
    found = []
    for one in post.children(MEDIA):
        url = one.text("url", 2000) or one.text("preview_image_url", 2000)
        if url and url.startswith("https://"):
            found.append(Media(url, one.text("type", 40), one.text("alt_text", 1000)))
    return tuple(found)


def _other(conversation: str, ours: str) -> str | None:
    """Return who else is in a conversation of two, whose id is made of both; None in a group."""
    both = conversation.split("-")
    others = [one for one in both if one != ours]
    return others[0] if len(both) == 2 and len(others) == 1 else None
