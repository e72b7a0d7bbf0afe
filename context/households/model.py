"""The words of households: who may belong together, what was said of it, what follows."""

from dataclasses import dataclass, field

EVIDENCE = "evidence"  # by whom a membership is that no person said
MEMBER = "member"  # the role of whom nobody gave another
ADD = "add_to_household"
REMOVE = "remove_from_household"


@dataclass(frozen=True, slots=True)
class Person:
    """What a customer's records say of where, and as whom, it can be reached."""

    id: str
    surnames: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()  # keys of a street and number in its place
    phones: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()  # that it says it works for, or is
    is_company: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A customer whom somebody said something of. Those of part 0 leave those of part 1."""

    customer_id: str
    part: int
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody said that customers live together, or that one does not live with the others."""

    id: str
    action: str  # ADD or REMOVE
    at_ms: int
    actor: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    customer_id: str
    role: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class Household:
    """Customers who live together for one reason; several may be about the same people."""

    reason: tuple[str, ...]  # which evidence, or whose word, it is made of
    members: tuple[Membership, ...] = field(default=())  # by customer id
