"""Dates, amounts and countries as people write them in cells."""

import pytest

from connectors.canonical.shapes import (
    BIRTH_DATE,
    BOOLEAN,
    COUNTRY,
    DECIMAL,
    INSTANT,
    INTEGER,
    LANGUAGE,
    TEXT,
    UnfitError,
)
from connectors.files.cells import CellRules, cell_reader

BERLIN = CellRules(timezone="Europe/Berlin")


@pytest.mark.parametrize(
    ("shape", "cell", "rules", "value"),
    [
        pytest.param(BIRTH_DATE, "1980-02-01", CellRules(), "1980-02-01", id="ISO"),
        pytest.param(BIRTH_DATE, "1.2.1980", CellRules(), "1980-02-01", id="points: day first"),
        pytest.param(BIRTH_DATE, "25/12/1980", CellRules(), "1980-12-25", id="no 25th month"),
        pytest.param(BIRTH_DATE, "12/25/1980", CellRules(), "1980-12-25", id="no 25th month, US"),
        pytest.param(BIRTH_DATE, "19800201", CellRules(), "1980-02-01", id="eight digits"),
        pytest.param(BIRTH_DATE, "1980/2/1", CellRules(), "1980-02-01", id="year first"),
        pytest.param(BIRTH_DATE, "1980-02-01 00:00:00", CellRules(), "1980-02-01", id="midnight"),
        pytest.param(BIRTH_DATE, "1980", CellRules(), "1980", id="a year"),
        pytest.param(BIRTH_DATE, "03/04/1980", CellRules("%m/%d/%Y"), "1980-03-04", id="US"),
        pytest.param(BIRTH_DATE, "Feb 1, 1980", CellRules("%b %d, %Y"), "1980-02-01", id="words"),
        pytest.param(
            INSTANT, "2026-11-02T09:00:00Z", CellRules(), "2026-11-02T09:00:00Z", id="UTC"
        ),
        pytest.param(INSTANT, "2026-11-02 9:00 UTC", CellRules(), "2026-11-02T09:00Z", id="9 UTC"),
        pytest.param(INSTANT, "2026-07-02", BERLIN, "2026-07-02T00:00:00+02:00", id="summer day"),
        pytest.param(INSTANT, "2.11.2026, 14:30", CellRules(), None, id="comma is not understood"),
        pytest.param(INSTANT, "02.11.2026 14:30", BERLIN, "2026-11-02T14:30:00+01:00", id="winter"),
        pytest.param(
            INSTANT,
            "11/02/2026 2:30 PM",
            CellRules("%m/%d/%Y", "UTC"),
            "2026-11-02T14:30:00+00:00",
            id="afternoon",
        ),
        pytest.param(
            INSTANT,
            "11/02/2026 12:05 am",
            CellRules("%m/%d/%Y", "UTC"),
            "2026-11-02T00:05:00+00:00",
            id="after midnight",
        ),
        pytest.param(
            INSTANT,
            "02-Nov-2026 14h30",
            CellRules("%d-%b-%Y %Hh%M", "UTC"),
            "2026-11-02T14:30:00+00:00",
            id="a format of its own",
        ),
        pytest.param(INSTANT, "2026-11-02 09:00", CellRules(), None, id="no zone"),
        pytest.param(BIRTH_DATE, "03/04/1980", CellRules(), None, id="March or April"),
        pytest.param(BIRTH_DATE, "31.02.1980", CellRules(), None, id="no such day"),
        pytest.param(BIRTH_DATE, "01.02.80", CellRules(), None, id="which century"),
        pytest.param(DECIMAL, "1,234.50", CellRules(), "1234.50", id="thousands"),
        pytest.param(DECIMAL, "$ 12.00", CellRules(), "12.00", id="dollars"),
        pytest.param(DECIMAL, "1.234,50 €", CellRules(decimal=","), "1234.50", id="euros"),
        pytest.param(DECIMAL, "-3", CellRules(), "-3", id="below zero"),
        pytest.param(DECIMAL, "129,00", CellRules(), None, id="a comma is no thousand of 00"),
        pytest.param(COUNTRY, "Deutschland", CellRules(), "DE", id="own name"),
        pytest.param(COUNTRY, "United States", CellRules(), "US", id="English name"),
        pytest.param(COUNTRY, "FRA", CellRules(), "FR", id="three letters"),
        pytest.param(COUNTRY, "uk", CellRules(), "GB", id="UK"),
        pytest.param(COUNTRY, "uS", CellRules(), "uS", id="a code as it is"),
        pytest.param(COUNTRY, "Atlantis", CellRules(), None, id="no country"),
        pytest.param(LANGUAGE, "Deutsch", CellRules(), "de", id="language by name"),
        pytest.param(LANGUAGE, "de_DE", CellRules(), "de_DE", id="locale"),
        pytest.param(INTEGER, "840", CellRules(), 840, id="whole number"),
        pytest.param(INTEGER, "٣", CellRules(), None, id="a digit of another script"),
        pytest.param(BOOLEAN, "Ja", CellRules(), True, id="yes"),
        pytest.param(BOOLEAN, "0", CellRules(), False, id="no"),
        pytest.param(BOOLEAN, "maybe", CellRules(), None, id="neither"),
        pytest.param(TEXT, "Null", CellRules(), "Null", id="Mr Null"),
    ],
)
def test_a_cell_means_what_its_writer_meant_or_nothing(shape, cell, rules, value):
    """None: refused, by the cell's reader or by the record parser after it."""

    def read() -> object:
        said = cell_reader(shape, rules)(cell)
        shape.read(said)
        return said

    if value is None:
        with pytest.raises(UnfitError):
            read()
    else:
        assert read() == value
