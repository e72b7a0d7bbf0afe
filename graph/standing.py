"""How a customer stands with us and with others: worth, wishes, household, what happened to things.

Instants are epoch milliseconds (`…_ms`), as in graph.model.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """All orders of a customer in one currency, those that came to nothing apart."""

    currency: str | None
    is_void: bool  # cancelled, returned or refunded as a whole
    orders: int
    total: float | None
    first_ms: int | None
    last_ms: int | None


@dataclass(frozen=True, slots=True)
class ReturnedGoods:
    """One return of an order that stands. Lines are JSON, as they are kept."""

    order_key: str
    currency: str | None
    total: str | None  # of the order
    lines: str | None  # of the order
    returned: str | None  # None: all of it


@dataclass(frozen=True, slots=True)
class Stated:
    """What one source record says of how its person wants to be spoken with."""

    source: str
    source_id: str
    updated_at_ms: int
    preferred_channel: str | None
    consents: str | None  # JSON: [channel, purpose, given, at_ms or null]
    language: str | None = None  # BCP 47


@dataclass(frozen=True, slots=True)
class Wish:
    """What a customer wrote of how to be spoken with, e.g. ("not voice", "only email")."""

    source: str
    source_id: str
    channel: str
    at_ms: int
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What value, consent and preference are worked out from."""

    totals: tuple[OrderTotals, ...] = ()
    returned: tuple[ReturnedGoods, ...] = ()
    stated: tuple[Stated, ...] = ()
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    currency: str
    amount: str  # exact: "129.00"


@dataclass(frozen=True, slots=True)
class ValueView:
    """What a customer is worth to us, over all orders."""

    since_ms: int | None = None
    orders: int = 0  # those that stand
    void_orders: int = 0  # cancelled, returned or refunded
    spent: tuple[Money, ...] = ()  # net, the currency of most orders first
    last_order_at_ms: int | None = None
    in_carts: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The newest statement about one channel and one purpose."""

    channel: str
    purpose: str
    given: bool
    source: str
    source_id: str
    since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class RefusedChannel:
    channel: str
    why: str
    source: str
    since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class PreferredChannel:
    """How to speak with a customer. None: only what to leave alone is known."""

    channel: str | None
    why: str
    source: str | None = None  # system that said so; None: seen from use
    since_ms: int | None = None
    avoid: tuple[RefusedChannel, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitView:
    """An interaction about something that the customer owns."""

    id: str
    source: str
    channel: str
    kind: str
    direction: str
    at_ms: int
    note: str | None = None
    agent: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class FailureView:
    """A fault that was reported about something that the customer owns."""

    at_ms: int
    words: str  # "stopped working"
    id: str
    source: str


@dataclass(frozen=True, slots=True)
class PriceView:
    """A price of a contract, and since when."""

    since_ms: int
    currency: str | None
    price: str
    interval: str | None = None


@dataclass(frozen=True, slots=True)
class MemberMatter:
    """An open problem of somebody else in the household."""

    id: str
    subject: str
    status: str
    opened_at_ms: int | None = None
    last_at_ms: int | None = None
    story: str | None = None  # JSON, as context writes it
    attempts: int | None = None  # this and the next are worked out from the story
    waited_seconds: int | None = None
    talked_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class MemberAsset:
    id: str
    source: str
    name: str
    serial: str | None = None
    batch: str | None = None
    status: str | None = None
    visits: tuple[VisitView, ...] = ()  # the last ones, oldest first


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody else in a customer's household: another customer, never merged."""

    id: str
    name: str | None
    role: str
    why: tuple[str, ...]  # "same surname and same address"
    by: tuple[str, ...]  # "evidence", or who said so
    since_ms: int | None = None  # a customer since
    matters: tuple[MemberMatter, ...] = ()  # open ones
    assets: tuple[MemberAsset, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdView:
    role: str  # the customer's own
    members: tuple[MemberView, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class OrganisationView:
    id: str
    name: str
    role: str
    why: str
    domain: str | None = None
