"""What X sends becomes what happened, or is refused by name."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import BadRecordError
from connectors.x.activity import fold_events, read_event, subject_of
from connectors.x.client import has_link
from connectors.x.cursor import Cursor, read_cursor, seen, write_cursor
from connectors.x.parse import AUTHOR, OURS, id_at, parse_message, parse_post, post_time

FIXTURES = Path(__file__).parents[1] / "fixtures" / "x"
AT = "2026-11-02T08:00:00.000Z"
EIGHT = datetime(2026, 11, 2, 8, tzinfo=UTC)
ID = id_at(EIGHT)


def post(**changes: Any) -> dict[str, Any]:
    author = {"id": "55", "name": "Ana Lopez", "username": "ana_l", "location": "Austin, TX"}
    given = {"id": ID, "text": "hello", "author_id": "55", "created_at": AT, OURS: "1000"}
    return {**given, AUTHOR: author, **changes}


def message(**changes: Any) -> dict[str, Any]:
    given = {"id": ID, "event_type": "MessageCreate", "text": "hi", "sender_id": "55"}
    return {**given, "dm_conversation_id": "55-1000", "created_at": AT, OURS: "1000", **changes}


def events(name: str) -> list[dict[str, Any]]:
    return json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))


def folded(name: str) -> Any:
    (record,) = fold_events("x:main", [read_event("x:main", one) for one in events(name)])
    return record


@pytest.mark.parametrize(
    ("changes", "kind", "direction"),
    [
        pytest.param({}, "mention", "in", id="it names us"),
        pytest.param(
            {"referenced_tweets": [{"type": "replied_to", "id": "1"}]}, "reply", "in", id="answer"
        ),
        pytest.param(
            {"referenced_posts": [{"type": "quoted", "id": "1"}]}, "quote", "in", id="a new name"
        ),
        pytest.param({"author_id": "1000"}, "post", "out", id="ours"),
        pytest.param({"author_id": "10"}, "mention", "in", id="not ours, though it begins so"),
    ],
)
def test_a_post_is_what_it_does_and_whose_it_is(changes, kind, direction):
    (record,) = parse_post("x:main", post(**changes))

    assert (record.kind, record.direction) == (kind, direction)


def test_a_repost_says_nothing_of_its_own():
    referred = [{"type": "retweeted", "id": "1"}]

    assert parse_post("x:main", post(referenced_tweets=referred)) == ()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("A &amp; B", "A & B", id="an entity"),
        pytest.param("&lt;3", "<3", id="a heart"),
        pytest.param("&amp;lt;", "&lt;", id="one that was written out is not read twice"),
        pytest.param("AT&T", "AT&T", id="no entity"),
    ],
)
def test_what_x_escapes_is_read_as_it_was_written(text, read):
    (record,) = parse_post("x:main", post(text=text))

    assert record.text == read


@pytest.mark.parametrize("name", ["note_tweet", "note_post"])
def test_of_a_long_post_all_is_read(name):
    (record,) = parse_post("x:main", post(**{name: {"text": "the whole of it"}}))

    assert record.text == "the whole of it"


@pytest.mark.parametrize(
    ("seen_by", "followers", "reach"),
    [
        pytest.param(120, 2500, 120, id="counted"),
        pytest.param(0, 2500, 2500, id="not counted yet"),
        pytest.param(0, None, 0, id="nobody"),
        pytest.param(None, None, None, id="nobody knows"),
    ],
)
def test_reach_is_how_many_saw_it_or_may(seen_by, followers, reach):
    author = {"username": "ana_l", "public_metrics": {"followers_count": followers}}
    counted = {"public_metrics": {"impression_count": seen_by}}
    (record,) = parse_post("x:main", post(**counted, **{AUTHOR: author}))

    assert record.reach == reach


@pytest.mark.parametrize(
    ("changes", "whose", "direction"),
    [
        pytest.param({}, "55", "in", id="to us"),
        pytest.param({"sender_id": "1000"}, "55", "out", id="from us"),
        pytest.param(
            {"sender_id": "1000", "dm_conversation_id": "17"}, None, "out", id="to a group"
        ),
        pytest.param(
            {"sender_id": "1000", "dm_conversation_id": "1000-1000"}, None, "out", id="to ourselves"
        ),
    ],
)
def test_a_message_belongs_to_who_is_not_us(changes, whose, direction):
    (record,) = parse_message("x:main", message(**changes))

    assert (record.person.source_id if record.person else None) == whose
    assert (record.direction, record.public) == (direction, False)


def test_who_joins_a_group_says_nothing():
    assert parse_message("x:main", message(event_type="ParticipantsJoin")) == ()


@pytest.mark.parametrize(
    ("parse", "item", "field"),
    [
        pytest.param(parse_post, post(id=None), "id", id="no id"),
        pytest.param(parse_post, post(created_at=None), "created_at", id="no time"),
        pytest.param(parse_post, post(created_at="yesterday"), "created_at", id="no such time"),
        pytest.param(parse_post, post(author_id=""), "author_id", id="nobody"),
        pytest.param(parse_post, post(public_metrics=5), "public_metrics", id="numbers"),
        pytest.param(parse_post, post(text=["a"]), "text", id="a list"),
        pytest.param(parse_message, message(sender_id=None), "sender_id", id="from nobody"),
        pytest.param(parse_message, message(created_at=""), "created_at", id="at no time"),
    ],
)
def test_what_cannot_be_read_is_refused_by_the_field_s_name(parse, item, field):
    with pytest.raises(BadRecordError) as refused:
        parse("x:main", item)

    assert refused.value.field == field


def test_versions_of_an_edited_post_are_one_and_the_newest_holds():
    record = folded("mention")

    assert record.text == "@acme_help this is not the bag I ordered, order 1001"
    assert record.source_id == events("mention")[0]["body"]["data"]["payload"]["id"]
    assert record.reach == 120
    assert record.person.handles[0].followers == 2500
    (photo,) = record.media
    assert (photo.kind, photo.text) == ("photo", "a small red bag")


def test_of_a_deleted_post_nothing_stays_but_that_it_was():
    record = folded("deleted")

    assert (record.status, record.text) == ("deleted", None)


def test_a_deletion_that_comes_first_or_alone_says_the_same():
    created, deleted = (read_event("x:main", one) for one in events("deleted"))

    assert fold_events("x:main", [deleted, created]) == fold_events("x:main", [created, deleted])
    (alone,) = fold_events("x:main", [deleted])
    assert (alone.status, alone.text, alone.person) == ("deleted", None, None)


def test_an_answer_of_ours_is_to_whom_it_was():
    record = folded("our_reply")

    assert (record.direction, record.person.source_id) == ("out", "55")


def test_a_message_by_webhook_is_the_same_as_one_that_is_asked_for():
    heard = folded("message")
    event = events("message")[0]["body"]["data"]["payload"]["direct_message_events"][0]
    asked = message(
        id=event["id"], text=heard.text, created_at="2026-11-02T08:40:00Z",
        **{AUTHOR: events("message")[0]["body"]["data"]["payload"]["users"]["55"]["data"]},
    )  # fmt: skip

    assert parse_message("x:main", asked) == (heard,)


def test_a_new_handle_adds_to_what_is_known_of_a_customer_and_ours_is_nobody_s():
    event = events("profile")[0]
    ours = json.loads(json.dumps(event).replace('"customers"', '"ours"'))

    assert folded("profile").handles[0].handle == "ana_lopez"
    assert folded("profile").complete is False
    assert fold_events("x:main", [read_event("x:main", ours)]) == ()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"event_type": "chat.received", "payload": {"id": "1"}}, id="encrypted"),
        pytest.param({"event_type": "like.create", "payload": {"id": "1"}}, id="a like"),
        pytest.param({"event_type": "something.new", "payload": {}}, id="news"),
        pytest.param({}, id="nothing"),
    ],
)
def test_what_is_of_no_use_here_says_nothing(data):
    payload = {"at": AT, "body": {"data": data}}

    assert fold_events("x:main", [read_event("x:main", payload)]) == ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"data": "x"}, id="no object"),
        pytest.param({"data": {"event_type": "post.create", "payload": 5}}, id="no post"),
        pytest.param({"data": {"event_type": 5}}, id="no type"),
        pytest.param({}, id="empty"),
    ],
)
def test_what_is_no_event_is_about_nobody(body):
    assert subject_of({"at": AT, "body": body}) is None


@pytest.mark.parametrize(
    ("id_", "at"),
    [
        pytest.param("20", None, id="of the first year: counted"),
        pytest.param(ID, EIGHT, id="to the millisecond"),
        pytest.param("9" * 30, None, id="of no century"),
        pytest.param("x", None, id="no number"),
    ],
)
def test_an_id_says_when_it_was_made(id_, at):
    assert post_time(id_) == at


def test_a_cursor_is_read_as_it_was_written_and_forgets_what_x_cannot_search():
    cursor = Cursor("1", "2", "t", 5, "2026-11-02", ("3",), ("4", "5"), {"6": "7"})
    old, new = id_at(EIGHT), id_at(datetime(2026, 11, 12, tzinfo=UTC))

    assert read_cursor(write_cursor(cursor)) == cursor
    assert read_cursor(None) == Cursor()
    assert seen(Cursor(recent=(old,)), [new]).recent == (new,)
    assert seen(Cursor(top="999"), ["1000", "20"]).top == "1000"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        pytest.param("https://example.com", True, id="whole"),
        pytest.param("at example.com, please", True, id="a host"),
        pytest.param("Sorry. We look.", False, id="sentences"),
        pytest.param("it is 1.5 kg", False, id="a number"),
    ],
)
def test_a_text_that_x_would_link_is_known(text, link):
    assert has_link(text) is link
