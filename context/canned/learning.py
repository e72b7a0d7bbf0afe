"""What does each piece of evidence count? Logistic regression over replies that people judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import exp
from typing import Final

from context.canned.index import CannedIndex, Reply
from context.canned.verdict import Weights

PULL: Final = 1.0  # of each weight towards 0, as by a normal prior with this precision
STEPS: Final = 25  # of Newton's method; it stands still after ten
# Precision before recall: who calls an answer canned wrongs the agent who wrote it.
THRESHOLD: Final = 0.7

Judged = tuple[Reply, bool]  # whether a person calls it canned
Evidence = tuple[Mapping[str, float], bool]
Matrix = list[list[float]]


def learn(judged: Sequence[Judged]) -> Weights:
    """Return the weights that these verdicts bear out.

    Each reply counts twice, with and without what it answers, since not every file tells that.
    """
    return fit(
        [*evidence(judged), *evidence([(replace(one, question=""), c) for one, c in judged])]
    )


def evidence(judged: Sequence[Judged]) -> Iterator[Evidence]:
    """Yield what speaks for and against each reply, beside all the others."""
    index = CannedIndex()
    for reply, _ in judged:
        index.add(reply)
    for reply, canned in judged:
        yield index.evidence(reply), canned


def fit(judged: Sequence[Evidence]) -> Weights:
    """Return the weights by Newton's method; the same each time."""
    names = list(judged[0][0])
    rows = [([1.0, *(one[name] for name in names)], canned) for one, canned in judged]
    pulls = [1e-9, *(PULL for _ in names)]
    weights = [0.0] * len(pulls)
    for _ in range(STEPS):
        slope = [pull * weight for pull, weight in zip(pulls, weights, strict=True)]
        curve = [[pull * (i == j) for j in range(len(pulls))] for i, pull in enumerate(pulls)]
        for values, canned in rows:
            _count(values, canned, weights, slope, curve)
        step = _solve(curve, slope)
        weights = [weight - one for weight, one in zip(weights, step, strict=True)]
    return Weights(weights[0], dict(zip(names, weights[1:], strict=True)), THRESHOLD)


def _count(
    values: Sequence[float],
    canned: bool,
    weights: Sequence[float],
    slope: list[float],
    curve: Matrix,
) -> None:
    """Add one reply to the slope and the curvature of the loss."""
    odds = sum(weight * value for weight, value in zip(weights, values, strict=True))
    chance = 1 / (1 + exp(-max(-50.0, min(50.0, odds))))
    there = [(place, value) for place, value in enumerate(values) if value]
    for i, value in there:
        slope[i] += (chance - canned) * value
        share, row = chance * (1 - chance) * value, curve[i]
        for j, other in there:
            row[j] += share * other


def _solve(matrix: Matrix, right: Sequence[float]) -> list[float]:
    """Return x with matrix · x = right, by elimination; the matrix is positive definite."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(size):
            if j != i and rows[j][i]:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[size] for row in rows]
