"""Is somebody whom nobody knows in a book that is still being loaded?"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from context.books.model import BookFile, Head, Migrating
from context.books.parse import from_text
from graph.access import Graph
from graph.keys import Keys
from graph.queries.books import BookRow, EntryRow, find_entries
from identity.book_hashes import EMAIL, NUMBER, PHONE, entry_keys
from identity.normalise.emails import normalise_emails
from identity.normalise.numbers import normalise_number, numbers_in_text
from identity.normalise.phones import normalise_phones, switchboard

MAIL: Final = re.compile(r"[^\s@<>()\[\],;:\"']+@[^\s@<>()\[\],;:\"']+\.[a-z]{2,}", re.IGNORECASE)
DIALLED: Final = re.compile(r"(?<![\w+])\+?\(?\d[\d ().-]{6,18}\d(?!\w)")
# Letters before digits, as contracts have them: figures alone may be anything.
CALLED_A_NUMBER: Final = re.compile(r"(?<!\w)[A-Za-z]{1,6}[-/.# ]?\d[\w/-]{2,30}")
MOST_READ: Final = 5_000  # characters of a text
MOST_TEXTS: Final = 300  # identifiers of one contact that are looked for


async def migrating(
    graph: Graph,
    keys: Keys,
    known: Iterable[BookRow],
    texts: Iterable[str],
    *,
    now_ms: int,
    language: str | None = None,
) -> Migrating | None:
    """Return which of these books one of these identifiers is in, the one that is expected first.

    `texts` are as `identity.book_hashes` has them. One read.
    """
    books = {row.name: row for row in known}
    wanted = list(dict.fromkeys(texts))[:MOST_TEXTS]
    if not books or not wanted:
        return None
    found = await find_entries(graph, entry_keys(keys, books, wanted))
    told = [_told(books[one.book], one, now_ms, language) for one in found if one.book in books]
    if not told:
        return None
    first = min(told, key=lambda one: (one.expected_ms, one.book))
    kinds = {entry.kind for entry in found if entry.book == first.book}
    return replace(first, found_by=tuple(sorted(kinds)))


def texts_in(text: str, region: str) -> Iterator[str]:
    """Yield what in a message may be a telephone number, a mail address or a contract's number.

    `region` is the country of telephone numbers without a prefix.
    """
    read = text[:MOST_READ]
    for mail in MAIL.findall(read):
        yield from email_texts(mail)
    for dialled in DIALLED.findall(read):
        yield from (f"{PHONE}:{switchboard(one)}" for one in normalise_phones(dialled, region))
    for written in (*numbers_in_text(read), *CALLED_A_NUMBER.findall(read)):
        if number := normalise_number("", written):
            yield f"{NUMBER}:{number}"


def email_texts(email: str) -> Iterator[str]:
    """Yield an address as we compare it, and as it stands in small letters.

    Whoever makes a manifest with a script of their own does not know which letters a provider
    leaves out.
    """
    yield from (f"{EMAIL}:{one}" for one in normalise_emails(email))
    yield f"{EMAIL}:{email.strip().lower()}"


def _told(row: BookRow, entry: EntryRow, now_ms: int, language: str | None) -> Migrating:
    head = from_text(row.facts)
    file = _file(head, entry.file)
    spoken = _language(head.languages, (language, entry.language))
    return Migrating(
        book=head.book,
        former_company=head.former_company,
        file=file.name,
        expected_ms=file.expected_ms,
        overdue=file.expected_ms < now_ms and file.name not in row.files_done,
        state=_state(row, file),
        desk=file.desk,
        found_by=(),
        language=spoken,
        sentence=head.sentence[spoken],
        service=_in(head.service, spoken),
        contract=_in(head.contract, spoken),
    )


def _state(row: BookRow, file: BookFile) -> str:
    if file.name in row.files_done:
        return "loaded"
    return "loading" if row.load_state == "loading" else "announced"


def _file(head: Head, name: str) -> BookFile:
    """Return the file of an entry; the first, where a newer manifest has no such file."""
    return next((one for one in head.files if one.name == name), head.files[0])


def _language(known: Sequence[str], wanted: Iterable[str | None]) -> str:
    """Return the first language wanted that there are words in, else the manifest's first."""
    for one in wanted:
        for exact in (one, (one or "").partition("-")[0]):
            if exact in known and exact:
                return exact
    return known[0]


def _in(texts: Mapping[str, str], language: str) -> str | None:
    return texts.get(language) or next(iter(texts.values()), None)
