"""How right are the clusters of a file whose truth is known? Figures, and words for them."""

import asyncio
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from connectors.files.mapping_toml import read_mapping
from connectors.files.reader import open_records
from identity.batch import prepare
from identity.calibration import Judged, calibration_error, model_probability, reset_error
from identity.errors import DifferentRecordsError
from identity.evaluation import (
    Agreement,
    ReviewAgreement,
    ScoredPair,
    b_cubed,
    judge_review,
    pairwise,
    recall_at_precision,
    true_pairs,
)
from identity.model_file import load_model
from identity.pairs import Candidate, weigh_pairs
from identity.records import PersonRecord
from identity.settings import IdentitySettings, read_identity_settings
from identity.versions import Version
from tellonce.cli.tables import read_clusters, read_pairs
from tellonce.cli.terminal import counted

PRECISION = 0.99  # of pairs, at which recall is told


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """What is to be compared. Without `records` nothing is said about scores."""

    clusters: Path
    truth: Path
    review: Path | None = None
    records: Path | None = None
    mapping: Path | None = None
    model: Path | None = None


@dataclass(frozen=True, slots=True)
class ScoreFigures:
    """What the scores of the pairs that met are worth."""

    pairs: int
    met: float  # share of the true pairs that shared a blocking key
    recall_at_99: float | None  # of all true pairs, at 99 % precision, by weight alone
    calibration_error: float  # the model's own claim, by bin of weight
    calibration_error_reset: float | None  # each half of the pairs told by the other


@dataclass(frozen=True, slots=True)
class FileFigures:
    records: int
    customers: int
    true_customers: int
    pairwise: Agreement
    b_cubed: Agreement
    review: ReviewAgreement | None
    scores: ScoreFigures | None


async def evaluate_files(question: FileQuestion) -> FileFigures:
    """Return the figures. Raises DifferentRecordsError or UnreadableFileError."""
    found, truth = read_clusters(question.clusters), read_clusters(question.truth)
    pairs, cubed = pairwise(found, truth), b_cubed(found, truth)
    review = judge_review(read_pairs(question.review), truth) if question.review else None
    scores = None
    if question.records is not None:
        scores = await asyncio.to_thread(_score, question, question.records, found, truth)
    return FileFigures(
        records=len(found),
        customers=len(set(found.values())),
        true_customers=len(set(truth.values())),
        pairwise=pairs,
        b_cubed=cubed,
        review=review,
        scores=scores,
    )


def figures_text(figures: FileFigures) -> Iterator[str]:
    """Yield the figures as lines for a person."""
    yield (
        f"{figures.records:,} records; {figures.customers:,} customers were found, "
        f"{figures.true_customers:,} there are"
    )
    yield f"{'':<10} precision  recall     F1"
    for name, one in (("pairwise", figures.pairwise), ("B-cubed", figures.b_cubed)):
        yield f"{name:<10} {one.precision:9.4f}  {one.recall:.4f}  {one.f1:.4f}"
    if figures.review is not None:
        review = figures.review
        share = review.records / figures.records if figures.records else 0.0
        right = "" if review.precision is None else f", {review.precision:.1%} of them right"
        yield f"review     {counted(review.pairs, 'pair')} for {share:.1%} of the records{right}"
    scores = figures.scores
    if scores is None:
        return
    yield (
        f"scores     {counted(scores.pairs, 'pair')} met, "
        f"among them {scores.met:.1%} of the true ones"
    )
    recall = scores.recall_at_99
    said = "nowhere so precise" if recall is None else f"recall {recall:.4f}"
    yield f"           at {PRECISION:.0%} pair precision: {said}"
    reset = scores.calibration_error_reset
    after = "too few pairs to set it anew" if reset is None else f"{reset:.4f} when set anew"
    yield f"           calibration error {scores.calibration_error:.4f}, {after}"


def _score(
    question: FileQuestion, path: Path, found: Mapping[str, str], truth: Mapping[str, str]
) -> ScoreFigures:
    settings = read_identity_settings()
    model = load_model(question.model or settings.model_file)
    records = _candidates(path, question.mapping, settings)
    strangers = [one.key for one in records if one.key not in truth]
    if strangers:
        raise DifferentRecordsError("records", len(strangers), 0, strangers[:5], ())
    weighed = tqdm(
        weigh_pairs(model, records, found), unit=" pairs", disable=not sys.stderr.isatty()
    )
    pairs = [(one, truth[one.left] == truth[one.right]) for one in weighed]
    possible = true_pairs(truth)
    right = sum(same for _, same in pairs)
    scored = (ScoredPair(one.weight, same) for one, same in pairs)
    judged = [
        Judged(one.weight, same, one.vetoed)
        for one, same in pairs
        if one.weight >= settings.thresholds.review
    ]
    return ScoreFigures(
        pairs=len(pairs),
        met=right / possible if possible else 1.0,
        recall_at_99=recall_at_precision(scored, precision=PRECISION, true_pairs=possible),
        calibration_error=calibration_error(
            (one.weight, model_probability(one.weight), one.same) for one in judged
        ),
        calibration_error_reset=reset_error(judged),
    )


def _candidates(path: Path, mapping: Path | None, settings: IdentitySettings) -> list[Candidate]:
    """Return the readable people of a file; `tellonce resolve` has named the other rows."""
    found = []
    with open_records(
        path, mapping=read_mapping(mapping) if mapping else None, lenient=True
    ) as file:
        for _, one in file:
            if isinstance(one, PersonRecord):
                prepared = prepare(Version.first(one), one.source_id, settings)
                found.append(Candidate(prepared.key, prepared.comparable, prepared.blocking_keys))
    return found
