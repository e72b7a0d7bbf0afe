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


@dataclass(frozen=True, slots=True)
class TermFrequencies:
    """Shares of the common values of a field; every other value counts as `unlisted`."""

    shares: Mapping[str, float]
    unlisted: float
    average: float  # chance that two people agree: the sum of the squared shares
    weight: float = 1.0  # how much of its rarity a value is worth beside the other evidence
    bits: Mapping[str, float] = field(init=False, repr=False, compare=False)
    unlisted_bits: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        bits = {value: self._bits(share) for value, share in self.shares.items()}
        object.__setattr__(self, "bits", bits)
        object.__setattr__(self, "unlisted_bits", self._bits(self.unlisted))

    def _bits(self, share: float) -> float:
        return self.weight * log2(self.average / share)

    def of(self, value: str | None) -> float:
        """Return the bits of a value; an unknown one is neither rare nor common."""
        return 0.0 if value is None else self.bits.get(value, self.unlisted_bits)

    def of_family(self, family: str | None) -> float:
        """Return the bits of a family name, of a double one those of its rarest part."""
        if family is None or " " not in family:
            return self.of(family)
        return max(self.of(part) for part in family_parts(family))


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
        bits: dict[Rarity, Bits] = {
            "name": self._name,
            "family": self._family,
            "given": self._given,
            "city": self._city,
        }
        return bits[rarity]

    def _name(self, left: ComparableRecord, right: ComparableRecord) -> float:
        bits = self._of_name(left.given, left.family)
        if left.given != right.given or left.family != right.family:
            other = self._of_name(right.given, right.family)
            bits = other if other < bits else bits
        return bits if bits < self.most_name_bits else self.most_name_bits

    def _of_name(self, given: str | None, family: str | None) -> float:
        """Return the bits of a full name. The scorer spends most of its time hereabouts."""
        given_bits = self.given.bits.get(given or "")
        family_bits = self.family.bits.get(family or "")
        return (self.given.of(given) if given_bits is None else given_bits) + (
            self.family.of_family(family) if family_bits is None else family_bits
        )

    def _family(self, left: ComparableRecord, right: ComparableRecord) -> float:
        return min(
            self.family.of_family(left.family or left.given),
            self.family.of_family(right.family or right.given),
        )

    def _given(self, left: ComparableRecord, right: ComparableRecord) -> float:
        return min(self.given.of(left.given), self.given.of(right.given))

    def _city(self, left: ComparableRecord, _right: ComparableRecord) -> float:
        return self.city.of(left.city)


def identifier_bits(u: float, holders: int, customers: int) -> float:
    """Return 0 for an identifier that one customer holds, and less the more customers share it.

    Every further holder is one more stranger, among all customers, who would agree by chance.
    """
    if holders <= 1:
        return 0.0
    return -log2(1 + (holders - 1) / (customers * u))
