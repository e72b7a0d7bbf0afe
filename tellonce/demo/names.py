"""What are the invented people of the demo world called, and where do they live?

Names and places are common ones, put together by chance; telephone numbers come only from the
ranges kept free for invented people (+1 … 555 01xx and +44 7700 900xxx).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    region: str | None
    country: str
    postcode: str
    area_code: str | None = None  # of +1 numbers; None: no range of invented numbers there
    also: tuple[str, ...] = ()  # other ways people write it


@dataclass(frozen=True, slots=True)
class Culture:
    """Given names, family names and places that go together, in their own script."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    places: tuple[Place, ...]
    family_first: bool = False


US_PLACES: Final = (
    Place("St. Louis", "MO", "US", "63101", "314", ("Saint Louis", "St Louis", "STL")),
    Place("Portland", "OR", "US", "97201", "503", ("PDX", "Portland, OR")),
    Place("Denver", "CO", "US", "80202", "303", ("Denver, CO", "denver")),
    Place("Austin", "TX", "US", "78701", "512", ("Austin, TX", "ATX")),
    Place("Chicago", "IL", "US", "60601", "312", ("Chicago, IL", "Chi-town")),
    Place("New York", "NY", "US", "10001", "212", ("NYC", "New York City")),
    Place("Los Angeles", "CA", "US", "90012", "213", ("LA", "L.A.")),
    Place("San Francisco", "CA", "US", "94103", "415", ("SF", "San Fran")),
    Place("Philadelphia", "PA", "US", "19103", "215", ("Philly", "Phila.")),
    Place("Boston", "MA", "US", "02108", "617", ("Boston, MA",)),
    Place("Seattle", "WA", "US", "98101", "206", ("Seattle, WA",)),
    Place("Fort Worth", "TX", "US", "76102", "817", ("Ft. Worth", "Ft Worth")),
)

ENGLISH: Final = Culture(
    given=(
        "William", "Robert", "James", "John", "Michael", "Richard", "Thomas", "Charles",
        "Joseph", "Daniel", "Matthew", "Anthony", "Andrew", "Edward", "Benjamin", "Samuel",
        "Elizabeth", "Margaret", "Katherine", "Jennifer", "Patricia", "Susan", "Deborah",
        "Rebecca", "Victoria", "Christine", "Jacqueline", "Abigail", "Theresa", "Alexandra",
    ),
    family=(
        "Smith", "Johnson", "Williams", "Brown", "Miller", "Davis", "Wilson", "Anderson",
        "Taylor", "Moore", "Jackson", "Martin", "Thompson", "White", "Clark", "Lewis",
        "Robinson", "Walker", "Young", "Allen", "King", "Wright", "Hill", "Green", "Baker",
        "Nelson", "Carter", "Mitchell", "Turner", "Phillips", "Parker", "Edwards", "Collins",
        "Stewart", "Morris", "Murphy", "Cook", "Rogers", "Peterson", "Bailey", "O'Connor",
    ),
    places=US_PLACES,
)  # fmt: skip

BRITISH: Final = Culture(
    given=("Oliver", "Harry", "George", "Alfred", "Fiona", "Eleanor", "Isobel", "Alistair"),
    family=("Hughes", "MacDonald", "Ashworth", "Featherstone", "Pritchard", "Barlow", "Whitby"),
    places=(
        Place("London", None, "GB", "SW1A 2AA", None, ("Greater London",)),
        Place("Edinburgh", None, "GB", "EH1 1YZ", None, ("Edinburgh, Scotland",)),
        Place("Newcastle upon Tyne", None, "GB", "NE1 7RU", None, ("Newcastle",)),
    ),
)

SPANISH: Final = Culture(
    given=("José", "María", "Ana", "Luis", "Carmen", "Jesús", "Lucía", "Ángel", "Sofía"),
    family=("García", "Martínez", "López", "Hernández", "Núñez", "de la Cruz", "Ibáñez"),
    places=(
        *US_PLACES[3:7],
        Place("Ciudad de México", None, "MX", "06000", None, ("CDMX", "Mexico City")),
        Place("Sevilla", None, "ES", "41001", None, ("Seville",)),
    ),
)

GERMAN: Final = Culture(
    given=("Jürgen", "Björn", "Käthe", "Anja", "Sören", "Günther", "Heike", "Uwe"),
    family=("Müller", "Weiß", "Schäfer", "Köhler", "von Bülow", "Groß", "Jäger"),
    places=(
        Place("München", None, "DE", "80331", None, ("Munich", "Muenchen")),
        Place("Köln", None, "DE", "50667", None, ("Cologne", "Koeln")),
    ),
)

POLISH: Final = Culture(
    given=("Łukasz", "Agnieszka", "Paweł", "Małgorzata", "Zbigniew"),
    family=("Wójcik", "Kamińska", "Szymański", "Dąbrowska", "Żak"),
    places=(
        Place("Warszawa", None, "PL", "00-001", None, ("Warsaw",)),
        Place("Kraków", None, "PL", "30-001", None, ("Cracow", "Krakow")),
    ),
)

UKRAINIAN: Final = Culture(
    given=("Олена", "Тарас", "Наталія", "Андрій", "Юрій"),
    family=("Шевченко", "Коваленко", "Бондаренко", "Мельник"),
    places=(Place("Київ", None, "UA", "01001", None, ("Kyiv", "Kiev")), US_PLACES[4]),
)

GREEK: Final = Culture(
    given=("Γιώργος", "Ελένη", "Κώστας", "Μαρία"),
    family=("Παπαδόπουλος", "Νικολάου", "Δημητρίου"),
    places=(Place("Αθήνα", None, "GR", "105 57", None, ("Athens",)),),
)

JAPANESE: Final = Culture(
    given=("花子", "太郎", "さくら", "健一"),
    family=("佐藤", "鈴木", "高橋", "田中"),
    places=(Place("東京", None, "JP", "100-0001", None, ("Tokyo",)),),
    family_first=True,
)

ARABIC: Final = Culture(
    given=("محمد", "فاطمة", "يوسف", "ليلى"),
    family=("الحسن", "منصور", "خليل"),
    places=(Place("القاهرة", None, "EG", "11511", None, ("Cairo",)),),
)

INDIAN: Final = Culture(
    given=("Priya", "Arjun", "Lakshmi", "Rahul", "Ananya", "Vikram"),
    family=("Sharma", "Patel", "Iyer", "Reddy", "Chatterjee"),
    places=(Place("Bengaluru", None, "IN", "560001", None, ("Bangalore",)), US_PLACES[7]),
)

CULTURES: Final = (
    (ENGLISH, 58),
    (SPANISH, 12),
    (BRITISH, 8),
    (GERMAN, 5),
    (INDIAN, 5),
    (POLISH, 4),
    (UKRAINIAN, 3),
    (JAPANESE, 2),
    (GREEK, 2),
    (ARABIC, 1),
)

SHORT_NAMES: Final = {
    "William": "Bill", "Robert": "Bob", "James": "Jim", "Michael": "Mike", "Richard": "Rick",
    "Thomas": "Tom", "Charles": "Chuck", "Joseph": "Joe", "Daniel": "Dan", "Matthew": "Matt",
    "Anthony": "Tony", "Andrew": "Andy", "Edward": "Ted", "Benjamin": "Ben", "Samuel": "Sam",
    "Elizabeth": "Beth", "Margaret": "Peggy", "Katherine": "Kate", "Jennifer": "Jen",
    "Patricia": "Trish", "Susan": "Sue", "Deborah": "Debbie", "Rebecca": "Becky",
    "Victoria": "Vicky", "Christine": "Chris", "Abigail": "Abby", "Theresa": "Terry",
    "Alexandra": "Sandra", "José": "Pepe", "Alfred": "Alfie", "Eleanor": "Nell",
}  # fmt: skip
