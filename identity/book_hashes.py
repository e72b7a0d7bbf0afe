"""How are people of an acquired book found before they are loaded? By hashes under its own key.

Plain hashes of telephone numbers can be guessed: there are too few numbers. So each book has a
key, made from the deployment key, which whoever makes the manifest is given. It gives neither the
deployment key nor another book's away.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from typing import Final

from graph.keys import Keys
from identity.comparable import ComparableRecord
from identity.normalise.phones import switchboard

PHONE, EMAIL, NUMBER, HANDLE = "phone", "email", "number", "handle"
KINDS: Final = (PHONE, EMAIL, NUMBER, HANDLE)
CHECK: Final = "check"  # an entry of this kind proves which key a manifest was made with
HASH_LETTERS: Final = 64


def book_key(keys: Keys, book: str) -> bytes:
    """Return the key of a book, the same whenever it is asked for."""
    return hmac.digest(keys.secret, b"Book\x1f" + book.encode(), "sha256")


def hash_of(key: bytes, text: str) -> str:
    """Return what stands in a manifest for "phone:+15550100123": HMAC-SHA256, 64 hex digits."""
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


def check_of(key: bytes) -> str:
    return hash_of(key, f"{CHECK}:tellonce")


def fingerprint(key: bytes) -> str:
    """Return twelve hex digits that identify a key without giving it away."""
    return hashlib.sha256(b"tellonce book" + key).hexdigest()[:12]


def entry_key(keys: Keys, book: str, hashed: str) -> str:
    """Return the key under which the graph holds an entry."""
    return keys.key("BookEntry", book, hashed)


def hashed_texts(said: ComparableRecord) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each identifier of a record, as texts are hashed."""
    for identifier in sorted(said.identifiers | said.cited):
        kind, _, value = identifier.partition(":")
        yield hashed_text(kind, value, is_handle=identifier in said.handles)


def hashed_text(kind: str, value: str, *, is_handle: bool) -> tuple[str, str]:
    """Return kind and text of an identifier, as texts are hashed.

    A number is one whatever it is called: who has a contract number may give it as an account's.
    """
    if kind == PHONE:
        return PHONE, f"{PHONE}:{switchboard(value)}"
    if kind == EMAIL or is_handle:
        return (EMAIL if kind == EMAIL else HANDLE), f"{kind}:{value}"
    return NUMBER, f"{NUMBER}:{value}"


def entry_keys(keys: Keys, books: Iterable[str], texts: Iterable[str]) -> dict[str, str]:
    """Return the keys of the entries that these texts would have in each book, with the text."""
    wanted = list(dict.fromkeys(texts))
    found: dict[str, str] = {}
    for book in books:
        key = book_key(keys, book)
        found |= {entry_key(keys, book, hash_of(key, one)): one for one in wanted}
    return found
