"""At which level do two records agree?"""

import pytest

from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.comparisons.address import choose_address_level
from identity.comparisons.birth_date import choose_birth_date_level
from identity.comparisons.city import choose_city_level
from identity.comparisons.email import choose_email_level
from identity.comparisons.handle import choose_handle_level
from identity.comparisons.name import choose_name_level
from identity.comparisons.number import choose_number_level
from identity.comparisons.occupation import choose_occupation_level
from identity.comparisons.phone import choose_phone_level
from identity.comparisons.postcode import choose_postcode_level
from identity.normalise.names import split_name


def named(text):
    name = split_name(text)
    return ComparableRecord(
        given=name.given, middle=name.middle, family=name.family, generation=name.generation
    )


def surnamed(family):
    return ComparableRecord(family=family)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("Ana Lopez", "Ana Lopez", "full_equal", id="equal"),
        pytest.param("Ana Lopez", "Lopez Ana", "full_equal", id="the other way round"),
        pytest.param("Ana Lopez", "Ana Maria Lopez", "full_equal", id="second name left out"),
        pytest.param("Maryann Lopez", "Mary Ann Lopez", "full_equal", id="written as one"),
        pytest.param("Maria de la Cruz", "Maria Cruz", "full_equal", id="particles left out"),
        pytest.param("Maria Delacruz", "Maria de la Cruz", "full_equal", id="particles joined"),
        pytest.param("Bill Smith", "William Smith", "nickname_last_equal", id="nickname"),
        pytest.param("Beth Moss", "Liz Moss", "nickname_last_equal", id="two nicknames of one"),
        pytest.param("J Robert Moss", "Robert Moss", "nickname_last_equal", id="second name"),
        pytest.param("Bob Moss", "Bill Moss", "last_equal_first_conflicts", id="Bob is not Bill"),
        pytest.param("Michael Moss", "Micheal Mosss", "both_close", id="slips"),
        pytest.param("Sara Moss", "Sarah Moss", "nickname_last_equal", id="spelling"),
        pytest.param("Juan Garcia", "Juan Lopez", "first_agrees_last_differs", id="other family"),
        pytest.param("Paul Moss", "Paula Moss", "last_equal_first_conflicts", id="Paul and Paula"),
        pytest.param("Michael Moss", "Mosss Micheal", "swapped_close", id="slips and swapped"),
        pytest.param("J Moss", "John Moss", "last_equal_initial", id="initial"),
        pytest.param("J Moss", "J Moss", "last_equal_initial", id="initials are no full name"),
        pytest.param("W Moss", "Bill Moss", "last_equal_initial", id="initial of the formal name"),
        pytest.param("K Moss", "John Moss", "last_equal_first_conflicts", id="another initial"),
        pytest.param("Bill Smyth", "William Smith", "nickname_last_close", id="both a little off"),
        pytest.param("Ana L", "Ana Lopez", "first_equal_last_initial", id="family's initial"),
        pytest.param("Ana L", "Ana Moss", "first_agrees_last_differs", id="another initial's"),
        pytest.param("A L", "Ana Lopez", "initials", id="only initials"),
        pytest.param("Ana", "Ana Lopez", "first_equal_last_unknown", id="first name only"),
        pytest.param("Lopez", "Ana Lopez", "last_equal_first_unknown", id="last name only"),
        pytest.param("Jorge Lopez", "Ana Lopez", "last_equal_first_conflicts", id="spouses"),
        pytest.param("Ana Moss", "Ana Lopez", "first_agrees_last_differs", id="married"),
        pytest.param("Ana Moss", "Jorge Lopez", "else", id="strangers"),
        pytest.param("Bob", "Ana Lopez", "else", id="another first name only"),
        pytest.param(
            "John Moss Jr.", "John Moss, Sr.", "generations_conflict", id="father and son"
        ),
        pytest.param("John Moss II", "John Moss III", "generations_conflict", id="and grandson"),
        pytest.param("John Moss Jr.", "John Moss", "full_equal", id="suffix left out"),
        pytest.param("John Moss Jr.", "John Moss II", "full_equal", id="two words for junior"),
        pytest.param("Ana Moss Jr.", "John Moss Sr.", "last_equal_first_conflicts", id="daughter"),
        pytest.param("Mohammed Khan", "Muhamed Khan", "nickname_last_equal", id="Arabic spellings"),
        pytest.param("Youssef Haddad", "Yusuf Hadad", "nickname_last_close", id="both spelled"),
        pytest.param("Sergei Ivanov", "Sergey Ivanov", "nickname_last_equal", id="Russian"),
        pytest.param("Jürgen Müller", "Juergen Mueller", "nickname_last_close", id="German"),
        pytest.param("Anna Mueller", "Anna Muller", "both_close", id="umlaut"),
        pytest.param("محمد المصري", "Mohamed Al-Masri", "nickname_last_equal", id="Arabic"),
        pytest.param("Юрій Шевчук", "Yurii Shevchuk", "nickname_last_equal", id="Ukrainian"),
        pytest.param("김민수", "Minsu Kim", "full_equal", id="Korean"),
        pytest.param("Kim Min-su", "Minsu Kim", "full_equal", id="Korean, hyphen and order"),
        pytest.param(
            "Minsu Gim", "Minsu Kim", "nickname_last_close", id="Korean, another spelling"
        ),
        pytest.param("Nagy Péter", "Péter Nagy", "full_equal", id="Hungarian"),
        pytest.param("山田太郎", "Taro Yamada", "full_equal", id="Japanese"),
        pytest.param(
            "Paco García", "Francisco Garcia", "nickname_last_equal", id="Spanish nickname"
        ),
        pytest.param("Kasia Nowak", "Katarzyna Nowak", "nickname_last_equal", id="Polish nickname"),
        pytest.param("Dennis Moss", "Denise Moss", "last_equal_first_conflicts", id="sound alike"),
        pytest.param("Carl Moss", "Carol Moss", "last_equal_first_conflicts", id="Carl and Carol"),
        pytest.param("Mario Rossi", "Maria Rossi", "last_equal_first_conflicts", id="siblings"),
        pytest.param(
            "R. Venkatesh", "Venkatesh Raman", "first_equal_last_initial", id="patronymic"
        ),
        pytest.param("Lopez A", "Ana Lopez", "last_equal_initial", id="initial swapped"),
        pytest.param("Ana Lopez", "Ana Lopez Vlk", "nickname_last_close", id="half a double name"),
        pytest.param("Ana Reed", "Ana Lopez Vlk", "first_agrees_last_differs", id="no half"),
        pytest.param("A", "Ana Lopez", None, id="an initial alone says nothing"),
        pytest.param("", "Ana Lopez", None, id="unknown"),
    ],
)
def test_names(left, right, level):
    assert choose_name_level(named(left), named(right)) == level
    assert choose_name_level(named(right), named(left)) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("garcia lopez", "garcia", "both_close", id="one part of a double surname"),
        pytest.param("garcia lopez", "lopez garcia", "both_close", id="parts turned round"),
        pytest.param("garcia lopez", "garcialopez", "full_equal", id="written as one"),
        pytest.param("garcia lopez", "martinez lopes", "both_close", id="a part nearly in common"),
        pytest.param("al hassan", "alhassan", "full_equal", id="article joined"),
        pytest.param("li", "lee", "nickname_last_close", id="Chinese in another spelling"),
        pytest.param("li", "le", "first_agrees_last_differs", id="another short name"),
        pytest.param("garcia lopez", "moss reed", "first_agrees_last_differs", id="other parts"),
        pytest.param("de la cruz", "de la vega", "first_agrees_last_differs", id="only particles"),
    ],
)
def test_double_surnames(left, right, level):
    one = ComparableRecord(given="juan", family=left)
    other = ComparableRecord(given="juan", family=right)

    assert choose_name_level(one, other) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param(surnamed("lopez"), named("Ana Lopez"), "last_equal_first_unknown", id="equal"),
        pytest.param(surnamed("lopes"), named("Ana Lopez"), "last_close_first_unknown", id="close"),
        pytest.param(surnamed("moss"), named("Ana Lopez"), "last_differs_first_unknown", id="else"),
    ],
)
def test_surnames_alone(left, right, level):
    assert choose_name_level(left, right) == level


def place(city, region=None, country=None):
    return ComparableRecord(city=city, region=region, country=country)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param(place("austin"), place("austin", "tx"), "exact", id="region left out"),
        pytest.param(place("portland", "or"), place("portland", "me"), "else", id="two Portlands"),
        pytest.param(place("paris", "tx"), place("paris", None, "fr"), "exact", id="unlike facts"),
        pytest.param(
            place("paris", None, "us"), place("paris", None, "fr"), "else", id="two countries"
        ),
        pytest.param(place("munich", "bavaria"), place("munich", "by"), "exact", id="free regions"),
        pytest.param(place("philadelphia"), place("philadelpia"), "close", id="slip"),
        pytest.param(place("austin"), place("boston"), "else", id="two cities"),
        pytest.param(place(None, "tx"), place("austin", "tx"), None, id="unknown"),
    ],
)
def test_cities(left, right, level):
    assert choose_city_level(left, right) == level
    assert choose_city_level(right, left) == level


def phones(*numbers):
    return ComparableRecord(phones=frozenset(f"phone:{one}" for one in numbers))


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param(phones("+15550100123"), phones("+15550100123"), "exact", id="equal"),
        pytest.param(
            phones("+15550100123", "+15550100777"), phones("+15550100777"), "exact", id="one of two"
        ),
        pytest.param(phones("+15550100123"), phones("+15550100132"), "one_edit", id="swapped"),
        pytest.param(phones("+15550100123"), phones("+1555010012"), "one_edit", id="missing digit"),
        pytest.param(phones("+15550100123"), phones("+15550100199"), "else", id="two digits"),
        pytest.param(phones("+15550100123x5"), phones("+15550100123x5"), "exact", id="one desk"),
        pytest.param(phones("+15550100123x5"), phones("+15550100123x6"), "else", id="colleagues"),
        pytest.param(phones("+15550100123x5"), phones("+15550100123x51"), "else", id="longer one"),
        pytest.param(phones("+15550100123x5"), phones("+15550100132x5"), "one_edit", id="slip, x5"),
        pytest.param(phones("+15550100123x5"), phones("+155501001235"), "else", id="x or not"),
        pytest.param(phones("+15550100123"), phones(), None, id="unknown"),
    ],
)
def test_phones(left, right, level):
    assert choose_phone_level(left, right) == level


def emails(*addresses):
    return ComparableRecord(emails=frozenset(f"email:{one}" for one in addresses))


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("ana@example.com", "ana@example.com", "exact", id="equal"),
        pytest.param("ana.lopez7@example.com", "ana.lopes7@example.com", "close", id="slip"),
        pytest.param("alopez77@example.com", "a.lopez77@mail.example.org", "same_local", id="name"),
        pytest.param("ana@example.com", "ana@mail.example.org", "else", id="short name"),
        pytest.param("contact@example.com", "contact@mail.example.org", "else", id="an office"),
        pytest.param("ana@example.com", "jorge@example.com", "else", id="one domain"),
    ],
)
def test_emails(left, right, level):
    assert choose_email_level(emails(left), emails(right)) == level


def handles(*folded):
    return ComparableRecord(handles=frozenset(folded))


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("x:ana_l", "x:ana_l", "exact", id="equal"),
        pytest.param("x:ana_lopez1", "instagram:ana_lopez1", "close", id="another network"),
        pytest.param("x:ana_lopez1", "x:ana_lopez2", "close", id="similar"),
        pytest.param("x:аna_l", "x:ana_l", "confusable", id="Cyrillic a"),
        pytest.param("x:acme_supp0rt", "x:acme_support", "confusable", id="zero"),
        pytest.param("x:ana_l", "x:bob_k", "else", id="another"),
    ],
)
def test_handles(left, right, level):
    assert choose_handle_level(handles(left), handles(right)) == level
    assert choose_handle_level(handles(right), handles(left)) == level


def numbers(*values):
    return ComparableRecord(numbers=frozenset(values))


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param(numbers("order:1001", "order:7"), numbers("order:1001"), "exact", id="shared"),
        pytest.param(numbers("order:1001"), numbers("order:1002"), "else", id="two orders"),
        pytest.param(numbers("order:1001"), numbers("loyalty:1001"), None, id="other kinds"),
        pytest.param(numbers("order:1001"), numbers(), None, id="unknown"),
    ],
)
def test_numbers(left, right, level):
    assert choose_number_level(left, right) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("1980-02-01", "1980-02-01", "exact", id="equal"),
        pytest.param("1980-02-01", "1980-01-02", "almost", id="day and month turned round"),
        pytest.param("1980-02-01", "1980-02-07", "almost", id="one digit"),
        pytest.param("1980-02-01", "1980-20-01", "almost", id="swapped digits"),
        pytest.param("1980-02-01", "1980-02", "same_month", id="month known"),
        pytest.param("1980-02-01", "1980", "same_year", id="year known"),
        pytest.param("1980-02-01", "1980-11-23", "same_year", id="another day of the year"),
        pytest.param("1980-02-01", "1981-11-23", "else", id="another year"),
        pytest.param("1980-02-01", "1979", "else", id="another year known"),
        pytest.param("1980-02-01", None, None, id="unknown"),
    ],
)
def test_birth_dates(left, right, level):
    one, other = ComparableRecord(birth_date=left), ComparableRecord(birth_date=right)

    assert choose_birth_date_level(one, other) == level
    assert choose_birth_date_level(other, one) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("sw1a1aa", "sw1a1aa", "exact", id="equal"),
        pytest.param("78701", "78710", "one_edit", id="swapped"),
        pytest.param("sw1a1aa", "sw1a9zz", "same_area", id="British area"),
        pytest.param("78701", "78754", "same_area", id="American area"),
        pytest.param("78701", "10001", "else", id="far away"),
        pytest.param("78701", None, None, id="unknown"),
    ],
)
def test_postcodes(left, right, level):
    one, other = ComparableRecord(postcode=left), ComparableRecord(postcode=right)

    assert choose_postcode_level(one, other) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("12 n oak st", "12 n oak st", "exact", id="equal"),
        pytest.param("12 n oak st", "oak st n 12", "close", id="turned round"),
        pytest.param("12 n oak st", "14 n oak st", "else", id="next door"),
        pytest.param("12 n oak st", None, None, id="unknown"),
    ],
)
def test_addresses(left, right, level):
    one, other = ComparableRecord(address=left), ComparableRecord(address=right)

    assert choose_address_level(one, other) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("lawyer", "lawyer", "exact", id="equal"),
        pytest.param("lawyer", "lawyer and judge", "close", id="one of two"),
        pytest.param("lawyer", "painter", "else", id="another"),
        pytest.param("lawyer", None, None, id="unknown"),
    ],
)
def test_occupations(left, right, level):
    one, other = ComparableRecord(occupation=left), ComparableRecord(occupation=right)

    assert choose_occupation_level(one, other) == level


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda one: one.name)
def test_nothing_known_is_no_level_at_all(comparison):
    assert comparison.choose(ComparableRecord(), ComparableRecord()) is None


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda one: one.name)
def test_levels_are_distinct_and_rarities_are_of_levels(comparison):
    assert len(set(comparison.levels)) == len(comparison.levels)
    assert {level for level, _ in comparison.rarities} <= set(comparison.levels)
