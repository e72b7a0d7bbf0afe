"""What customers say of us in public, as the rooms above see it. Instants are epoch ms."""

from dataclasses import dataclass

from graph.model import CustomerId


@dataclass(frozen=True, slots=True)
class MediaView:
    """A photo or the like that belongs to a post: where it is, not what it is."""

    url: str
    kind: str | None = None  # "photo", "video"
    text: str | None = None  # what it shows, as its source says


@dataclass(frozen=True, slots=True)
class AuthorView:
    """The customer who posted."""

    id: CustomerId
    name: str | None = None
    city: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class MentionView:
    """One post that speaks of us, how it was judged, and what has become of it."""

    id: str
    source: str
    interaction_id: str
    channel: str
    kind: str
    at_ms: int
    status: str
    due_ms: int
    points: int
    why: str
    tone: str
    score: float
    tagged: bool
    found: str  # JSON, as context writes it
    tone_words: tuple[str, ...] = ()  # that decided the tone
    text: str | None = None
    reach: int | None = None
    rating: str | None = None
    media: tuple[MediaView, ...] = ()
    claimed_by: str | None = None
    claimed_at_ms: int | None = None
    answered_by: str | None = None
    answered_at_ms: int | None = None
    answer_text: str | None = None
    private_by: str | None = None
    private_at_ms: int | None = None
    closed_by: str | None = None
    closed_at_ms: int | None = None
    closed_why: str | None = None
    overdue_at_ms: int | None = None  # since when it is known to be late
    change: str | None = None  # names the last change by hand
    customer: AuthorView | None = None
    story: str | None = None  # JSON of the matter that it is part of, as context writes it


@dataclass(frozen=True, slots=True)
class PostView:
    """A mention among its customer's, as far as triage and firestorms ask."""

    key: str
    interaction: str
    source: str
    id: str
    channel: str
    at_ms: int
    tone: str
    text: str | None
    reach: int | None
    rating: str | None
    status: str
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class StoredStorm:
    id: str
    digest: str
    customer_id: str  # on whom it hangs; perhaps one who was merged since
    posts: tuple[str, ...]  # keys of the mentions
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicView:
    """A customer's public posts, and what is stored of them."""

    customer_id: CustomerId
    posts: tuple[PostView, ...]  # newest first
    storms: tuple[StoredStorm, ...]
    profiles: tuple[str, ...]  # JSON, as identity writes them: of public profiles


@dataclass(frozen=True, slots=True)
class FirestormView:
    """One customer in several public places within a day."""

    id: str
    since_ms: int
    warned_ms: int
    last_ms: int
    places: tuple[str, ...]
    reach: int
    owns: tuple[str, ...]
    tried: tuple[str, ...]
    customer: AuthorView


@dataclass(frozen=True, slots=True)
class ThreadAnswer:
    """What another customer answered in the thread of a mention."""

    mention: str  # its key
    source: str
    id: str
    at_ms: int
    text: str | None
    reach: int | None
    customer: AuthorView
    thanks: tuple[str, ...]  # what the asker replied to it
