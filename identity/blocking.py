"""Which records are worth comparing? Equality keys, besides the identifiers themselves."""

from collections.abc import Iterator
from itertools import combinations, zip_longest
from typing import Final

from identity.comparable import ComparableRecord
from identity.comparisons.email import local_part
from identity.comparisons.postcode import area
from identity.normalise.name_forms import family_parts
from identity.normalise.nicknames import key_roots
from identity.normalise.spelling import outline

MOST_KEYS: Final = 40
MOST_FAMILY_PARTS: Final = 3
MOST_SOUNDS: Final = 4  # of a name: six pairs
PHONE_DIGITS: Final = 7  # the last ones: without area code, and without a country's prefix
FULL_YEAR: Final = 4


def blocking_keys(record: ComparableRecord) -> tuple[str, ...]:
    """Return the record's keys as sorted, distinct "kind:value" strings, at most forty.

    Two records that share a key, or an identifier, are candidates for being one person. The keys
    are clear text: whoever stores them hashes them.
    """
    kinds = (
        _name_keys(record),
        _place_keys(record),
        _identifier_keys(record),
        _date_and_postcode_keys(record),
    )
    keys: set[str] = set()
    for turn in zip_longest(*kinds):  # so that no kind crowds out the others
        keys.update(key for key in turn if key is not None)
        if len(keys) >= MOST_KEYS:
            break
    return tuple(sorted(keys)[:MOST_KEYS])


def _identifier_keys(record: ComparableRecord) -> Iterator[str]:
    for phone in sorted(record.phones):
        yield f"phone7:{phone[-PHONE_DIGITS:]}"
    for email in sorted(record.emails):
        local = local_part(email)
        if local is not None:
            yield f"local:{local}"


def _name_keys(record: ComparableRecord) -> Iterator[str]:
    """Full name in any order; the first name's roots with each surname's sound; sounds in pairs."""
    given, families = record.given, _families(record)
    if given is None or record.family is None:
        return
    yield "name:" + " ".join(sorted((given, *families)))
    if len(given) == 1:
        return
    for sound in _sounds(families):
        for root in key_roots(given):
            yield f"root:{root}:{sound}"
    sounds = _sounds((given, *families, *_middles(record)))[:MOST_SOUNDS]
    for one, other in combinations(sorted(sounds), 2):
        yield f"sounds:{one}:{other}"


def _place_keys(record: ComparableRecord) -> Iterator[str]:
    city, given, families = record.city, record.given, _families(record)
    if city is None:
        return
    for sound in _sounds((*families, *_middles(record))):
        yield f"place:{city}:{sound}"
    if given is None or record.family is None:
        return
    for initial in sorted({family[0] for family in families}):
        for root in key_roots(given):
            yield f"initial:{city}:{root}:{initial}"


def _date_and_postcode_keys(record: ComparableRecord) -> Iterator[str]:
    """Year of birth, postal area and city in pairs, and each of the first two with every name."""
    year = record.birth_date[:FULL_YEAR] if record.birth_date else None
    district = area(record.postcode) if record.postcode else None
    if year is None and district is None:
        return
    given = (record.given,) if record.given and len(record.given) > 1 else ()
    roots = key_roots(record.given) if given and record.given else ()
    sounds = _sounds((*_families(record), *given, *_middles(record)))
    for kind, value in (("year", year), ("area", district)):
        if value is not None:
            yield from (f"{kind}:{value}:{sound}" for sound in sounds)
            yield from (f"{kind}root:{value}:{root}" for root in roots)
    yield from _pairs_of_place_and_time(record, year, district)


def _pairs_of_place_and_time(
    record: ComparableRecord, year: str | None, district: str | None
) -> Iterator[str]:
    """What says enough without any name: for records whose names are mistyped or missing."""
    if record.birth_date is not None and len(record.birth_date) > FULL_YEAR:
        yield f"born:{record.birth_date}"
    if record.postcode is not None:
        yield f"postcode:{record.postcode}"
    if year is not None and district is not None:
        yield f"areayear:{district}:{year}"
    for kind, value in (("cityyear", year), ("cityarea", district)):
        if value is not None and record.city is not None:
            yield f"{kind}:{record.city}:{value}"


def _middles(record: ComparableRecord) -> tuple[str, ...]:
    return tuple(one for one in (record.middle or "").split() if len(one) > 1)


def _families(record: ComparableRecord) -> tuple[str, ...]:
    """Return the surnames; of a single word that was taken for a given name, that word."""
    if record.family is None:
        return (record.given,) if record.given and len(record.given) > 1 else ()
    return family_parts(record.family)[:MOST_FAMILY_PARTS]


def _sounds(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(outline(name) for name in names))
