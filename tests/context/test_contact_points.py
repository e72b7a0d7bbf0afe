"""Which number does somebody call? As a file says, for a desk, a kind of matter and a moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from context.contact_points.choose import contact_points, points_of_desk
from context.contact_points.parse import parse_contact_points
from context.policies.parse import RefusedRulesError

AUSTIN = ZoneInfo("America/Chicago")
MONDAY_NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
POINTS = """\
[[contact_point]]
name = "Front office"
channel = "voice"
address = "+1 800 555 0100"
hours = "Mo-Fr 08:00-20:00"

[[contact_point]]
name = "Alarm line"
channel = "voice"
address = "+1 800 555 0142"
desks = ["Alarm desk"]
matters = ["alarm", "fault"]
may = ["send a technician"]

[[contact_point]]
name = "For HomeGuard's"
channel = "email"
address = "homeguard@example.com"
books = ["homeguard"]
matters = ["contract"]
from = 2026-11-01
until = 2026-12-31
"""


def named(now=MONDAY_NOON, **about) -> list[str]:
    points = parse_contact_points(POINTS, AUSTIN)
    return [one.name for one in contact_points(points, now=now, zone=AUSTIN, **about)]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        pytest.param({"matter": "Fault"}, ["Alarm line", "Front office"], id="a kind of matter"),
        pytest.param({"matter": "billing"}, ["Front office"], id="a kind that nobody names"),
        pytest.param({"desk": "alarm-desk"}, ["Alarm line", "Front office"], id="a desk"),
        pytest.param({"matter": "contract"}, ["Front office"], id="not for strangers"),
        pytest.param(
            {"matter": "contract", "book": "homeguard"},
            ["For HomeGuard's", "Front office"],
            id="for customers of a book",
        ),
        pytest.param({"channel": "email"}, [], id="a channel"),
    ],
)
def test_the_point_that_names_it_comes_first(about, expected):
    assert named(**about) == expected


@pytest.mark.parametrize(
    ("at", "there"),
    [
        pytest.param(datetime(2026, 11, 1, 4, tzinfo=UTC), False, id="the evening before, there"),
        pytest.param(datetime(2026, 11, 1, 5, tzinfo=UTC), True, id="its first hour, there"),
        pytest.param(datetime(2027, 1, 1, 5, tzinfo=UTC), True, id="its last hour, there"),
        pytest.param(datetime(2027, 1, 1, 6, tzinfo=UTC), False, id="the day after, there"),
    ],
)
def test_dates_are_days_where_the_company_is(at, there):
    assert ("For HomeGuard's" in named(at, book="homeguard")) is there


def test_a_closed_one_says_when_it_opens():
    points = parse_contact_points(POINTS, AUSTIN)
    night = datetime(2026, 11, 23, 8, tzinfo=UTC)

    (front,) = contact_points(points, now=night, zone=AUSTIN, matter="billing")

    assert not front.is_open
    assert front.opens_at_ms == datetime(2026, 11, 23, 14, tzinfo=UTC).timestamp() * 1000


def test_a_desk_s_route_has_only_what_names_the_desk():
    points = parse_contact_points(POINTS, AUSTIN)

    found = points_of_desk(points, "alarm desk", now=MONDAY_NOON, zone=AUSTIN)

    assert [one.name for one in found] == ["Alarm line"]


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        pytest.param('"+1 800 555 0100"', '"the usual one"', 4, "a telephone number", id="phone"),
        pytest.param('"homeguard@example.com"', '"by mail"', 18, "a mail address", id="mail"),
        pytest.param('"Mo-Fr 08:00-20:00"', '"nine to five"', 5, "opening hours", id="hours"),
        pytest.param("until = 2026-12-31", "until = 2026-10-31", 22, "not before", id="backwards"),
        pytest.param("until = 2026-12-31", 'until = "2026"', 22, "a date", id="no date"),
        pytest.param('"Alarm line"', '"Front office"', 8, "no other", id="twice"),
        pytest.param("may =", "does =", 13, "one of", id="a key that nobody knows"),
        pytest.param("[[contact_point]]", "[[contact_points]]", 1, "contact_point", id="top"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_by_line(old, new, line, expected):
    with pytest.raises(RefusedRulesError) as refused:
        parse_contact_points(POINTS.replace(old, new, 1), AUSTIN)

    assert line in [one.line for one in refused.value.faults]
    assert expected in str(refused.value)
