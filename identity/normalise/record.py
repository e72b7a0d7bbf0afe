"""What does a source's record say once nothing is left to parse?"""

from functools import lru_cache

from identity.comparable import ComparableRecord
from identity.normalise.dates import normalise_birth_date
from identity.normalise.emails import normalise_emails
from identity.normalise.handles import normalise_handle, normalise_network, phone_of
from identity.normalise.names import normalise_name
from identity.normalise.numbers import normalise_number
from identity.normalise.phones import normalise_phone, normalise_phones, switchboard
from identity.normalise.places import (
    Place,
    normalise_address,
    normalise_place,
    normalise_postcode,
)
from identity.normalise.text import fold
from identity.records import Number, PersonRecord

_NOWHERE = Place()
_NONE: frozenset[str] = frozenset()


def normalise(
    record: PersonRecord, *, default_region: str, company_phones: frozenset[str] = frozenset()
) -> ComparableRecord:
    """Return the record ready to compare; what means nothing to anybody is left out.

    `default_region` (ISO 3166-1 alpha-2) is the country of phone numbers without a prefix, unless
    the record's place has its own. `company_phones` are ours and identify nobody.
    """
    name = normalise_name(record.name, record.given_name, record.family_name)
    place = _place(record)
    region = (place.country or default_region).upper()
    return ComparableRecord(
        given=name.given,
        middle=name.middle,
        family=name.family,
        generation=name.generation,
        city=place.city,
        region=place.region,
        country=place.country,
        postcode=normalise_postcode(record.postcode) if record.postcode else None,
        address=normalise_address(record.address) if record.address else None,
        birth_date=normalise_birth_date(record.birth_date, region=region)
        if record.birth_date
        else None,
        occupation=(fold(record.occupation) or None) if record.occupation else None,
        phones=_phones(record, region, default_region, company_phones)
        if record.phones or record.handles
        else _NONE,
        emails=_emails(record.emails) if record.emails else _NONE,
        handles=_handles(record) if record.handles else _NONE,
        numbers=_numbers(record.numbers) if record.numbers else _NONE,
    )


def _place(record: PersonRecord) -> Place:
    if not (record.city or record.region or record.country):
        return _NOWHERE
    return normalise_place(record.city, record.region, record.country)


def _phones(
    record: PersonRecord, region: str, default_region: str, company_phones: frozenset[str]
) -> frozenset[str]:
    ours = _company_numbers(company_phones, default_region) if company_phones else _NONE
    accounts = (phone_of(one.network, one.handle) for one in record.handles)
    written = [*record.phones, *(one for one in accounts if one is not None)]
    numbers = (one for phone in written for one in normalise_phones(phone, region))
    return frozenset(f"phone:{one}" for one in numbers if switchboard(one) not in ours)


@lru_cache(maxsize=8)
def _company_numbers(phones: frozenset[str], region: str) -> frozenset[str]:
    numbers = (normalise_phone(phone, region) for phone in phones)
    return frozenset(one for one in numbers if one is not None)


def _emails(emails: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"email:{one}" for email in emails for one in normalise_emails(email))


def _handles(record: PersonRecord) -> frozenset[str]:
    found = (
        (normalise_network(one.network), normalise_handle(one.network, one.handle))
        for one in record.handles
    )
    return frozenset(f"{network}:{handle}" for network, handle in found if network and handle)


def _numbers(numbers: tuple[Number, ...]) -> frozenset[str]:
    found = ((fold(one.kind), normalise_number(one.kind, one.value)) for one in numbers)
    return frozenset(f"{kind}:{value}" for kind, value in found if kind and value)
