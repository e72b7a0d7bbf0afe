"""For whom does a customer work? What its records say, and mail domains that colleagues share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from identity.normalise.name_forms import family_parts
from identity.normalise.text import fold

FEWEST_SURNAMES: Final = 3  # at one mail domain, so that it is a company's and no family's
MEMBER: Final = "member"
LEGAL_FORMS: Final = frozenset(
    {
        "ab", "ag", "aktiengesellschaft", "bv", "corp", "corporation", "eg", "ev", "gbr", "gmbh",
        "inc", "incorporated", "kg", "kgaa", "limited", "llc", "llp", "ltd", "mbh", "nv", "ohg",
        "oy", "plc", "pty", "sarl", "sas", "sasu", "slu", "snc", "spa", "srl", "ug",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Employed:
    """What one source record says of the company that its person works for, or is."""

    source: str
    organisation: str | None = None
    role: str | None = None
    office_key: str | None = None
    domain: str | None = None  # of `office_key`


@dataclass(frozen=True, slots=True)
class Joined:
    """An organisation that a customer is of, and who else is by the same reason."""

    reason: tuple[str, str]  # "name" or "domain", and which
    name: str
    role: str
    why: str
    domain: str | None = None
    colleagues: tuple[str, ...] = ()  # ids of other customers


def is_company(name: str | None) -> bool:
    """Whether a name is a company's: it has a legal form in it, as in "Blue Dune GmbH"."""
    words = fold(name or "").split()
    return len(words) > 1 and not LEGAL_FORMS.isdisjoint(words[1:])


def plain_name(organisation: str) -> str:
    """Return an organisation's name as it is compared: without its legal form."""
    words = fold(organisation).split()
    return " ".join(one for one in words if one not in LEGAL_FORMS) or " ".join(words)


def organisations(
    surname: str | None,
    records: Iterable[Employed],
    colleagues: Mapping[str, Sequence[tuple[str, str | None]]],
) -> list[Joined]:
    """Return the organisations of a customer. `records` come newest first.

    `colleagues` are the other customers at each mail domain, by its key: (id, surname).
    """
    joined: dict[tuple[str, str], Joined] = {}
    for record in records:
        for one in _of_record(surname, record, colleagues):
            joined.setdefault(one.reason, one)
    return list(joined.values())


def _of_record(
    surname: str | None,
    record: Employed,
    colleagues: Mapping[str, Sequence[tuple[str, str | None]]],
) -> Iterator[Joined]:
    if record.organisation is not None and (name := plain_name(record.organisation)):
        why = f"stated by {record.source}"
        yield Joined(("name", name), record.organisation, record.role or MEMBER, why)
    if record.office_key is None or record.domain is None:
        return
    others = colleagues.get(record.office_key, ())
    if has_many_surnames([surname, *(family for _, family in others)]):
        yield Joined(
            ("domain", record.office_key),
            record.domain,
            MEMBER,
            f"mail at {record.domain}, as several others have",
            domain=record.domain,
            colleagues=tuple(sorted(id for id, _ in others)),
        )


def has_many_surnames(surnames: Iterable[str | None]) -> bool:
    """Whether so many people who are no family share something that it is a company's."""
    parts = {family_parts(folded) for one in surnames if one and (folded := fold(one))}
    return len(parts) >= FEWEST_SURNAMES
