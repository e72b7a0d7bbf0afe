"""A person record made ready to compare: normalised, ASCII, nothing left to parse."""

from dataclasses import dataclass

NORMALISER_VERSION = 2  # raise it when a normaliser changes what it returns


@dataclass(frozen=True, slots=True)
class ComparableRecord:
    """Values of one source record (or of a look-up), lower-case ASCII unless said otherwise.

    None and the empty set mean unknown. Identifiers are "kind:value" strings, so that the same
    string is compared, hashed for look-up and counted for term frequency.
    """

    given: str | None = None  # first given name; may be an initial
    middle: str | None = None  # further given names, space-separated
    family: str | None = None  # space-separated when double
    generation: str | None = None  # "1" of Senior, "2" of Junior or II, "3", "4"
    city: str | None = None  # canonical city name after the alias table
    region: str | None = None
    country: str | None = None
    postcode: str | None = None
    address: str | None = None
    birth_date: str | None = None  # ISO 8601 date, or a part of one
    occupation: str | None = None
    phones: frozenset[str] = frozenset()  # "phone:+15550100123"
    emails: frozenset[str] = frozenset()  # "email:ana@example.com"
    handles: frozenset[str] = frozenset()  # "x:ana_l"
    numbers: frozenset[str] = frozenset()  # "order:1001", "loyalty:881"
    cited: frozenset[str] = frozenset()  # numbers it quotes in passing: evidence, not its own

    @property
    def identifiers(self) -> frozenset[str]:
        """What it holds: a number that is merely cited is not among it."""
        return self.phones | self.emails | self.handles | self.numbers

    @property
    def known_numbers(self) -> frozenset[str]:
        """Numbers that it holds or cites."""
        return self.numbers | self.cited if self.cited else self.numbers

    @property
    def is_named(self) -> bool:
        return self.given is not None or self.family is not None
