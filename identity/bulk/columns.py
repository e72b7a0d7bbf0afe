"""What do the columns hold that the levels compare in SQL? All made in Python, ASCII, and ready.

One row a record (`record_table`), and one a distinct value for what follows from a value
(`VALUE_COLUMNS`): a name's forms are made once however many records have it. Lists are sorted; what
is unknown is NULL, never an empty string or list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, Literal
from zlib import crc32

from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.comparisons.address import house_numbers, sorted_words
from identity.comparisons.birth_date import DATE, turned_round
from identity.comparisons.email import PREFIX, local_part
from identity.comparisons.handle import account, looks
from identity.comparisons.occupation import working_words
from identity.comparisons.postcode import area
from identity.frequencies import Frequencies
from identity.normalise.name_forms import family_forms, given_forms
from identity.normalise.places import is_region_code
from identity.normalise.text import plain

Kind = Literal["text", "list", "flag", "bits", "integer"]
Column = tuple[Kind, Callable[[Any], Any]]
MASK_BITS: Final = 62
IDENTIFIERS: Final = {
    one.name: one.reads for one in COMPARISONS if ("exact", "identifier") in one.rarities
}
_KINDS: Final = ("phone:", "email:")  # of one length, and implied by the column

TEXT_COLUMNS: Final[Mapping[str, Column]] = {
    "given": ("text", attrgetter("given")),
    "family": ("text", attrgetter("family")),
    "given_letters": ("text", lambda one: _together(one.given, one.middle)),
    "middle_words": ("list", lambda one: one.middle.split() if one.middle else None),
    "generation": ("text", attrgetter("generation")),
    "city": ("text", attrgetter("city")),
    "country": ("text", attrgetter("country")),
    "region_code": ("text", lambda one: _region_code(one.region)),
    "postcode": ("text", attrgetter("postcode")),
    "address": ("text", attrgetter("address")),
    "birth_date": ("text", attrgetter("birth_date")),
    "occupation": ("text", attrgetter("occupation")),
}

# Of a set: a column of the only value, and beside it (with an "s") a list, where there are several.
SET_COLUMNS: Final[Mapping[str, Mapping[str, Callable[[str], str]]]] = {
    "phones": {"phone": lambda one: without_kind(one)},
    "emails": {
        "email": lambda one: without_kind(one),
        "plain_email": lambda one: plain(without_kind(one)),
    },
    "handles": {"handle": str, "look": looks, "account": account},
}
LIST_COLUMNS: Final[Mapping[str, Column]] = {
    "locals": ("list", lambda one: _locals(one.emails)),
    "numbers": ("list", lambda one: _listed(one.numbers)),
    "cited": ("list", lambda one: _listed(one.cited)),
    "known_numbers": ("list", lambda one: _listed(one.known_numbers)),
    "number_kinds": (
        "list",
        lambda one: (
            _listed({each.partition(":")[0] for each in one.numbers}) if one.numbers else None
        ),
    ),
}

VALUE_COLUMNS: Final[Mapping[str, Mapping[str, Column]]] = {
    "given": {
        "given_roots": ("list", lambda one: _listed(given_forms(one).roots)),
        "given_mask": ("integer", lambda one: _mask(given_forms(one).roots)),
        "given_initials": ("text", lambda one: "".join(sorted(given_forms(one).initials))),
        "given_sound": ("text", lambda one: given_forms(one).sound),
        "given_spelling": ("text", lambda one: given_forms(one).spelling),
        "given_skeleton": ("text", lambda one: given_forms(one).skeleton),
        "given_lacks_vowels": ("flag", lambda one: given_forms(one).lacks_vowels),
        "given_is_known": ("flag", lambda one: given_forms(one).is_known),
        "given_is_womans": ("flag", lambda one: given_forms(one).is_womans),
    },
    "family": {
        "family_letters": ("text", lambda one: one.replace(" ", "")),
        "family_parts": ("list", lambda one: _listed(set(family_forms(one).parts))),
        "long_parts": ("list", lambda one: _long_parts(family_forms(one).parts)),
        "surname": ("text", lambda one: _only(family_forms(one).parts)),
        "family_wholes": ("list", lambda one: _listed(family_forms(one).letters)),
        "family_roots": ("list", lambda one: _listed(family_forms(one).roots)),
        "family_spellings": ("list", lambda one: _listed(family_forms(one).spellings)),
        "family_skeletons": ("list", lambda one: _listed(family_forms(one).skeletons)),
        "family_lacks_vowels": ("flag", lambda one: family_forms(one).lacks_vowels),
        "family_mask": ("integer", lambda one: _mask(family_forms(one).signs)),
    },
    "postcode": {"postcode_area": ("text", area)},
    "birth_date": {
        "birth_date_turned": ("text", lambda one: turned_round(one) if len(one) >= DATE else None)
    },
    "address": {
        "address_words": ("text", sorted_words),
        "house_numbers": ("text", house_numbers),
    },
    "occupation": {"working_words": ("list", lambda one: _listed(working_words(one)))},
}  # fmt: skip


def rarity_columns(frequencies: Frequencies) -> Mapping[str, Mapping[str, Column]]:
    """Return, by value, the columns of a model's rarities, in bits.

    A single word that was taken for a given name may be the family's.
    """
    return {
        "given": {
            "given_bits": ("bits", frequencies.given.of),
            "word_bits": ("bits", frequencies.family.of_family),
        },
        "family": {"family_bits": ("bits", frequencies.family.of_family)},
        "city": {"city_bits": ("bits", frequencies.city.of)},
    }


Table = dict[str, tuple[Kind, list[Any]]]
"""A column's name → what it holds, and its values."""


def record_table(records: Sequence[ComparableRecord], holders: Mapping[str, int]) -> Table:
    """Return a row a record. "…_shared" says whether several customers hold one of a set."""
    columns = {**TEXT_COLUMNS, **LIST_COLUMNS}
    table: Table = {
        name: (kind, list(map(make, records))) for name, (kind, make) in columns.items()
    }
    for attribute, forms in SET_COLUMNS.items():
        sets: list[frozenset[str]] = list(map(attrgetter(attribute), records))
        for name, form in forms.items():
            table[name] = "text", [form(*one) if len(one) == 1 else None for one in sets]
            table[f"{name}s"] = (
                "list", [sorted(map(form, one)) if len(one) > 1 else None for one in sets]
            )  # fmt: skip
    for attribute in IDENTIFIERS.values():
        table[f"{attribute}_shared"] = "flag", list(_shared(records, attribute, holders))
    return table


def _shared(
    records: Iterable[ComparableRecord], attribute: str, holders: Mapping[str, int]
) -> Iterator[bool]:
    several = holders.keys()
    for one in map(attrgetter(attribute), records):
        yield bool(one) and not several.isdisjoint(one)


def value_table(values: Sequence[str], columns: Mapping[str, Column]) -> Table:
    """Return a row a value, which stands in the column `value`."""
    made: Table = {name: (kind, list(map(make, values))) for name, (kind, make) in columns.items()}
    return {"value": ("text", list(values)), **made}


def without_kind(identifier: str) -> str:
    """Return a telephone number or address without "phone:" or "email:"; any other as it is.

    Strings of twelve characters are compared at once, and an international number has no more.
    """
    return identifier[PREFIX:] if identifier.startswith(_KINDS) else identifier


def _region_code(region: str | None) -> str | None:
    return region if region is not None and is_region_code(region) else None


def _together(given: str | None, middle: str | None) -> str | None:
    return given if given is None or middle is None else given + middle.replace(" ", "")


def _listed(values: Iterable[str]) -> list[str] | None:
    return sorted(values) or None if values else None


def _long_parts(parts: Sequence[str]) -> list[str] | None:
    """Return the parts that may be found among second names: not "de" or "li"."""
    return _listed({part for part in parts if len(part) > 2})


def _only(parts: Sequence[str]) -> str | None:
    return parts[0] if len(parts) == 1 else None


def _locals(emails: Iterable[str]) -> list[str] | None:
    """Return the parts before "@" that two addresses may share the letters of.

    An address has to begin with the same letter as well: it stands in front.
    """
    parts = ((one[PREFIX], local_part(one)) for one in emails) if emails else ()
    return _listed({f"{first}{local}" for first, local in parts if local is not None})


def _mask(signs: Iterable[str]) -> int:
    mask = 0
    for sign in signs:
        mask |= 1 << crc32(sign.encode()) % MASK_BITS
    return mask
