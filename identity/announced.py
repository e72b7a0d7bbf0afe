"""Which entries of acquired books' manifests are hashes of a person's identifiers?"""

from collections.abc import Iterable

from graph.queries.belongings import HeldIdentifier
from graph.queries.books import read_books
from identity.book_hashes import entry_keys, hashed_text
from identity.setup import Identity


async def announced_as(identity: Identity, held: Iterable[HeldIdentifier]) -> set[str]:
    """Return the keys that entries of these identifiers would have in the books there are."""
    books = [row.name for row in await read_books(identity.graph)]
    texts = {
        hashed_text(one.kind, one.value, is_handle=is_handle)[1]
        for one in held
        for is_handle in (False, True)  # a handle's kind is its network, which may be any word
    }
    return set(entry_keys(identity.keys, books, texts)) if books else set()
