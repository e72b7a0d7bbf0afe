"""By what is a record tied to those of other people, and what does it say of being spoken with?

These stand as columns of their own beside the record's values, because they are looked up, or read
by every pop. None of it is evidence that two records are one person.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

from graph.keys import Keys
from identity.comparable import ComparableRecord
from identity.normalise.mail_providers import company_domain
from identity.records import Consent, PersonRecord

Row = dict[str, Any]
FEWEST_LETTERS: Final = 5  # of an address: "12" or "home" is none


def tie_columns(person: PersonRecord, comparable: ComparableRecord, keys: Keys) -> Row:
    """Return `home_key`, `office_key`, `organisation`, `language` and how to speak with it.

    None where the record says nothing of it. Keys are hashes: of a street in its place, and of a
    company's mail domain.
    """
    return {
        "home_key": home_key(comparable, keys),
        "office_key": office_key(comparable, keys),
        "organisation": person.organisation,
        "language": person.language,
        "preferred_channel": person.preferred_channel,
        "consents": _consents(person.consents),
    }


def home_key(comparable: ComparableRecord, keys: Keys) -> str | None:
    """Return the key of where the record's person lives: street and number, with its place."""
    place = comparable.postcode or comparable.city
    address = comparable.address
    if place is None or address is None or len(address) < FEWEST_LETTERS:
        return None
    return keys.key("Home", place, address)


def domains(comparable: ComparableRecord) -> list[str]:
    """Return the mail domains of companies that the record's addresses are of."""
    found = (company_domain(one.removeprefix("email:")) for one in sorted(comparable.emails))
    return list(dict.fromkeys(one for one in found if one is not None))


def office_key(comparable: ComparableRecord, keys: Keys) -> str | None:
    """Return the key of the first of `domains`."""
    return next((keys.key("Office", one) for one in domains(comparable)), None)


def _consents(consents: Iterable[Consent]) -> str | None:
    rows = [
        [one.channel, one.purpose, one.given, round(one.at.timestamp() * 1000) if one.at else None]
        for one in consents
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else None
