"""How common are the names and cities of these records?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from identity.comparable import ComparableRecord
from identity.frequencies import Frequencies, TermFrequencies
from identity.normalise.name_forms import family_parts

MOST_VALUES: Final = 3_000  # of a field that get a share of their own
FEWEST_RECORDS: Final = 10  # with a value that gets one: fewer are a guess
FEWEST_KNOWN: Final = 1_000  # values of a field that say something about its distribution
MOST_NAME_BITS: Final = 10.0  # two rare values agree by mistake as well


def learn_frequencies(
    records: Sequence[ComparableRecord], default: Frequencies, *, chance_of_one_person: float
) -> tuple[Frequencies, tuple[str, ...]]:
    """Return the shares in these records, and which values were too few to count.

    `chance_of_one_person` is that of two records: they agree without being two people who do.
    """
    kept = []

    def learn(field: str, values: Iterable[str | None], known: TermFrequencies) -> TermFrequencies:
        learned = learn_terms(values, chance_of_one_person)
        if learned is None:
            kept.append(field)
        return learned or known

    families = (part for one in records if one.family for part in family_parts(one.family))
    given = learn("given names", (one.given for one in records), default.given)
    family = learn("family names", families, default.family)
    city = learn("cities", (one.city for one in records), default.city)
    bits = default.most_name_bits if kept[:2] == ["given names", "family names"] else MOST_NAME_BITS
    return Frequencies(given, family, city, bits), tuple(kept)


def learn_terms(
    values: Iterable[str | None], chance_of_one_person: float
) -> TermFrequencies | None:
    """Return the shares of the common values, None when there are too few to tell.

    Records of one person repeat a value and say nothing of how often two people share it:
    their part is taken out of `average`.
    """
    counts = Counter(value for value in values if value is not None and len(value) > 1)
    known = counts.total()
    if known < FEWEST_KNOWN:
        return None
    listed = {
        value: count / known
        for value, count in counts.most_common(MOST_VALUES)
        if count >= FEWEST_RECORDS
    }
    rest = len(counts) - len(listed)
    unlisted = (1 - sum(listed.values())) / rest if rest else 1 / known
    agree = sum((count / known) ** 2 for count in counts.values())
    average = (agree - chance_of_one_person) / (1 - chance_of_one_person)
    return TermFrequencies(listed, max(unlisted, 1 / known), max(average, 1 / known))
