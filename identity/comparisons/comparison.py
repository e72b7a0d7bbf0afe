"""What a comparison is: one attribute over a pair of records, in levels of agreement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from identity.comparable import ComparableRecord
from identity.comparisons.sql import Cascade, Dialect

Choose = Callable[[ComparableRecord, ComparableRecord], str | None]
Rarity = Literal["name", "family", "given", "city", "identifier"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`choose` returns one of `levels`, or None where either side is unknown, which weighs 0.

    `reads` is the attribute without which a record has nothing to compare. It holds one value,
    shown as `show` says, or (`show` is None) a set of identifiers, of which the best pair counts.
    `rarities` says at which levels rare values weigh more, and by whose rarity. `sql` says the same
    as `choose`; where it has `parts`, its conditions are over their levels, by their names.
    """

    name: str
    levels: tuple[str, ...]  # best first
    choose: Choose
    sql: Callable[[Dialect], Cascade]
    reads: str
    show: Callable[[ComparableRecord], str | None] | None = None
    rarities: tuple[tuple[str, Rarity], ...] = ()
    parts: Callable[[Dialect], tuple[Cascade, ...]] | None = None
