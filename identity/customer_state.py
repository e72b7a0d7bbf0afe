"""A customer as the resolver sees it: its source records, ready to compare."""

from dataclasses import dataclass, field, fields

from identity.comparable import ComparableRecord
from identity.decision import Rule
from identity.records import PersonRecord, RecordKind


@dataclass(frozen=True, slots=True)
class Display:
    """What a record would show on a golden record, as it came."""

    given_name: str | None = None
    family_name: str | None = None
    name: str | None = None
    city: str | None = None
    country: str | None = None
    language: str | None = None
    address: str | None = None
    postcode: str | None = None
    birth_date: str | None = None

    @classmethod
    def of(cls, person: PersonRecord) -> "Display":
        return cls(*(getattr(person, name) for name in SHOWN))


SHOWN = tuple(field.name for field in fields(Display))


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A source record of a customer. `updated_at_ms` is 0 where the source gives no time."""

    key: str
    kind: RecordKind
    rule: Rule
    comparable: ComparableRecord
    display: Display
    updated_at_ms: int = 0
    source: str = ""
    home: str | None = None  # the customer it was placed with, where merges moved it since
    placed: int = 0  # number of the commit that placed it there
    chosen: tuple[str, ...] = ()  # choices of a person that it holds; see survivorship


@dataclass(slots=True)
class CustomerState:
    id: str
    records: dict[str, StoredRecord] = field(default_factory=dict)
    owned_numbers: ComparableRecord | None = None  # orders and cases that hang on its records

    def solid(self, *, without: str | None = None) -> list[StoredRecord]:
        """Return the records that count: attributed ones are no evidence, `without` is left out."""
        return [
            record
            for record in self.records.values()
            if record.rule is not Rule.LOOKUP and record.key != without
        ]

    def evidence(self, *, without: str | None = None) -> list[ComparableRecord]:
        """Return what a record is compared with: solid records and numbers owned through orders."""
        comparables = [record.comparable for record in self.solid(without=without)]
        if self.owned_numbers is not None:
            comparables.append(self.owned_numbers)
        return comparables

    def own(self, numbers: frozenset[str]) -> None:
        """Add numbers that it holds through orders and cases."""
        known = self.owned_numbers.numbers if self.owned_numbers else frozenset[str]()
        self.owned_numbers = ComparableRecord(numbers=known | numbers)

    @property
    def is_provisional(self) -> bool:
        """Whether nobody with a name stands behind it: only contacts and references."""
        return not any(record.comparable.is_named for record in self.solid())
