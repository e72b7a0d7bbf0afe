"""Which words stand in a post? Folded, so that case and accents do not matter, and as written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MOST_CHARACTERS: Final = 10_000  # of one post that are read

# Scripts that put no blanks between words: each character is a word there, so that a name is found
# as a run of them. Hangul as well, since its particles are written to the name.
_UNSPACED: Final = "぀-ヿ㐀-䶿一-鿿가-힯฀-๿"
_LINK: Final = re.compile(r"https?://[^\s<>]+|www\.[^\s<>]+", re.IGNORECASE)
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,6}[\w-]{2,24})")
_HOST: Final = re.compile(
    r"(?<![\w@.-])((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})(?![\w-])", re.IGNORECASE
)
_HOST_OF: Final = re.compile(r"(?:https?://)?(?:[^/@\s]*@)?([^/:?#\s]+)", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"(?<![\w@])@(?P<handle>\w[\w.-]{0,60}(?:@[\w.-]{1,60})?)"
    r"|#(?P<tag>\w{1,100})"
    r"|(?P<word>\w+(?:['’]\w+)*)"
    r"|(?P<end>[.!?…:\n]+)"
    r"|(?P<mark>[,;()\[\]\"“”„«»|/–—]+)"
)
_PIECE: Final = re.compile(f"[{_UNSPACED}]|[^{_UNSPACED}]+")
_IN_TAG: Final = re.compile(
    r"[A-ZÀ-ÖØ-ÞŁŠŽ]?[a-zß-öø-ÿłšž]+|[A-ZÀ-ÖØ-ÞŁŠŽ]+(?![a-zß-öø-ÿłšž])|\d+|[^\W\d_]"
)
_HAS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")


@dataclass(frozen=True, slots=True)
class Token:
    word: str  # folded
    written: str
    begins: bool = False  # a sentence: a capital letter tells nothing there
    tag: bool = False  # it is part of a hashtag
    apart: bool = False  # a comma or the like parts it from the word before


@dataclass(frozen=True, slots=True)
class Words:
    """A post taken apart."""

    tokens: tuple[Token, ...]
    handles: tuple[str, ...]  # folded, without "@"
    tags: tuple[tuple[str, str], ...]  # folded and as written, without "#"
    hosts: tuple[str, ...]  # of links and mail addresses, and whatever else may be one
    shouted: bool  # capitals only


def words_of(text: str) -> Words:
    """Return the words, handles, hashtags and hosts of a post."""
    text = _plain(text[:MOST_CHARACTERS])
    hosts: list[str] = []
    if "@" in text or "://" in text or "www." in text or "." in text:
        text = _take_hosts(text, hosts)
    tokens: list[Token] = []
    handles: list[str] = []
    tags: list[tuple[str, str]] = []
    begins = apart = True
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        written = found[kind] if kind else ""
        if kind == "word":
            tokens += _tokens(written, begins, apart)
            begins = apart = False
        elif kind == "end":
            begins = apart = True
        elif kind == "mark":
            apart = True
        elif kind == "handle":
            handles.append(fold(written.rstrip(".-")))
            apart = True
        else:
            tags.append((fold(written), written))
            tokens += _in_tag(written)
            apart = True
    return Words(tuple(tokens), tuple(handles), tuple(tags), tuple(hosts), text.isupper())


def folded_words(phrase: str) -> tuple[str, ...]:
    """Return the words of a name or phrase of the vocabulary, folded."""
    return tuple(one.word for one in words_of(phrase).tokens)


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return a word without case, accents and the genitive's s."""
    if word.isascii():
        plain = word.lower()
    else:
        apart = unicodedata.normalize("NFKD", word.casefold())
        plain = "".join(one for one in apart if not unicodedata.combining(one))
        plain = unicodedata.normalize("NFC", plain).replace("’", "'")
    return plain.removesuffix("'s")


def host_of(link: str) -> str:
    """Return the host that a link or a bare address names, in small letters."""
    found = _HOST_OF.match(link.strip())
    return found[1].lower().removeprefix("www.").rstrip(".") if found else ""


def _plain(text: str) -> str:
    """Return the text in one spelling (NFKC), without characters that nobody sees."""
    if text.isascii():
        return text
    whole = unicodedata.normalize("NFKC", text)
    return "".join(one for one in whole if unicodedata.category(one) != "Cf")


def _take_hosts(text: str, hosts: list[str]) -> str:
    """Note the hosts of a text; return it without links and mail addresses."""

    def link(found: re.Match[str]) -> str:
        hosts.append(host_of(found[0]))
        return " "

    def mail(found: re.Match[str]) -> str:
        hosts.append(found[1].lower())
        return " "

    text = _MAIL.sub(mail, _LINK.sub(link, text))
    hosts += [one.lower().removeprefix("www.") for one in _HOST.findall(text)]
    return text


def _in_tag(written: str) -> list[Token]:
    """Return the words of a hashtag, as capitals part them."""
    return [
        Token(fold(one), one, tag=True, apart=not place)
        for place, one in enumerate(_IN_TAG.findall(written))
    ]


def _tokens(written: str, begins: bool, apart: bool) -> Iterator[Token]:
    if written.isascii() or not _HAS_UNSPACED.search(written):
        yield Token(fold(written), written, begins, apart=apart)
        return
    for piece in _PIECE.findall(written):
        yield Token(fold(piece), piece, begins, apart=apart)
        begins = apart = False
