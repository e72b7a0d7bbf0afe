"""What an answer of X says, item by item: what it holds apart stands beside what it belongs to."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from connectors.x.parse import AUTHOR, GONE, MEDIA, OURS, READ_AT

ABOUT_US: Final = "our account"  # whom an answer is for, beside what X says
NOT_FOUND: Final = "resource-not-found"  # how the type of an error ends (RFC 7807)

Body = Mapping[str, Any]


def posts_of(body: Body) -> tuple[dict[str, Any], ...]:
    """Return the posts of an answer, or of one line of a stream, each whole.

    Raises TypeError and the like for what is no answer of X.
    """
    data = body.get("data") or []
    posts: Sequence[Any] = [data] if isinstance(data, Mapping) else data
    users, media = _by(body, "users", "id"), _by(body, "media", "media_key")
    return tuple(_post(one, users, media, body) for one in posts)


def gone_of(body: Body) -> tuple[dict[str, Any], ...]:
    """Return the posts that were asked for and are no more."""
    return tuple(
        {"id": error["resource_id"], GONE: True, READ_AT: body[READ_AT]}
        for error in body.get("errors") or []
        if str(error.get("type", "")).endswith(NOT_FOUND)
        and error.get("resource_type") in {"tweet", "post"}
        and error.get("resource_id")
    )


def messages_of(body: Body) -> tuple[dict[str, Any], ...]:
    """Return the direct messages of an answer, each with who sent it."""
    users = _by(body, "users", "id")
    return tuple(
        {**one, OURS: body.get(ABOUT_US), AUTHOR: users.get(one.get("sender_id"), {})}
        for one in body.get("data") or []
    )


def users_of(body: Body) -> int:
    """Return how many people came along."""
    return len(_by(body, "users", "id"))


def _post(
    post: Any, users: Mapping[str, Any], media: Mapping[str, Any], body: Body
) -> dict[str, Any]:
    keys = (post.get("attachments") or {}).get("media_keys") or []
    found = {**post, OURS: body.get(ABOUT_US), AUTHOR: users.get(post.get("author_id"), {})}
    if any(key in media for key in keys):
        found[MEDIA] = [media[key] for key in keys if key in media]
    if READ_AT in body:
        found[READ_AT] = body[READ_AT]
    return found


def _by(body: Body, name: str, key: str) -> dict[str, Any]:
    return {one[key]: one for one in (body.get("includes") or {}).get(name) or []}
