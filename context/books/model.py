"""The words of acquired books: what a manifest announces, and what that says of a contact."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from context.contact_points.model import Reachable


@dataclass(frozen=True, slots=True)
class BookFile:
    """One file of a book that is still to be loaded."""

    name: str
    entries: str  # the file of hashes beside the manifest
    expected_ms: int
    desk: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a manifest says of its book. Texts are by language; the first one is the usual."""

    book: str
    former_company: str
    sentence: Mapping[str, str]
    service: Mapping[str, str] = field(default_factory=dict)
    contract: Mapping[str, str] = field(default_factory=dict)
    files: tuple[BookFile, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.sentence)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a manifest: a hash of an identifier, and of what kind that is."""

    kind: str
    hash: str
    language: str | None = None  # that the customer speaks, where the former company says so


@dataclass(frozen=True, slots=True)
class Migrating:
    """Why somebody who is not found is no stranger: the book that is still being loaded."""

    book: str
    former_company: str
    file: str
    expected_ms: int  # when it should be loaded
    overdue: bool
    state: str  # "announced", "loading" or "loaded": then this customer is not among what was
    desk: str
    found_by: tuple[str, ...]  # kinds of identifier: "phone", "number"
    language: str
    sentence: str  # to say, with empathy
    service: str | None  # what happens to the service meanwhile
    contract: str | None  # what happens to the contract
    contact_points: tuple[Reachable, ...] = ()
