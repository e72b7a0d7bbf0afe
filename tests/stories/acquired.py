"""A book of customers that the company acquires: announced, loaded, and taken back."""

import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from connectors.files.reader import open_records
from connectors.load import load
from context.books.announcing import announce
from context.books.hashing import entries_of
from context.books.loading import BookSink, begin_load, file_loaded, keys_of_load
from context.books.manifest import read_manifest
from context.books.withdrawing import withdraw
from context.pop import Desk
from identity.book_hashes import book_key, check_of
from identity.resolver import Resolver

Json = dict[str, Any]
BOOK = "homeguard"
SENTENCE = "You are right with us. I am sorry that nobody told you."
HEAD = f"""\
book = "{BOOK}"
former_company = "HomeGuard Alarm"
desk = "alarm desk"
expected = 2030-12-01

[sentence]
en = "{SENTENCE}"

[service]
en = "Your alarm goes on reporting."

[contract]
en = "Your contract goes on at the same price."

[[file]]
name = "texas"
entries = "texas.csv"
"""
MIGRATING = """
query Who($lookup: LookupInput!) { screenPop(lookup: $lookup) {
  resolution acknowledgement question { text } customer { name identifiers { kind value } }
  interactions { id } attempts { channel outcome }
  orders { id }
  contracts { id formerCompany formerNumbers }
  migrating {
    book formerCompany file expectedAt overdue state desk foundBy sentence service contract
    contactPoints { name address may isOpen }
  }
  route { desk why contactPoints { name } }
} }
"""
POINTS = """
query Points($matter: String, $book: ID, $at: DateTime) {
  contactPoints(matter: $matter, book: $book, at: $at) { name address may isOpen }
}
"""
BOOKS = "{ books { id state entries records activities files { name loaded overdue } } }"


class Acquired:
    """Mixed into the company of these stories, whose `_ask` it uses."""

    _desk_of_books: Desk

    def acquires_on(self, desk: Desk) -> None:
        self._desk_of_books = desk

    async def announces(self, records: Sequence[Json]) -> None:
        """The former company sends hashes of its customers' identifiers, and nothing else."""
        identity = self._desk_of_books.identity
        key = book_key(identity.keys, BOOK)
        with open_records(self._file(records)) as file:
            every = [one for _, one in file]
        entries = {(one.kind, one.hash) for one in entries_of(every, key, region="US")}
        lines = ["kind,hash", f"check,{check_of(key)}", *(",".join(one) for one in sorted(entries))]
        (self._folder / "texas.csv").write_text("\n".join(lines))
        manifest = self._folder / "manifest.toml"
        manifest.write_text(HEAD)
        read = read_manifest(manifest, identity.keys, ZoneInfo("UTC"))
        await announce(identity.graph, identity.keys, read, at_ms=1)

    async def loads_the_book(self, records: Sequence[Json], *, whole: bool = True) -> None:
        identity = self._desk_of_books.identity
        row = await begin_load(identity.graph, BOOK, at_ms=2)
        mine = await keys_of_load(identity.graph, BOOK)
        sink = BookSink(Resolver(identity), BOOK, mine)
        with open_records(self._file(records)) as file:
            await load(file, sink, batch_size=2)
        if whole:
            await file_loaded(identity.graph, row, "texas", at_ms=3)

    async def withdraws_the_book(self) -> None:
        await withdraw(self._desk_of_books.identity, BOOK, actor="rosa", at_ms=4)

    async def is_asked_for(self, **lookup: object) -> Json:
        """Return what an agent's desktop shows of somebody who may be in the book."""
        await self._keeper.catch_up()
        answer = await self._ask(MIGRATING, {"lookup": lookup})
        pop: Json = answer["screenPop"]
        return pop

    async def number_to_call(self, **about: object) -> list[Json]:
        points: list[Json] = (await self._ask(POINTS, about))["contactPoints"]
        return points

    async def books(self) -> list[Json]:
        books: list[Json] = (await self._ask(BOOKS, {}))["books"]
        return books

    def _file(self, records: Sequence[Json]) -> Any:
        file = self._folder / "book.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
        return file
