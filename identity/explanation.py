"""What an explanation holds: evidence and weights apart from the values that they are about.

Everything here is data that `dataclasses.asdict` turns into JSON. Whoever may not see values gets
`masked()`: levels, weights and words stay, and say no value.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from identity.vetoes import IDENTIFIERS

LEAST_TOLD: Final = 0.1  # bits of rarity


class Outcome(StrEnum):
    """What the evidence comes to."""

    LINK = "link"
    REVIEW = "review"  # a person judges
    APART = "apart"


@dataclass(frozen=True, slots=True)
class LevelEvidence:
    """What one comparison says. `weight` is in bits and includes `frequency_bits`."""

    comparison: str  # "name", "phone", …
    level: str  # "exact", "nickname_last_equal", …
    words: str  # "phone equal"
    weight: float
    frequency_bits: float  # what the values' rarity adds, or takes away

    @property
    def rarity(self) -> str | None:
        """Return why it weighs more or less than its level does, or None for hardly so."""
        if abs(self.frequency_bits) < LEAST_TOLD:
            return None
        if self.frequency_bits > 0:
            return "rare"
        return "shared" if self.comparison in IDENTIFIERS else "common"


@dataclass(frozen=True, slots=True)
class ValuePair:
    """The two values that a comparison is about, normalised as they were compared."""

    comparison: str
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely it is that both are one person, and who says so."""

    probability: float
    calibrated: bool  # False: the model's own claim, which no judgement has confirmed
    judged: int  # pairs that the calibration comes from


@dataclass(frozen=True, slots=True)
class MergeGuard:
    """Do two customers agree on the whole, over all pairs of their records?"""

    mean: float  # bits
    least: float  # a merge needs more
    holds: bool
    words: str


@dataclass(frozen=True, slots=True)
class OtherOutcome:
    """What one thing told otherwise would have come to: scored anew, not guessed."""

    comparison: str
    change: str  # "equal" or "unknown"
    weight: float
    outcome: Outcome
    words: str  # "with the same phone: 18.3 bits, it would have been linked"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record and a customer (or two records) are one person, or are not."""

    outcome: Outcome
    words: str  # of the outcome
    prior: float  # bits: one among so many customers
    prior_words: str
    evidence: tuple[LevelEvidence, ...]
    weight: float  # bits: the prior and all evidence
    chance: Chance
    link_bits: float  # thresholds that it was held against
    review_bits: float
    veto: str | None = None  # why it must not link by itself, in words
    guard: MergeGuard | None = None
    others: tuple[OtherOutcome, ...] = ()  # what would have changed the outcome
    values: tuple[ValuePair, ...] = ()

    def masked(self) -> "Explanation":
        """Return it without any value of a person."""
        return replace(self, values=())

    def values_of(self, comparison: str) -> ValuePair | None:
        return next((one for one in self.values if one.comparison == comparison), None)
