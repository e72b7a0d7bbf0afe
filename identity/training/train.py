"""Records in, a model out: weights of the levels, shares of the values, size of the population."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from identity.blocking import blocking_keys
from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.errors import TrainingError
from identity.fellegi_sunter import About, Model, fingerprint
from identity.training.expectation_maximisation import Estimate, Numbers, estimate
from identity.training.pairs import Patterns, sample_patterns
from identity.training.shares import learn_frequencies
from identity.weigher import Level

ESTIMATOR: Final = "tellonce patterns 1: expectation maximisation over level patterns of all pairs"
MOST_PAIRS: Final = 500_000  # candidates in the sample: some seconds, and no weight gains by more
FEWEST_CANDIDATES: Final = 100  # pairs that share a key; with fewer there is nothing to learn from
FEWEST_MATCHES: Final = 100.0  # pairs of one person, by expectation, that a comparison needs


def train(
    records: Sequence[ComparableRecord],
    *,
    default: Model,
    name: str,
    data_set: str,
    seed: int,
    made: str,
    keys: Sequence[Sequence[str]] | None = None,
    most_pairs: int = MOST_PAIRS,
) -> Model:
    """Return a model whose weights and frequencies are those of `records`; no labels are needed.

    `made` is today's date in ISO 8601. `keys` are the records' blocking keys, where they are known.
    What the records are too few to say, a level or a whole comparison, comes from `default`, and
    the model says so (`Level.from_default`, `About.notes`). Raises TrainingError when there are too
    few pairs to learn anything.
    """
    keys = [blocking_keys(one) for one in records] if keys is None else keys
    patterns = sample_patterns(records, keys, seed=seed, most_pairs=most_pairs)
    candidates = sum(patterns.candidates.values())
    if candidates < FEWEST_CANDIDATES:
        raise TrainingError(len(records), f"only {candidates} pairs of them share a key")
    learned, kept = _estimate(patterns, default.levels)
    if max(learned.matches.values()) < FEWEST_MATCHES:
        raise TrainingError(len(records), "hardly any two of them look like one person")
    frequencies, same = learn_frequencies(
        records, default.frequencies, chance_of_one_person=learned.chance
    )
    notes = [*kept.values(), *(f"{one}: too few to count how common each is" for one in same)]
    return Model(
        _with_defaults(learned, default.levels, kept),
        frequencies,
        max(2, round(1 / learned.chance)),
        fingerprint(),
        About(name, data_set, made, ESTIMATOR, len(records), tuple(notes)),
    )


def _estimate(patterns: Patterns, start: Numbers) -> tuple[Estimate, dict[str, str]]:
    """Estimate until every comparison either holds together or is kept as it was.

    The second value says of each comparison that was kept why.
    """
    kept: dict[str, str] = {}
    while True:
        learned = estimate(patterns, start, keep=kept)
        unfit = dict(_unfit(learned, start, kept))
        if not unfit:
            return learned, kept
        kept |= unfit


def _unfit(learned: Estimate, start: Numbers, kept: Collection[str]) -> Iterator[tuple[str, str]]:
    for one in COMPARISONS:
        if one.name in kept:
            continue
        matches = learned.matches[one.name]
        if matches < FEWEST_MATCHES:
            yield (
                one.name,
                f"{one.name}: {matches:.0f} pairs of one person have it, too few to learn from",
            )
            continue
        levels = learned.levels[one.name]
        best, worst = levels[one.levels[0]].weight, levels[one.levels[-1]].weight
        if not best > max(0.0, worst) or worst > 0:
            yield (
                one.name,
                f"{one.name}: agreement came out at {best:.1f} bits and disagreement at "
                f"{worst:.1f}, which cannot be",
            )


def _with_defaults(
    learned: Estimate, default: Numbers, kept: Collection[str]
) -> Mapping[str, Mapping[str, Level]]:
    return {
        name: {
            level: Level(one.m, one.u, from_default=True) for level, one in default[name].items()
        }
        if name in kept
        else levels
        for name, levels in learned.levels.items()
    }
