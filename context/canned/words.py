"""What is left of a reply once names, numbers, links and signatures are taken out?

Sentences of plain small ASCII words. Links, e-mail addresses, phone and other numbers become one
word each, so that two fillings of one template read alike. Handles, emoji, the customer's name
after a greeting and the agent's at the end are gone; "1/2" of a thread too.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyascii import anyascii

LINK: Final = "<link>"
MAIL: Final = "<mail>"
PHONE: Final = "<phone>"
NUMBER: Final = "<number>"
MOST_CHARACTERS: Final = 8_000  # of one reply that are read
MOST_COMPARED: Final = 1_500  # of them, in plain words, that are compared with other replies'

_STRAIGHT: Final = str.maketrans(dict.fromkeys("‘’´`", "'") | dict.fromkeys("“”„«»", '"'))
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)'\"]"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,6}(?:com|net|org|info|co|me|io|de|fr|es|uk|us|tv|ly)/\S*",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_HANDLE: Final = re.compile(r"(?<![\w@])@\w{1,60}")
_PHONE: Final = re.compile(r"(?<!\w)[+(]?\d(?:[ ().-]{0,2}\d){6,15}(?!\w)")
_PART: Final = re.compile(r"\(?\b\d{1,2}/\d{1,2}\)?(?=\s*(?:[\^*~-]|$))|\(\d{1,2}/\d{1,2}\)")
_SIGN: Final = re.compile(r"[\^*~][ ]?[A-Z][\w.]{0,20}(?=\W|$)|(?:^|\s)/[A-Z]{1,3}(?=\W|$)")
_SIGN_AT_END: Final = re.compile(r"(?<=[\s.!?])[-–—/][ ]?[A-Z][\w.]{0,20}(?:[ ][A-Z]\w{0,20})?\W*$")
_NAME: Final = r"(?-i:[A-ZÀ-ÖØ-Þ][\w'’-]{1,30})"
_NAME_AT_END: Final = re.compile(
    r"((?:[.!?)\n>]|regards,?|thanks,?|cheers,?|sincerely,?|wishes,?|gruss,?|gruß,?|grüße,?"
    rf"|saludo,?|cordialement,?)\s{{1,3}}){_NAME}(?:[ ]{_NAME}){{0,2}}"
    r"(?:,[ ](?:(?-i:[a-z]{1,20})[ ]?){1,3})?[ ~*)!]*$",
    re.IGNORECASE,
)
_GREETED: Final = re.compile(
    r"^(\W*(?:hi(?:ya)?|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen"
    r"|abend)|liebe[r]?|sehr geehrte[r]?|hola|estimad[oa]|buen[oa]s (?:d[ií]as|tardes|noches)"
    r"|bonjour|bonsoir|ch[eè]re?)(?: there)?),?[ ]"
    r"(?:(?:mr|mrs|ms|miss|dr|sir|madam|herrn?|frau|se[nñ]ora?|sra?|monsieur|madame|mme)\b\.?[ ]?)*"
    rf"(?:{_NAME}[ ]?){{0,2}}(?=\W|$)",
    re.IGNORECASE,
)
_CALLED: Final = re.compile(rf",[ ]{_NAME}(?=[ ]?[.!?,]|$)")
_SHORT_FORMS: Final = (
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\blet's\b"), "let us"),
    (re.compile(r"\b(he|she|it|that|what|here|there|how|who|where)'s\b"), r"\1 is"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"'s\b"), ""),
)
_DIGITS: Final = re.compile(r"(?<!\S)\S*\d\S*")
_END: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[a-z][.!?])(?=[A-Z])|[\n;]+")
_WORD: Final = re.compile(r"<(?:link|mail|phone|number)>|[a-z]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` as it came but without what is somebody's own; `words` for comparing."""

    text: str
    words: tuple[str, ...]

    @property
    def is_question(self) -> bool:
        return self.text.rstrip("\"') ").endswith("?") or "?" in self.text


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Return the sentences that have words; none for a reply of nothing but a name or an emoji."""
    bare = _without_own(text[:MOST_CHARACTERS])
    parts = (part.strip() for part in _END.split(bare))
    return tuple(one for one in (Sentence(part, words_of(part)) for part in parts) if one.words)


def plain_text(sentences: Iterable[Sentence]) -> str:
    """Return the words of the sentences in one line, cut: what replies are compared by."""
    return " ".join(word for one in sentences for word in one.words)[:MOST_COMPARED]


@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[str, ...]:
    """Return plain words: small ASCII letters, short forms written out, numbers as one word."""
    plain = text.translate(_STRAIGHT).casefold()
    if not plain.isascii():
        plain = anyascii(_without_emoji(plain)).casefold()
    for short, long in _SHORT_FORMS:
        plain = short.sub(long, plain)
    return tuple(_WORD.findall(_DIGITS.sub(f" {NUMBER} ", plain)))


def _without_own(text: str) -> str:
    """Take handles, links, numbers that reach somebody, names and signatures out."""
    text = html.unescape(text).translate(_STRAIGHT).strip()
    text = _MAIL.sub(MAIL, _LINK.sub(f" {LINK} ", text))
    text = _HANDLE.sub(" ", text)
    text = _SIGN.sub(" ", _PART.sub(" ", text)).strip()
    text = _PART.sub(" ", _SIGN_AT_END.sub("", text)).strip()
    text = _NAME_AT_END.sub(r"\1", text)
    text = _GREETED.sub(r"\1", text.lstrip(" .,:-"))
    return _PHONE.sub(PHONE, _CALLED.sub("", text))


def _without_emoji(text: str) -> str:
    return "".join(one if one.isalnum() or ord(one) < 0x2190 else " " for one in text)
