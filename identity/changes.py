"""What comes into a resolution, and what comes out: records placed, customers merged, doubts."""

from dataclasses import dataclass, field

from identity.comparable import ComparableRecord
from identity.customer_state import Display
from identity.decision import Rule
from identity.fellegi_sunter import PairScore
from identity.records import RecordKind


@dataclass(frozen=True, slots=True)
class Arrival:
    """One record to resolve, normalised, with its blocking keys."""

    key: str
    kind: RecordKind
    comparable: ComparableRecord
    display: Display
    blocking_keys: tuple[str, ...]
    founds: str  # id of the customer that this record founds if nobody else fits
    updated_at_ms: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """One customer was merged into another, and its id answers there."""

    into_id: str
    number: int = 0  # of the commit that merged them
    decision: str | None = None  # that merged them; None where nothing but the id was left


@dataclass(frozen=True, slots=True)
class Moved:
    """A record now stands with this customer, and why."""

    record_key: str
    customer_id: str
    rule: Rule
    score: PairScore | None
    previous: str | None  # customer it stood with before


@dataclass(frozen=True, slots=True)
class Merged:
    source_id: str
    into_id: str
    record_keys: tuple[str, ...]
    score: PairScore | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair that a person should judge."""

    record_key: str
    customer_id: str
    other_key: str  # the customer's record that stands for it
    score: PairScore
    reason: str
    evidence: str | None = None  # what a rejected pair says now: it asks for a task of its own


@dataclass(slots=True)
class Changes:
    moved: dict[str, Moved] = field(default_factory=dict)  # where each stands in the end
    placed: dict[str, Moved] = field(default_factory=dict)  # where each was put by itself
    restated: set[str] = field(default_factory=set)  # records that stay, for another reason now
    merged: list[Merged] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    founded: set[str] = field(default_factory=set)
    reborn: set[str] = field(default_factory=set)  # ids of those that answered for others before
    touched: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)  # blocking keys whose customers changed
