"""When was somebody born?"""

import pytest

from identity.normalise.dates import is_day_first, normalise_birth_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1980-02-01", "1980-02-01", id="ISO"),
        pytest.param("1980-02-01T00:00:00Z", "1980-02-01", id="with a time"),
        pytest.param("19800201", "1980-02-01", id="basic format"),
        pytest.param("1980-02", "1980-02", id="month"),
        pytest.param("1980", "1980", id="year"),
        pytest.param("1980-00-01", "1980", id="month unknown"),
        pytest.param("25/12/1980", "1980-12-25", id="day first for certain"),
        pytest.param("12/25/1980", "1980-12-25", id="month first for certain"),
        pytest.param("02/01/1980", "1980", id="either way round: the year"),
        pytest.param("1980-2-1", "1980-02-01", id="one digit"),
        pytest.param("1980-02-01 00:00:00", "1980-02-01", id="with a time, spaced"),
        pytest.param("25121980", "1980-12-25", id="day first without separators"),
        pytest.param("25/12/80", "1980-12-25", id="two digits of a year"),
        pytest.param("25/12/08", "2008-12-25", id="a child of this century"),
        pytest.param("25/12/20", None, id="two digits that may be either century's"),
        pytest.param("01.02.1980", "1980-02-01", id="dots: day first"),
        pytest.param("1 February 1980", "1980-02-01", id="English"),
        pytest.param("Feb. 1st, 1980", "1980-02-01", id="American"),
        pytest.param("01FEB1980", "1980-02-01", id="military"),
        pytest.param("1. März 1980", "1980-03-01", id="German"),
        pytest.param("1er août 1980", "1980-08-01", id="French"),
        pytest.param("1 de enero de 1980", "1980-01-01", id="Spanish"),
        pytest.param("1 января 1980", "1980-01-01", id="Russian"),
        pytest.param("1980年2月1日", "1980-02-01", id="Japanese"),
        pytest.param("٠١.٠٢.١٩٨٠", "1980-02-01", id="Arabic digits"),
        pytest.param("February 1980", "1980-02", id="month in words"),
        pytest.param("c. 1850", "1850", id="about"),
        pytest.param("1850?", "1850", id="doubtful"),
        pytest.param("1850s", None, id="a decade"),
        pytest.param("19XX", None, id="a century"),
        pytest.param("??/02/1980", "1980-02", id="day unknown"),
        pytest.param("1980-02-31", "1980-02", id="no such day"),
        pytest.param("jui 1980", None, id="juin or juillet"),
        pytest.param("1 2 May 1980", None, id="too many days"),
        pytest.param("0000-00-00", None, id="zeros"),
        pytest.param("1900-01-01", None, id="a form's default"),
        pytest.param("1970-01-01", None, id="the epoch"),
        pytest.param("01/01/1970", None, id="the epoch, written"),
        pytest.param("9999-12-31", None, id="never"),
        pytest.param("1970-01-02", "1970-01-02", id="the day after is a birthday"),
        pytest.param("0001-01-01", None, id="no year"),
        pytest.param("yesterday", None, id="no date"),
    ],
)
def test_a_birth_date(text, expected):
    assert normalise_birth_date(text) == expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        pytest.param("US", "1980-02-01", id="month first"),
        pytest.param("GB", "1980-01-02", id="day first"),
        pytest.param("CA", "1980", id="both are written"),
        pytest.param(None, "1980", id="unknown"),
    ],
)
def test_the_region_decides_what_comes_first(region, expected):
    assert normalise_birth_date("02/01/1980", region=region) == expected


def test_the_file_knows_better_than_the_region():
    assert normalise_birth_date("02/01/1980", region="US", day_first=True) == "1980-01-02"


def test_a_date_that_can_be_read_in_one_way_only_is():
    assert normalise_birth_date("25/12/1980", region="US") == "1980-12-25"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        pytest.param(["02/01/1980", "25/12/1980"], True, id="day first"),
        pytest.param(["02/01/1980", "12/25/80"], False, id="month first"),
        pytest.param(["25/12/1980", "12/25/1980"], None, id="mixed"),
        pytest.param(["02/01/1980", "1980-02-01"], None, id="no telling"),
        pytest.param([], None, id="empty"),
    ],
)
def test_a_column_tells_what_comes_first(column, expected):
    assert is_day_first(column) is expected
