"""What canonical records say of public posts: photos by reference, stars, followers."""

from decimal import Decimal

import pytest

from connectors.canonical.parse import parse_line, parse_record
from connectors.canonical.write import record_line
from connectors.errors import BadRecordError
from context.records import Media
from identity.records import Handle

POST = {
    "type": "interaction",
    "source": "x",
    "id": "1",
    "channel": "social",
    "kind": "post",
    "started_at": "2026-11-02T09:00:00Z",
}
PHOTO = {"url": "https://img.example.com/1.jpg", "kind": "photo", "text": "a date"}


def test_a_photo_is_kept_by_reference_and_stars_exactly():
    record = parse_record({**POST, "media": [PHOTO], "rating": 4.5})

    assert record.media == (Media(PHOTO["url"], "photo", "a date"),)
    assert record.rating == Decimal("4.5")
    assert parse_line(record_line(record)) == record


def test_followers_stand_with_the_handle_and_do_not_make_another_one_of_it():
    handle = {"network": "x", "handle": "@ana", "followers": 700}
    record = parse_record({**POST, "person": {"id": "u1", "handles": [handle]}})

    (read,) = record.person.handles
    assert (read, read.followers) == (Handle("x", "@ana"), 700)
    assert parse_line(record_line(record)).person.handles[0].followers == 700


@pytest.mark.parametrize(
    ("rating", "exact"),
    [
        pytest.param(1, "1", id="a number"),
        pytest.param("5", "5", id="a text"),
        pytest.param(0, "0", id="none"),
    ],
)
def test_stars_may_be_written_either_way(rating, exact):
    assert parse_record({**POST, "rating": rating}).rating == Decimal(exact)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        pytest.param({"rating": 5.1}, "rating", id="too many"),
        pytest.param({"rating": "5.5"}, "rating", id="too many as a text"),
        pytest.param({"rating": -1}, "rating", id="fewer than none"),
        pytest.param({"rating": True}, "rating", id="no number"),
        pytest.param({"media": [{"kind": "photo"}]}, "media[0].url", id="a photo that is nowhere"),
        pytest.param({"media": [{**PHOTO, "data": "…"}]}, "media[0].data", id="the photo itself"),
        pytest.param(
            {"person": {"handles": [{"network": "x", "handle": "a", "followers": -1}]}},
            "person.handles[0].followers",
            id="fewer followers than none",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(said, path):
    with pytest.raises(BadRecordError) as refused:
        parse_record({**POST, **said})

    assert refused.value.field == path
