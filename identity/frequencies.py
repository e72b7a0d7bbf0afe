"""How many bits is it worth that a value is rare, or common?

Two strangers agree in a rare value more seldom than in an average one: the adjustment is
log2(average share / the value's share), as Winkler and Splink apply it. Names and places have
their shares in the model; identifiers are counted by the customers that hold them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

from identity.comparable import ComparableRecord
from identity.comparisons.name import family_parts


@dataclass(frozen=True, slots=True)
class TermFrequencies:
    """Shares of the common values of a field; every other value counts as `unlisted`."""

    shares: Mapping[str, float]
    unlisted: float
    average: float  # chance that two people agree: the sum of the squared shares

    def share(self, value: str | None) -> float:
        return self.average if value is None else self.shares.get(value, self.unlisted)

    def family_share(self, family: str | None) -> float:
        """Return the share of a family name, of a double one that of its rarest part."""
        if family is None or " " not in family:
            return self.share(family)
        return min(self.share(part) for part in family_parts(family))


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common names and places are. A full name counts for no less than `name_floor`."""

    given: TermFrequencies
    family: TermFrequencies
    city: TermFrequencies
    name_floor: float

    def name_bits(self, left: ComparableRecord, right: ComparableRecord) -> float:
        """Of two names that agree the commoner counts."""
        share = max(
            self.given.share(left.given) * self.family.family_share(left.family),
            self.given.share(right.given) * self.family.family_share(right.family),
            self.name_floor,
        )
        return log2(self.given.average * self.family.average / share)

    def family_bits(self, left: ComparableRecord, right: ComparableRecord) -> float:
        share = max(
            self.family.family_share(left.family or left.given),
            self.family.family_share(right.family or right.given),
        )
        return log2(self.family.average / share)

    def given_bits(self, left: ComparableRecord, right: ComparableRecord) -> float:
        share = max(self.given.share(left.given), self.given.share(right.given))
        return log2(self.given.average / share)

    def city_bits(self, left: ComparableRecord, right: ComparableRecord) -> float:
        share = max(self.city.share(left.city), self.city.share(right.city))
        return log2(self.city.average / share)


def identifier_bits(u: float, holders: int, customers: int) -> float:
    """Return 0 for an identifier that one customer holds, and less the more customers share it.

    Every further holder is one more stranger, among all customers, who would agree by chance.
    """
    if holders <= 1:
        return 0.0
    return -log2(1 + (holders - 1) / (customers * u))
