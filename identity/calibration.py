"""How often is a match weight right? Probabilities and thresholds from pairs that people judged.

A model claims that w bits are odds of 2^w. Judged pairs say what they really are: a monotone curve
from weights to probabilities (isotonic regression by pooling adjacent violators, Ayer et al. 1955),
apart for pairs that a veto holds back, since those are other pairs however much they weigh.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp2, floor, log2, sqrt
from operator import attrgetter
from typing import Final

from identity.fellegi_sunter import Model

BIN_BITS: Final = 2.0  # width of a weight bin
FEWEST_JUDGED: Final = 20  # pairs; fewer say too little for a curve of their own
Z95: Final = 1.959964  # normal quantile of a two-sided interval of 95 %


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair as it was weighed, in bits, and what a person said of it."""

    weight: float
    same: bool
    vetoed: bool = False  # a veto, and not its weight, kept it from being a link
    sampled: bool = False  # an automatic link that was shown as a check


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A monotone map from bits to probability: corners, joined by straight lines, flat outside."""

    corners: tuple[tuple[float, float], ...]  # (bits, probability), both rising

    def probability(self, weight: float) -> float:
        before = self.corners[0]
        if weight <= before[0]:
            return before[1]
        for corner in self.corners[1:]:
            if weight <= corner[0]:
                share = (weight - before[0]) / (corner[0] - before[0])
                return before[1] + share * (corner[1] - before[1])
            before = corner
        return before[1]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What judgements say about one model's weights; a group with too few of them has no curve."""

    model: str  # digest of the model that it belongs to
    judged: int
    free: Curve | None  # of pairs without a veto
    vetoed: Curve | None

    def probability(self, weight: float, *, vetoed: bool) -> float | None:
        """Return the chance that a pair of this weight is one person; None where nobody knows."""
        curve = self.vetoed if vetoed else self.free
        return None if curve is None else curve.probability(weight)

    def bits(self, weight: float) -> float:
        """Return the weight that a pair without a veto should have had; as it is, if unknown."""
        probability = self.probability(weight, vetoed=False)
        return weight if probability is None else log2(probability / (1 - probability))


def dump_calibration(calibration: Calibration) -> str:
    """Return it as JSON: the curves as lists of corners."""
    free, vetoed = calibration.free, calibration.vetoed
    return json.dumps(
        {
            "model": calibration.model,
            "judged": calibration.judged,
            "free": None if free is None else free.corners,
            "vetoed": None if vetoed is None else vetoed.corners,
        }
    )


def load_calibration(text: str) -> Calibration:
    content = json.loads(text)

    def curve(corners: Sequence[Sequence[float]] | None) -> Curve | None:
        return None if corners is None else Curve(tuple((one[0], one[1]) for one in corners))

    return Calibration(
        content["model"], content["judged"], curve(content["free"]), curve(content["vetoed"])
    )


def model_probability(weight: float) -> float:
    """Return what the model itself claims: odds of 2^weight."""
    return 1 / (1 + exp2(-max(min(weight, 500.0), -500.0)))


def calibrate(model: Model, judged: Iterable[Judged]) -> Calibration:
    pairs = list(judged)
    return Calibration(
        model=model_digest(model),
        judged=len(pairs),
        free=fit([one for one in pairs if not one.vetoed]),
        vetoed=fit([one for one in pairs if one.vetoed]),
    )


def model_digest(model: Model) -> str:
    """Return twelve hex digits that change with any number that a weight is made of."""
    frequencies = model.frequencies
    terms = (frequencies.given, frequencies.family, frequencies.city)
    numbers = [
        {
            comparison: {level: [one.m, one.u] for level, one in levels.items()}
            for comparison, levels in model.levels.items()
        },
        model.fewest_customers,
        frequencies.most_name_bits,
        [[one.average, one.unlisted, len(one.shares), sum(one.shares.values())] for one in terms],
    ]
    text = json.dumps(numbers, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def fit(judged: Sequence[Judged]) -> Curve | None:
    """Return the curve through these pairs, or None when they are too few.

    Every block of pooled pairs counts half a pair of each verdict more (Jeffreys), so that few
    judgements never claim certainty.
    """
    if len(judged) < FEWEST_JUDGED:
        return None
    blocks = []
    for weight, equals in groupby(
        sorted(judged, key=attrgetter("weight")), key=attrgetter("weight")
    ):
        verdicts = [one.same for one in equals]
        blocks.append(_Block(weight, weight, sum(verdicts), len(verdicts)))
    cautious = [_Block(one.low, one.high, one.same + 0.5, one.pairs + 1) for one in _pooled(blocks)]
    corners: dict[float, float] = {}
    for block in _pooled(cautious):
        corners[block.low] = corners[block.high] = block.share
    return Curve(tuple(sorted(corners.items())))


@dataclass(frozen=True, slots=True)
class _Block:
    """Neighbouring weights whose pairs are counted together."""

    low: float
    high: float
    same: float
    pairs: float

    @property
    def share(self) -> float:
        return self.same / self.pairs


def _pooled(blocks: Iterable[_Block]) -> list[_Block]:
    """Return the blocks with neighbours joined until their shares rise strictly."""
    pooled: list[_Block] = []
    for block in blocks:
        joined = block
        while pooled and pooled[-1].share >= joined.share:
            last = pooled.pop()
            joined = _Block(
                last.low, joined.high, last.same + joined.same, last.pairs + joined.pairs
            )
        pooled.append(joined)
    return pooled


def bin_of(weight: float) -> int:
    """Return the number of the weight's bin; bin n begins at n × BIN_BITS bits."""
    return floor(weight / BIN_BITS)


def calibration_error(claims: Iterable[tuple[float, float, bool]]) -> float:
    """Return the mean over all pairs of |claimed − observed| of their weight bin.

    A claim is (weight in bits, probability claimed, whether it is one person): the expected
    calibration error (Naeini et al. 2015) over bins of weight.
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for weight, claimed, same in claims:
        bins.setdefault(bin_of(weight), []).append((claimed, same))
    pairs = sum(map(len, bins.values()))
    if not pairs:
        return 0.0
    gaps = (
        abs(sum(claimed for claimed, _ in one) - sum(same for _, same in one))
        for one in bins.values()
    )
    return sum(gaps) / pairs


def reset_error(judged: Iterable[Judged]) -> float | None:
    """Return the calibration error that is left when judgements have set the probabilities.

    Each half of the pairs is told by the curves that the other half gives: every second one by
    weight, whatever was said of it. None where there are too few pairs.
    """
    ranked = sorted(judged, key=attrgetter("vetoed", "weight"))
    claims = []
    for told, learned in ((ranked[::2], ranked[1::2]), (ranked[1::2], ranked[::2])):
        curves = {
            vetoed: fit([one for one in learned if one.vetoed is vetoed])
            for vetoed in (False, True)
        }
        for one in told:
            curve = curves[one.vetoed]
            if curve is not None:
                claims.append((one.weight, curve.probability(one.weight), one.same))
    return calibration_error(claims) if claims else None


def wilson(successes: float, trials: float) -> Interval:
    """Return the 95 % interval of a share (Wilson 1927); without trials everything is possible."""
    if not trials:
        return Interval(0.0, 1.0)
    share, spread = successes / trials, Z95**2 / trials
    middle = share + spread / 2
    reach = Z95 * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return Interval(
        0.0 if not successes else max(0.0, low), 1.0 if successes == trials else min(1.0, high)
    )
