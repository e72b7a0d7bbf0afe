"""How is a vocabulary of hundreds of entries looked for in one pass over a post's words?

Every name stands under its first word; so what a post costs grows with its length, and hardly with
the vocabulary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from context.mentions.model import Entry, Found, Kind
from context.mentions.tokens import Token, Words, fold, folded_words, host_of, words_of

SHORTEST_IN_TAG: Final = 5  # letters of a name that a hashtag in small letters may begin with
SPANS: Final = 40  # words after which nothing stands beside each other any more

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing an entry's name."""

    entry: Entry
    how: str
    words: Phrase  # folded
    written: Phrase
    near: frozenset[str]
    unless: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary made ready to be looked for."""

    forms: dict[str, list[Form]] = field(default_factory=dict)  # by the first word, longest first
    tags: dict[str, Entry] = field(default_factory=dict)
    handles: dict[str, Entry] = field(default_factory=dict)
    sites: dict[str, Entry] = field(default_factory=dict)
    names: dict[str, Entry] = field(default_factory=dict)  # of one long word, for hashtags
    doubtful: set[str] = field(default_factory=set)  # names that do not count alone
    own: str = "us"  # what we are called where nobody says it

    def find(self, words: Words) -> Iterator[Found]:
        """Yield each entry that a post names, in the order of its words; some may be doubtful."""
        yield from self._addressed(words)
        place, tokens = 0, words.tokens
        while place < len(tokens):
            form = self._form_at(words, place)
            if form is None:
                place += 1
                continue
            size = len(form.words)
            written = " ".join(one.written for one in tokens[place : place + size])
            yield _found(form.entry, form.how, written)
            place += size

    def _addressed(self, words: Words) -> Iterator[Found]:
        for handle in words.handles:
            entry = self.handles.get(handle)
            if entry is not None:
                yield _found(entry, "handle", f"@{handle}")
        for folded, written in words.tags:
            entry = self.tags.get(folded) or self._begins(folded)
            if entry is not None:
                yield _found(entry, "hashtag", f"#{written}")
        for host in words.hosts:
            entry = self._site(host)
            if entry is not None:
                yield _found(entry, "site", host)

    def _begins(self, tag: str) -> Entry | None:
        """Return the entry whose name a hashtag begins with: `#northwindfail`."""
        for size in range(len(tag), SHORTEST_IN_TAG - 1, -1):
            if tag[:size] in self.names:
                return self.names[tag[:size]]
        return None

    def _site(self, host: str) -> Entry | None:
        while "." in host:
            if host in self.sites:
                return self.sites[host]
            host = host.partition(".")[2]
        return None

    def _form_at(self, words: Words, place: int) -> Form | None:
        tokens = words.tokens
        for form in self.forms.get(tokens[place].word, ()):
            if _stands_at(tokens, place, form.words) and _is_meant(form, words, place):
                return form
        return None


def make_vocabulary(entries: Sequence[Entry]) -> Vocabulary:
    """Return the vocabulary of these entries."""
    brands = (one.name for one in entries if one.kind is Kind.BRAND)
    made = Vocabulary(own=next(brands, "us"))
    for entry in entries:
        if not entry.alone:
            made.doubtful.add(entry.name)
        near = frozenset(word for one in entry.near for word in folded_words(one))
        unless = tuple(folded_words(one) for one in entry.unless)
        for how, names in (
            ("name", (entry.name, *entry.words)),
            ("misspelling", entry.misspellings),
        ):
            for name in names:
                _add(made, Form(entry, how, *_apart(name), near, unless))
        for tag in entry.hashtags:
            made.tags.setdefault(fold(tag.lstrip("#")), entry)
        for handle in entry.handles:
            made.handles.setdefault(fold(handle.lstrip("@")), entry)
        for site in entry.sites:
            made.sites.setdefault(host_of(site), entry)
    for forms in made.forms.values():
        forms.sort(key=lambda one: -len(one.words))
    return made


def _add(made: Vocabulary, form: Form) -> None:
    made.forms.setdefault(form.words[0], []).append(form)
    entry = form.entry
    if len(form.words) == 1 and not entry.exactly and not entry.near:
        made.names.setdefault(form.words[0], entry)


def _apart(name: str) -> tuple[Phrase, Phrase]:
    tokens = words_of(name).tokens
    return tuple(one.word for one in tokens), tuple(one.written for one in tokens)


def _stands_at(tokens: Sequence[Token], place: int, words: Phrase) -> bool:
    if place < 0 or place + len(words) > len(tokens):
        return False
    return all(
        tokens[place + at].word == word and not (at and tokens[place + at].apart)
        for at, word in enumerate(words)
    )


def _is_meant(form: Form, words: Words, place: int) -> bool:
    """Return whether a word that may be an everyday one stands for the name here."""
    tokens, size = words.tokens, len(form.words)
    for phrase in form.unless:
        starts = range(place - len(phrase) + size, place + 1)
        if any(_stands_at(tokens, start, phrase) for start in starts):
            return False
    if form.near and _is_near(form, tokens, place):
        return True
    if not form.entry.exactly:
        return not form.near
    first = tokens[place]
    if words.shouted or (first.begins and size == 1) or first.tag:
        return False  # a capital letter there tells nothing
    return all(tokens[place + at].written == one for at, one in enumerate(form.written))


def _is_near(form: Form, tokens: Sequence[Token], place: int) -> bool:
    size = len(form.words)
    beside = (*tokens[max(0, place - SPANS) : place], *tokens[place + size : place + SPANS])
    return any(one.word in form.near for one in beside)


def _found(entry: Entry, how: str, written: str) -> Found:
    return Found(entry.kind, entry.name, how, written)
