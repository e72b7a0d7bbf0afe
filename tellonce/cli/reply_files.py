"""Which replies stand in a CSV file? Columns by the usual headers; bad rows by line and reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from connectors.errors import UnreadableFileError
from connectors.files.bytes import ByteSource
from connectors.files.delimited import BrokenRow, DelimitedReader, Row
from connectors.files.lines import LineReader
from context.canned.index import Reply

# Headers as people write them, the likeliest first; compared without case, spaces and marks.
HEADERS: Final = {
    "id": "id, reply id, message id, tweet id, post id, status id, interaction id, record id, uuid",
    "customer": "customer, customer id, customer name, customer handle, client, client id, "
    "contact, contact id, recipient, recipient id, to, to user, in reply to user id, "
    "in reply to user, in reply to screen name, user, user id, kunde, kunden id, cliente",
    "text": "text, reply, reply text, answer, answer text, response, response text, message, "
    "message text, body, content, support text, agent text, full text, tweet, antwort, nachricht, "
    "respuesta, mensaje, texto, reponse, texte",
    "question": "in reply to text, question, question text, customer text, customer message, "
    "inbound text, asked, request, in response to text, frage, pregunta",
    "at": "at, sent at, created at, date, time, timestamp, datetime, sent, created, started at",
}
NEEDED: Final = ("id", "customer", "text")


@dataclass(frozen=True, slots=True)
class BadRow:
    line: int
    reason: str


@dataclass(slots=True)
class ReplyFile:
    """An open file; `notes` are sentences for whoever reads it, `columns` field → header."""

    name: str
    notes: list[str]
    columns: dict[str, str]
    _bytes: ByteSource
    _rows: DelimitedReader
    _seen: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bytes.close()

    @property
    def size(self) -> int | None:
        return self._bytes.size

    @property
    def taken(self) -> int:
        return self._bytes.taken

    def __iter__(self) -> Iterator[Reply | BadRow]:
        """Yield each reply, or what is wrong with its row. Raises UnreadableFileError."""
        headers = self._rows.headers
        places = {name: headers.index(header) for name, header in self.columns.items()}
        for row in self._rows:
            yield self._reply(row, places)

    def _reply(self, row: Row | BrokenRow, places: dict[str, int]) -> Reply | BadRow:
        if isinstance(row, BrokenRow):
            return BadRow(row.line, row.reason)
        values = {name: row.values[place].strip() for name, place in places.items()}
        reply_id = values["id"]
        if not reply_id:
            return BadRow(row.line, f'no "{self.columns["id"]}": each reply needs one')
        first = self._seen.setdefault(reply_id, row.line)
        if first != row.line:
            return BadRow(row.line, f'id "{reply_id}" stands on line {first} already')
        # Nobody knows who a reply without a customer went to: to somebody of its own.
        customer = values["customer"] or f"reply {reply_id}"
        return Reply(reply_id, customer, values["text"], values.get("question", ""))


def open_replies(path: str) -> ReplyFile:
    """Return the open file at `path`: CSV or TSV, also packed (.gz), "-" is standard input.

    Raises UnreadableFileError for one without the columns that are needed.
    """
    source = ByteSource(path)
    try:
        rows = DelimitedReader(LineReader(source.chunks()), source.name)
        columns = guess_columns(rows.headers)
        missing = [name for name in NEEDED if name not in columns]
        if missing:
            has = ", ".join(f'"{one}"' for one in rows.headers[:50])
            lacks = " and no ".join(missing)
            reason = f"has no column {lacks}; id, customer and text are needed, it has {has}"
            raise UnreadableFileError(source.name, reason)
    except BaseException:
        source.close()
        raise
    unused = [one for one in rows.headers if one not in columns.values()]
    notes = [f"{source.name}: columns left out: {', '.join(unused)}"] if unused else []
    notes += [
        f'{source.name}: column "{header}" is taken as {name}'
        for name, header in columns.items()
        if _plain(header) != _plain(name)
    ]
    return ReplyFile(source.name, notes, columns, source, rows)


def guess_columns(headers: Sequence[str]) -> dict[str, str]:
    """Return field → header, for each field the likeliest header that is there."""
    plain = {_plain(header): header for header in reversed(headers)}
    found = {}
    for name, words in HEADERS.items():
        for word in words.split(","):
            if _plain(word) in plain:
                found[name] = plain.pop(_plain(word))
                break
    return found


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", header.casefold())
