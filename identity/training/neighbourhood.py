"""Pairs of a file that meet, with how they agree: looked at once, weighed again and again."""

import random
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from identity.bulk.edges import BulkRecords, index_of, met_by
from identity.fellegi_sunter import Model, PairScore, score_pair
from identity.records import RecordKind
from identity.vetoes import veto

DRAWN: Final = 20_000  # records whose pairs are looked at; their neighbours come along
RARITY_STEP_BITS: Final = 0.5  # rarity is rounded to this, so that pairs can be counted

FEWEST_RELATIVES: Final = 100  # pairs
SAME_BIRTHDAY: Final = 0.8  # of them: then relatives is not what they are
_HOMES: Final = ("address", "phone", "postcode")  # the closest first; a city is nobody's home

LevelOf = tuple[str, str]  # comparison, level
Pattern = tuple[tuple[LevelOf, ...], float]  # levels, and bits that rare values add


@dataclass(slots=True)
class Pairs:
    """Pairs by the places of their records. `tells`: 1 where no veto holds the pair back."""

    left: "array[int]" = field(default_factory=lambda: array("i"))
    right: "array[int]" = field(default_factory=lambda: array("i"))
    pattern: "array[int]" = field(default_factory=lambda: array("i"))
    weight: "array[float]" = field(default_factory=lambda: array("d"))
    tells: bytearray = field(default_factory=bytearray)
    patterns: list[Pattern] = field(default_factory=list)


def sample(bulk: BulkRecords, seed: int) -> tuple[BulkRecords, Sequence[int]]:
    """Return so many records with all their neighbours, and the places of those drawn."""
    if len(bulk) <= 2 * DRAWN:
        return bulk, range(len(bulk))
    drawn = sorted(random.Random(seed).sample(range(len(bulk)), DRAWN))  # noqa: S311
    index = index_of(bulk.keys)
    chosen = set(drawn)
    for at in drawn:
        for key in bulk.keys[at]:
            chosen.update(index.get(key, ()))
    places = sorted(chosen)
    new = {at: place for place, at in enumerate(places)}
    part = BulkRecords(
        [bulk.records[at] for at in places], [bulk.keys[at] for at in places], bulk.holders
    )
    return part, [new[at] for at in drawn]


def pair_up(model: Model, bulk: BulkRecords, drawn: Sequence[int]) -> Pairs:
    """Return the pairs that share a key and have a drawn record among them."""
    index, numbers, pairs = index_of(bulk.keys), dict[Pattern, int](), Pairs()
    looked_at = set(drawn)
    for at, record in enumerate(bulk.records):
        for other in met_by(at, bulk.keys[at], index):
            if at not in looked_at and other not in looked_at:
                continue
            score = score_pair(
                model, record, bulk.records[other], identifier_customers=bulk.holders, customers=0
            )
            pattern = _pattern(score)
            number = numbers.setdefault(pattern, len(numbers))
            pairs.left.append(at)
            pairs.right.append(other)
            pairs.pattern.append(number)
            pairs.weight.append(score.weight)
            pairs.tells.append(veto(record, score, kind=RecordKind.ACCOUNT) is None)
    pairs.patterns = list(numbers)
    return pairs


def _pattern(score: PairScore) -> Pattern:
    rarity = sum(one.frequency_bits for one in score.levels)
    levels = tuple((one.comparison, one.level) for one in score.levels)
    return levels, round(rarity / RARITY_STEP_BITS) * RARITY_STEP_BITS


def has_households(pairs: Pairs) -> bool:
    """Whether people of one surname at one place, with other first names, are several people.

    Their birth dates say so: relatives' differ. Without enough birth dates it is taken for granted.
    """
    relatives = [_same_birthday(levels) for levels, _ in pairs.patterns]
    known = agree = 0
    for number in pairs.pattern:
        same = relatives[number]
        if same is not None:
            known += 1
            agree += same
    return known < FEWEST_RELATIVES or agree < SAME_BIRTHDAY * known


def _same_birthday(levels: tuple[LevelOf, ...]) -> bool | None:
    """Whether two who may be relatives were born on one day; None for others, or if unknown."""
    known = dict(levels)
    if known.get("name") != "last_equal_first_conflicts" or "birth_date" not in known:
        return None
    homes = [known[home] for home in _HOMES if home in known]
    if not homes or homes[0] != "exact":
        return None
    return known["birth_date"] in {"exact", "almost"}
