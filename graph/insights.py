"""Whom something concerns and what they were told, as the rooms above see it.

Instants are epoch milliseconds (`…_ms`), as in graph.model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.model import ContractView
from graph.standing import Stated, Wish

Holders = Sequence[tuple[str, str]]  # customer id, key of the account


@dataclass(frozen=True, slots=True)
class HeldContract:
    key: str
    contract: ContractView
    holders: Holders


@dataclass(frozen=True, slots=True)
class ClosingPlace:
    key: str
    source: str
    source_id: str
    name: str
    city: str | None
    closes_at_ms: int


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    key: str
    total: str | None
    currency: str | None
    placed_at_ms: int
    holders: Holders


@dataclass(frozen=True, slots=True)
class EndedPart:
    key: str
    source: str
    source_id: str
    name: str
    ended_at_ms: int
    fits_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnedAsset:
    key: str
    source: str
    source_id: str
    name: str
    status: str | None
    serial: str | None
    batch: str | None
    since_ms: int | None
    holders: Holders


@dataclass(frozen=True, slots=True)
class Addressee:
    """A customer who may be told something: what was said before, and how to be reached."""

    id: str
    name: str | None
    given_name: str | None
    complaints: tuple[tuple[str, int], ...] = ()  # cause and time, of the causes asked for
    notices: tuple["GivenNotice", ...] = ()  # of ours, and of whatever else sent one
    held_out_until_ms: int | None = None  # of some notice, so that its effect is measured
    stated: tuple[Stated, ...] = ()
    wishes: tuple[Wish, ...] = ()
    identifiers: tuple[tuple[str, str, bool], ...] = ()  # kind, value, shared
    profiles: tuple[str, ...] = ()  # JSON: what accounts say, the newest first


@dataclass(frozen=True, slots=True)
class GivenNotice:
    """An interaction of ours that told a customer something."""

    at_ms: int
    about: tuple[str, ...]  # keys of the things
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice that was made: what it says is frozen, as is whom it is for."""

    id: str
    form: str  # its name in the rules
    title: str
    pattern: str
    causes: tuple[str, ...]
    state: str  # "making", "draft", "approved", "sending", "done", "cancelled"
    made_at_ms: int
    made_by: str
    per_day: int
    not_again_days: int
    hold_out_percent: str
    measure_days: int
    channels: tuple[str, ...]
    purpose: str
    needs_consent: bool
    approved_at_ms: int | None = None
    approved_by: str | None = None
    done_at_ms: int | None = None
    cancelled_at_ms: int | None = None
    cancelled_by: str | None = None
    counts: tuple["RecipientCount", ...] = ()


@dataclass(frozen=True, slots=True)
class RecipientCount:
    state: str
    group: str | None
    channel: str | None
    reason: str | None  # of whoever is left out
    customers: int


@dataclass(frozen=True, slots=True)
class RecipientView:
    """Who is to be told what, how, or why not."""

    id: str
    customer_id: str | None  # today; None: erased since
    customer_name: str | None
    state: str  # "waiting", "sent", "held", "left_out"
    group: str | None  # "told" or "held_out", as drawn; None: left out before that
    channel: str | None
    language: str | None
    text: str | None
    why: str  # the pattern fits
    reason: str | None  # left out, in a word
    detail: str | None  # and in a sentence
    subject_type: str
    subject_source: str
    subject_id: str
    subject_key: str
    value: str | None
    turn_ms: int | None  # told, or held out, since then
    source: str | None = None  # of the account it hangs on
    source_id: str | None = None
    source_kind: str | None = None
    since_ms: int = 0  # from when on a notice about the same counts as this one
