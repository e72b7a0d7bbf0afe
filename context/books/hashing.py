"""Which entries does a manifest need so that the people of these records are found by it?"""

from collections.abc import Iterable, Iterator

from context.books.model import Entry
from context.records import ActivityRecord, CaseRecord, ContractRecord, OrderRecord, Record
from identity.book_hashes import NUMBER, hash_of, hashed_texts
from identity.normalise.numbers import normalise_number
from identity.normalise.record import normalise
from identity.records import PersonRecord

NUMBERED = (CaseRecord, ContractRecord, OrderRecord)  # whose id a customer may give


def entries_of(records: Iterable[Record], key: bytes, *, region: str) -> Iterator[Entry]:
    """Yield an entry for each identifier of these records, however often.

    `region` is the country of telephone numbers without a prefix.
    """
    for record in records:
        person = record if isinstance(record, PersonRecord) else record.person
        if person is not None:
            said = normalise(person, default_region=region)
            for kind, text in hashed_texts(said):
                yield Entry(kind, hash_of(key, text), person.language)
        for number in _numbers(record):
            if plain := normalise_number("", number):
                yield Entry(NUMBER, hash_of(key, f"{NUMBER}:{plain}"))


def _numbers(record: Record) -> tuple[str, ...]:
    if isinstance(record, ContractRecord):
        return (record.source_id, *record.former_numbers)
    is_numbered = isinstance(record, ActivityRecord) and isinstance(record, NUMBERED)
    return (record.source_id,) if is_numbered else ()
