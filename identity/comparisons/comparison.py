"""What a comparison is: one attribute over a pair of records, in levels of agreement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from identity.comparable import ComparableRecord

Choose = Callable[[ComparableRecord, ComparableRecord], str | None]
Frequency = Literal["name", "family", "given", "city", "identifier"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`choose` returns one of `levels`, or None where either side is unknown, which weighs 0.

    `fields` are the attributes it reads: records that agree in them need not be compared twice.
    `frequencies` says which levels weigh more for rare values, and how common a value is where.
    `is_set` marks attributes with several values, of which the best pair counts.
    """

    name: str
    levels: tuple[str, ...]  # best first
    choose: Choose
    fields: tuple[str, ...]
    frequencies: tuple[tuple[str, Frequency], ...] = ()
    is_set: bool = False
