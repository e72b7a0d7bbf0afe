"""The words of mentions: what a post says of us, how urgent it is, and what has become of it."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"  # nobody has taken it
    CLAIMED = "claimed"  # somebody is at it, alone
    ANSWERED = "answered"  # in public
    PRIVATE = "private"  # it goes on where nobody reads along
    CLOSED = "closed"  # by hand: nothing is to be said, or all was said
    LAPSED = "lapsed"  # so old that an answer would be odd


WAITING = (Status.OPEN, Status.CLAIMED)  # what a response team still has to deal with


class Kind(StrEnum):
    BRAND = "brand"
    PRODUCT = "product"
    COMPETITOR = "competitor"


class Tone(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the vocabulary, in all the ways that people write it."""

    kind: Kind
    name: str
    words: tuple[str, ...] = ()  # besides the name
    misspellings: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()  # "@shop" on any network
    sites: tuple[str, ...] = ()  # "shop.example.com", and all below it
    exactly: bool = False  # its words mean something else unless they are written as here
    near: tuple[str, ...] = ()  # one of these words beside it shows that it is meant
    unless: tuple[str, ...] = ()  # phrases in which it is not meant
    alone: bool = True  # False: it counts only beside something else of ours


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a post names."""

    kind: Kind
    name: str
    how: str  # "name", "misspelling", "hashtag", "handle", "site", "network", "review"
    written: str  # as it stands in the post


@dataclass(frozen=True, slots=True)
class Reading:
    """What a post says of us."""

    found: tuple[Found, ...] = ()
    tagged: bool = False  # by a handle of ours, or so the network says

    @property
    def is_ours(self) -> bool:
        """Return whether it speaks of us; who names a competitor only does not."""
        return any(one.kind is not Kind.COMPETITOR for one in self.found)

    @property
    def competitors(self) -> tuple[str, ...]:
        named = (one.name for one in self.found if one.kind is Kind.COMPETITOR)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Sentiment:
    tone: Tone
    score: float  # from -1 to 1
    words: tuple[str, ...] = ()  # that decided it
    language: str = ""  # whose words were looked for; "": none is recognised


@dataclass(frozen=True, slots=True)
class Weights:
    """Factors of triage: its points are reach × who it is × what is open."""

    known: int = 2  # a customer with an account
    valued: int = 3  # with many orders, many followers, or a history in public
    complaint: int = 2  # nothing is open, and somebody complains or asks
    open: int = 3  # a matter is open
    pressing: int = 4  # one that was tried several times, or a broken promise
    firestorm: int = 6  # several public places within a day


@dataclass(frozen=True, slots=True)
class Times:
    answer_ms: int  # from the post to the first answer
    claim_ms: int  # after which a claim that came to nothing is given back
    lapse_ms: int  # after which nobody is expected to answer
    storm_ms: int  # within which several public places are a firestorm


@dataclass(frozen=True, slots=True)
class MentionRules:
    """What a company calls itself, and how it deals with who speaks of it."""

    entries: tuple[Entry, ...]
    times: Times
    weights: Weights = Weights()


@dataclass(frozen=True, slots=True)
class Triage:
    points: int
    why: str  # "2,500 may have read it (4) × a customer of 11 orders (3) × a matter is open (3)"


@dataclass(frozen=True, slots=True)
class Author:
    """Who posted, as far as triage asks."""

    known: bool = False  # with an account, not a public profile alone
    orders: int = 0
    followers: int | None = None
    standing: str | None = None  # "ambassador" or "detractor"


@dataclass(frozen=True, slots=True)
class Post:
    """A public post of a customer, as it was judged when it came."""

    key: str  # of the mention
    interaction: str  # its key
    source: str
    id: str
    channel: str
    at_ms: int
    tone: Tone
    text: str = ""
    reach: int | None = None
    rating: str | None = None

    @property
    def place(self) -> str:
        """Return where it stands: two posts on one network are one place."""
        return f"{self.channel} {self.source}" if self.channel == "email" else self.source


@dataclass(frozen=True, slots=True)
class Firestorm:
    """One customer in several public places within a day."""

    posts: tuple[Post, ...]  # oldest first
    reach: int

    @property
    def places(self) -> tuple[str, ...]:
        """Return the places in the order in which they were reached."""
        return tuple(dict.fromkeys(one.place for one in self.posts))

    @property
    def since_ms(self) -> int:
        return self.posts[0].at_ms

    @property
    def warned_ms(self) -> int:
        """Return when it became one: at the first post in the second place."""
        first = self.posts[0].place
        return next(one.at_ms for one in self.posts if one.place != first)

    @property
    def last_ms(self) -> int:
        return self.posts[-1].at_ms


@dataclass(frozen=True, slots=True)
class History:
    """How a customer has spoken of us in public."""

    positive: int
    negative: int
    neutral: int
    reach: int  # of all of it together
    standing: str | None  # "ambassador", "detractor"; None: neither
    why: str
