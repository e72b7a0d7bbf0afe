"""Which part of a name is the given one, which the family's?"""

import pytest

from identity.normalise.names import (
    Name,
    normalise_family,
    normalise_given,
    normalise_name,
    split_name,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("Ana Lopez", ("ana", None, "lopez"), id="two words"),
        pytest.param("  ANA   LOPEZ ", ("ana", None, "lopez"), id="capitals and spaces"),
        pytest.param("Ana Maria Lopez", ("ana", "maria", "lopez"), id="second name"),
        pytest.param("Lopez, Ana M.", ("ana", "m", "lopez"), id="family first, comma"),
        pytest.param("Lopez Garcia, Ana", ("ana", None, "lopez garcia"), id="double, comma"),
        pytest.param("J. R. R. Tolkien", ("j", "r r", "tolkien"), id="initials"),
        pytest.param("J.R. Moss", ("j", "r", "moss"), id="initials without spaces"),
        pytest.param("John H.", ("john", None, "h"), id="initial of the family"),
        pytest.param("Dr. William Smith Jr.", ("william", None, "smith"), id="title and suffix"),
        pytest.param("William Smith, Jr.", ("william", None, "smith"), id="suffix after a comma"),
        pytest.param("William Smith, PhD, MBA", ("william", None, "smith"), id="degrees"),
        pytest.param("Mrs. Lopez", (None, None, "lopez"), id="title and one word"),
        pytest.param("Ludwig van der Berg", ("ludwig", None, "van der berg"), id="particles"),
        pytest.param("Maria de la Cruz", ("maria", None, "de la cruz"), id="Spanish particles"),
        pytest.param("Van Morris", ("van", None, "morris"), id="a particle in front is a name"),
        pytest.param("Ben Ortega", ("ben", None, "ortega"), id="ben is a name"),
        pytest.param("Mary-Jane O'Brien", ("mary", "jane", "obrien"), id="hyphen and apostrophe"),
        pytest.param("Ana", ("ana", None, None), id="one word"),
        pytest.param('William "Bill" Smith', ("william", None, "smith"), id="nickname in quotes"),
        pytest.param("Ana Lopez (Acme)", ("ana", None, "lopez"), id="brackets"),
        pytest.param("🌸 Ana ✨ Lopez 💃🏽", ("ana", None, "lopez"), id="emoji"),
        pytest.param("𝓐𝓷𝓪 𝓛𝓸𝓹𝓮𝔃", ("ana", None, "lopez"), id="ornate letters"),
        pytest.param("Ana & Jorge Lopez", (None, None, "lopez"), id="a couple"),
        pytest.param("Ana and Jorge Lopez", (None, None, "lopez"), id="a couple in words"),
        pytest.param("Andy Anderson", ("andy", None, "anderson"), id="and within a name"),
        pytest.param("Jürgen Weiß", ("jurgen", None, "weiss"), id="German"),
        pytest.param("Łukasz Wójcik", ("lukasz", None, "wojcik"), id="Polish"),
        pytest.param("Олена Шевченко", ("olena", None, "shevchenko"), id="Ukrainian"),
        pytest.param("Ελένη Παπαδόπουλος", ("eleni", None, "papadopoulos"), id="Greek"),
        pytest.param("王小明", ("xiaoming", None, "wang"), id="Chinese, family first"),
        pytest.param("欧阳小明", ("xiaoming", None, "ouyang"), id="Chinese, two-character family"),
        pytest.param("김 민수", ("minsu", None, "kim"), id="Korean, family first"),
        pytest.param("Fred Jo6ce", ("fred", None, "joce"), id="a digit for a letter"),
        pytest.param("Ana Lopez 2", ("ana", None, "lopez"), id="a number beside the name"),
    ],
)
def test_a_full_name_is_split(text, parts):
    assert split_name(text)[:3] == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("José María García-López", ("jose", "maria", "garcia lopez"), id="hyphen"),
        pytest.param("José María García López", ("jose", "maria", "garcia lopez"), id="space"),
        pytest.param("Ana García Moss", ("ana", "garcia", "moss"), id="only one is Spanish"),
        pytest.param("Ana Ruiz y Vega", ("ana", None, "ruiz y vega"), id="and"),
        pytest.param("João da Silva Costa", ("joao", None, "da silva costa"), id="Portuguese"),
        pytest.param("Smith-Jones, Anna", ("anna", None, "smith jones"), id="before a comma"),
        pytest.param("Min-su Kim", ("min", "su", "kim"), id="a hyphen in the given name"),
        pytest.param("Pat O’Brien", ("pat", None, "obrien"), id="Irish"),
        pytest.param("Ronald Mc Donald", ("ronald", None, "mcdonald"), id="Mc with a space"),
        pytest.param("Mac Miller", ("mac", None, "miller"), id="Mac in front is a name"),
        pytest.param("Abd al-Rahman Khan", ("abdulrahman", None, "khan"), id="servant of"),
        pytest.param("Abdul Rahman Khan", ("abdulrahman", None, "khan"), id="in two words"),
        pytest.param("Ali bin Salman", ("ali", None, "bin salman"), id="son of"),
        pytest.param("عبد الرحمن المصري", ("abdulrahman", None, "almasri"), id="Arabic script"),
        pytest.param("山田太郎", ("taro", None, "yamada"), id="Japanese"),
        pytest.param("佐々木 一郎", ("ichiro", None, "sasaki"), id="Japanese, repeated character"),
        pytest.param("田中様", ("tanaka", None, None), id="Japanese title"),
        pytest.param("Yuki Tanaka-san", ("yuki", None, "tanaka"), id="and in Latin letters"),
        pytest.param("김민수 씨", ("minsu", None, "kim"), id="Korean title"),
        pytest.param("Dr.-Ing. Hans Müller", ("hans", None, "muller"), id="German title"),
        pytest.param("Sra. Ana Vega", ("ana", None, "vega"), id="Spanish title"),
        pytest.param("JR Smith", ("j", "r", "smith"), id="initials without dots"),
        pytest.param("Ng Wei", ("ng", None, "wei"), id="a name without a vowel"),
    ],
)
def test_names_of_other_countries_are_split(text, parts):
    assert split_name(text)[:3] == parts


@pytest.mark.parametrize(
    ("text", "generation"),
    [
        pytest.param("William Smith Jr.", "2", id="junior"),
        pytest.param("William Smith, Sr.", "1", id="senior after a comma"),
        pytest.param("Smith Jr, William", "2", id="before the comma"),
        pytest.param("William Smith III, PhD", "3", id="before a degree"),
        pytest.param("William Smith 2nd", "2", id="digit"),
        pytest.param("Sr. Juan Vega", None, id="a Spanish title"),
        pytest.param("Senior", None, id="a name"),
        pytest.param("William Smith PhD", None, id="only a degree"),
        pytest.param("JR Smith", None, id="initials"),
    ],
)
def test_father_and_son_are_told_apart(text, generation):
    assert split_name(text).generation == generation


@pytest.mark.parametrize(
    ("given", "family"),
    [
        pytest.param("John", "Smith Jr.", id="after the family name"),
        pytest.param("John Jr.", "Smith", id="after the given name"),
        pytest.param(None, "Smith Jr.", id="no given name"),
    ],
)
def test_a_suffix_in_either_field_counts(given, family):
    assert normalise_name(None, given, family).generation == "2"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("   ", id="blank"),
        pytest.param("ana@example.com", id="e-mail"),
        pytest.param("@ana_l", id="handle"),
        pytest.param("ana_lopez92", id="underscore"),
        pytest.param("user12345", id="word with a number"),
        pytest.param("https://example.com/ana", id="address"),
        pytest.param("Unknown", id="placeholder"),
        pytest.param("WIRELESS CALLER", id="what a switch shows"),
        pytest.param("N/A", id="not available"),
        pytest.param("Guest", id="a shop's guest"),
        pytest.param("🌸✨", id="emoji only"),
        pytest.param("+1 555 010 0123", id="telephone number"),
        pytest.param("\x00\ud800", id="no characters at all"),
    ],
)
def test_what_is_no_name_gives_none(text):
    assert split_name(text) == Name()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Bill", ("bill", None), id="one"),
        pytest.param("Jean-Pierre", ("jean", "pierre"), id="hyphen"),
        pytest.param("Ana & Jorge", (None, None), id="two people"),
        pytest.param("unknown", (None, None), id="placeholder"),
        pytest.param("Guest", ("guest", None), id="a field of given names may say it"),
    ],
)
def test_a_given_name_field(text, expected):
    assert normalise_given(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("García-López", "garcia lopez", id="double with a hyphen"),
        pytest.param("van Gogh", "van gogh", id="particle"),
        pytest.param("O’Brien", "obrien", id="typographic apostrophe"),
        pytest.param("Smith Jr.", "smith", id="suffix"),
        pytest.param("none", None, id="placeholder"),
    ],
)
def test_a_family_name_field(text, expected):
    assert normalise_family(text) == expected


def test_fields_of_a_source_go_before_its_full_name():
    assert normalise_name("Bill S.", "William", "Smith") == Name("william", None, "smith")


def test_a_full_name_adds_the_middle_names_that_its_fields_leave_out():
    full = normalise_name("Sir John Stuart Mackenzie", "John", "Mackenzie")

    assert full == Name("john", "stuart", "mackenzie")


def test_a_full_name_fills_a_missing_part():
    assert normalise_name("William Smith", None, "Smith") == Name("william", None, "smith")


def test_a_very_long_name_is_cut_and_quick():
    given, middle, family, _ = split_name("Ana " * 100_000)

    assert given == family == "ana"
    assert middle is not None
    assert len(middle) < 50
