"""What a source says about one person: the canonical record that every connector produces."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class RecordKind(StrEnum):
    """How much a source vouches for the names it gives."""

    ACCOUNT = "account"  # a record the company keeps: shop, CRM, case system
    PROFILE = "profile"  # self-declared on a public network: anybody can take any name
    CONTACT = "contact"  # no account at all: an anonymous call, keyed by the call


@dataclass(frozen=True, slots=True)
class Handle:
    network: str  # "x", "instagram", …
    handle: str
    followers: int | None = field(default=None, compare=False)  # as last seen; the handle stays


@dataclass(frozen=True, slots=True)
class Number:
    kind: str  # "loyalty", "account", "order", "case", "contract", "ssn", …
    value: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person allowed or refused: being spoken with on a channel, for a purpose."""

    channel: str  # "email", "voice", …; "any" for all of them
    purpose: str  # "marketing", "service", …; "any" for all of them
    given: bool
    at: datetime | None = None  # timezone-aware; None: as of the record's own time


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One account of a person as its source gives it, not yet normalised.

    `name` is the full name where the source does not split it. `updated_at` is timezone-aware;
    of two versions of one record the newer wins.
    """

    source: str
    source_id: str
    kind: RecordKind = RecordKind.ACCOUNT
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2
    postcode: str | None = None
    address: str | None = None
    birth_date: str | None = None  # ISO 8601 date, or a part of one
    occupation: str | None = None
    organisation: str | None = None  # the company that it works for, or is
    language: str | None = None  # BCP 47
    preferred_channel: str | None = None  # "email", "voice", …
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[Handle, ...] = ()
    numbers: tuple[Number, ...] = ()
    consents: tuple[Consent, ...] = ()
    cited_numbers: tuple[str, ...] = ()  # order or case numbers it quoted: not proof of owning them
    updated_at: datetime | None = None
    complete: bool = True  # False: what an activity says in passing adds, and never takes away

    @property
    def is_reference(self) -> bool:
        """Whether the record only points at an account and says nothing about the person."""
        return self == replace(
            BLANK,
            source=self.source,
            source_id=self.source_id,
            kind=self.kind,
            updated_at=self.updated_at,
            complete=self.complete,
        )


BLANK = PersonRecord(source="", source_id="")
