"""How many bits is it worth that a value is rare, or common?

Two strangers agree in a rare value more seldom than in an average one: the adjustment is
log2(average share / the value's share), as Winkler and Splink apply it. Names and places have
their shares in the model; identifiers are counted by the customers that hold them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import log2

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Rarity
from identity.normalise.name_forms import family_parts

Bits = Callable[[ComparableRecord, ComparableRecord], float]


class RarityTable(dict[str | None, float]):
    """Bits by value: those listed, and those of every other; an unknown value has none."""

    def __init__(self, bits: Mapping[str, float], unlisted: float) -> None:
        super().__init__(bits.items())
        self[None] = 0.0
        self.unlisted = unlisted

    def __missing__(self, value: str | None) -> float:
        return self.unlisted


class FamilyRarityTable(RarityTable):
    """The same of family names: a double one has the bits of its rarest part."""

    def __missing__(self, value: str | None) -> float:
        if value is None or " " not in value:
            return self.unlisted
        return max(self.get(part, self.unlisted) for part in family_parts(value))


@dataclass(frozen=True, slots=True)
class TermFrequencies:
    """Shares of the common values of a field; every other value counts as `unlisted`."""

    shares: Mapping[str, float]
    unlisted: float
    average: float  # chance that two people agree: the sum of the squared shares
    weight: float = 1.0  # how much of its rarity a value is worth beside the other evidence
    table: RarityTable = field(init=False, repr=False, compare=False)
    family_table: RarityTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        bits = {value: self._bits(share) for value, share in self.shares.items()}
        unlisted = self._bits(self.unlisted)
        object.__setattr__(self, "table", RarityTable(bits, unlisted))
        object.__setattr__(self, "family_table", FamilyRarityTable(bits, unlisted))

    def _bits(self, share: float) -> float:
        return self.weight * log2(self.average / share)

    def of(self, value: str | None) -> float:
        """Return the bits of a value; an unknown one is neither rare nor common."""
        return self.table[value]

    def of_family(self, family: str | None) -> float:
        """Return the bits of a family name, of a double one those of its rarest part."""
        return self.family_table[family]


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common names and places are. The rarity of a full name counts for `most_name_bits`."""

    given: TermFrequencies
    family: TermFrequencies
    city: TermFrequencies
    most_name_bits: float

    def bits_of(self, rarity: Rarity) -> Bits:
        """Return the function that says what a pair's agreement is worth, in bits.

        Of two values that agree without being equal the commoner counts.
        """
        given, city = self.given.table, self.city.table
        family = self.family.family_table
        most_name_bits = self.most_name_bits

        def of_names(left: ComparableRecord, right: ComparableRecord) -> float:
            bits = given[left.given] + family[left.family]
            if left.given != right.given or left.family != right.family:
                bits = min(bits, given[right.given] + family[right.family])
            return bits if bits < most_name_bits else most_name_bits

        def of_families(left: ComparableRecord, right: ComparableRecord) -> float:
            one, other = left.family or left.given, right.family or right.given
            return family[one] if one == other else min(family[one], family[other])

        def of_givens(left: ComparableRecord, right: ComparableRecord) -> float:
            return min(given[left.given], given[right.given])

        def of_cities(left: ComparableRecord, _right: ComparableRecord) -> float:
            return city[left.city]

        bits: dict[Rarity, Bits] = {
            "name": of_names,
            "family": of_families,
            "given": of_givens,
            "city": of_cities,
        }
        return bits[rarity]


def identifier_bits(u: float, holders: int, customers: int) -> float:
    """Return 0 for an identifier that one customer holds, and less the more customers share it.

    Every further holder is one more stranger, among all customers, who would agree by chance.
    """
    if holders <= 1:
        return 0.0
    return -log2(1 + (holders - 1) / (customers * u))
