"""Which number does somebody call? Where a desk is reached, for what, and when."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One way to reach somebody, as the file says it. Empty lists mean: whatever it is about."""

    name: str
    channel: str  # "voice", "email", "chat", …
    address: str  # a number, a mail address, a page
    desks: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()  # kinds of matter: "billing", "fault"
    books: tuple[str, ...] = ()  # acquired books whose customers it is for; empty: everybody's
    may: tuple[str, ...] = ()  # what can be done there: "send a technician"
    hours: str | None = None  # OpenStreetMap's notation; None: always
    valid_from_ms: int | None = None
    valid_until_ms: int | None = None  # from then on it is not valid any more


@dataclass(frozen=True, slots=True)
class Reachable:
    """A contact point as it stands at one moment."""

    name: str
    channel: str
    address: str
    desks: tuple[str, ...]
    matters: tuple[str, ...]
    may: tuple[str, ...]
    hours: str | None
    valid_from_ms: int | None
    valid_until_ms: int | None
    is_open: bool
    opens_at_ms: int | None  # None: it is open, or never opens
