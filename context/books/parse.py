"""What does the head of a book's manifest say? One with anything wrong in it is refused whole."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final
from zoneinfo import ZoneInfo

from context.books.model import BookFile, Head
from context.contact_points.parse import moment
from context.policies.document import Faults, Spot, UnreadableTomlError, read_toml
from context.policies.operand import WrongOperandError, identifier, short
from context.policies.parse import RefusedRulesError

TOP: Final = (
    "book", "former_company", "desk", "expected", "sentence", "service", "contract", "file",
)  # fmt: skip
REQUIRED: Final = ("book", "former_company", "desk", "expected", "sentence", "file")
FILE_KEYS: Final = ("name", "entries", "expected", "desk")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST_SENTENCE: Final = 1_000  # characters; it is read aloud
MOST_FILES: Final = 200


def parse_head(text: str, zone: ZoneInfo) -> Head:
    """Return what a manifest says; dates are meant in `zone`. Raises RefusedRulesError."""
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    head = _head(document, zone) if document.table(TOP) else None
    if faults or head is None:
        raise RefusedRulesError(faults.lines(text))
    return head


def _head(document: Spot, zone: ZoneInfo) -> Head | None:
    if not all([document.required(key) for key in REQUIRED]):
        return None
    book = document["book"].read(identifier)
    company, desk = document["former_company"].read(short), document["desk"].read(short)
    expected = document["expected"].read(lambda raw: moment(raw, zone))
    texts = {
        key: _by_language(document[key]) if key in document else {}
        for key in ("sentence", "service", "contract")
    }
    files: dict[str, BookFile] = {}
    for spot in document["file"].items():
        file = _file(spot, zone, expected or 0, desk or "")
        if file is not None and file.name in files:
            spot["name"].fault("a name that no other file has")
        elif file is not None:
            files[file.name] = file
    if len(files) > MOST_FILES:
        document["file"].fault(f"at most {MOST_FILES} files")
    if book is None or company is None:
        return None
    return Head(book, company, **texts, files=tuple(files.values()))


def _file(spot: Spot, zone: ZoneInfo, expected_ms: int, desk: str) -> BookFile | None:
    if not spot.table(FILE_KEYS) or not all([spot.required(key) for key in ("name", "entries")]):
        return None
    name, entries = spot["name"].read(short), spot["entries"].read(_beside)
    own = spot["expected"].read(lambda raw: moment(raw, zone))
    own_desk = spot["desk"].read(short)
    if name is None or entries is None:
        return None
    return BookFile(name, entries, expected_ms if own is None else own, own_desk or desk)


def _beside(raw: object) -> str:
    """Return the name of a file that stands beside the manifest: no path leads elsewhere."""
    if not isinstance(raw, str) or not raw.strip() or "/" in raw or "\\" in raw:
        raise WrongOperandError("the name of a file beside this one, like north.csv")
    return raw


def _by_language(spot: Spot) -> Mapping[str, str]:
    if not isinstance(spot.value, dict) or not spot.value:
        spot.fault('a table of texts by language, like en = "…"')
        return {}
    texts: dict[str, str] = {}
    for language in spot.value:
        text = spot[language].read(_sentence)
        if LANGUAGE.fullmatch(language) is None:
            spot[language].fault("a language, like en or pt-BR", f"the key {language!r}")
        elif text is not None:
            texts[language] = text
    return texts


def _sentence(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > LONGEST_SENTENCE:
        raise WrongOperandError(f"a text of up to {LONGEST_SENTENCE:,} characters")
    return " ".join(raw.split())


def to_text(head: Head) -> str:
    """Return a head as a book's node keeps it."""
    return json.dumps(asdict(head), ensure_ascii=False)


def from_text(text: str) -> Head:
    values = json.loads(text)
    files = tuple(BookFile(**one) for one in values.pop("files"))
    return Head(**values, files=files)
