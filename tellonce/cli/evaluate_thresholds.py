"""What do judgements say about thresholds? A line for each, and the lowest that is good enough."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from identity.calibration import (
    BIN_BITS,
    FEWEST_JUDGED,
    Calibration,
    Judged,
    calibration_error,
    model_probability,
    reset_error,
)
from identity.judged_pairs import free_weights, read_judged, recalibrate
from identity.settings import Thresholds
from identity.thresholds import Outlook, WeightBin, lowest, outlooks, weight_bins
from tellonce.cli.terminal import counted
from tellonce.session import open_deployment


@dataclass(frozen=True, slots=True)
class ThresholdFigures:
    judged: int
    same: int
    checks: int  # automatic links among them
    wrong_checks: int
    vetoed: int  # judged pairs that no threshold would link
    bins: list[WeightBin]
    outlooks: list[Outlook]
    link_bits: float  # in force
    precision: float  # wanted
    advised: Outlook | None
    error_of_the_model: float | None
    error_when_calibrated: float | None
    calibrated: bool


async def print_thresholds(environ: Mapping[str, str], *, precision: float, as_json: bool) -> int:
    """Print what each threshold means; set the calibration from the same judgements."""
    async with open_deployment(environ) as identity:
        judged = await read_judged(identity)
        weights = [weight async for weight in free_weights(identity)]
        calibration = await recalibrate(identity, judged, now_ms=time.time_ns() // 1_000_000)
        figures = threshold_figures(
            judged,
            weights,
            calibration,
            thresholds=identity.settings.thresholds,
            precision=precision,
        )
    print(json.dumps(asdict(figures), indent=2) if as_json else "\n".join(_lines(figures)))
    return 0


def threshold_figures(
    judged: list[Judged],
    weights: list[float],
    calibration: Calibration,
    *,
    thresholds: Thresholds,
    precision: float,
) -> ThresholdFigures:
    bins = weight_bins(judged, weights)
    looks = outlooks(bins)
    claims = [(one.weight, model_probability(one.weight), one.same) for one in judged]
    checks = [one for one in judged if one.sampled]
    return ThresholdFigures(
        judged=len(judged),
        same=sum(one.same for one in judged),
        checks=len(checks),
        wrong_checks=sum(not one.same for one in checks),
        vetoed=sum(one.vetoed for one in judged),
        bins=bins,
        outlooks=looks,
        link_bits=thresholds.link,
        precision=precision,
        advised=lowest(looks, precision=precision) if len(judged) >= FEWEST_JUDGED else None,
        error_of_the_model=calibration_error(claims) if judged else None,
        error_when_calibrated=reset_error(judged),
        calibrated=calibration.free is not None or calibration.vetoed is not None,
    )


def _lines(figures: ThresholdFigures) -> Iterator[str]:
    if not figures.judged:
        yield "nobody has judged a pair yet: `tellonce review` asks, and this learns from it"
        return
    yield (
        f"{counted(figures.judged, 'pair')} judged: {figures.same} the same person, "
        f"{figures.judged - figures.same} not; {figures.vetoed} of them held back by a veto"
    )
    checks = counted(figures.checks, "check")
    yield f"among them {checks} of automatic links, of which {figures.wrong_checks} wrong"
    yield ""
    yield "bits           pairs  judged  same  share that is one person (95 %)"
    for one in figures.bins:
        share = "     -" if one.precision is None else f"{one.precision:6.1%}"
        reach = f"{one.interval.low:.1%} to {one.interval.high:.1%}" if one.judged else "unknown"
        span = f"{one.low:+.0f} to {one.low + BIN_BITS:+.0f}"
        yield f"{span:<12} {one.pairs:>7}  {one.judged:>6}  {one.same:>4}  {share}  ({reach})"
    yield ""
    for look in figures.outlooks:
        yield outlook_words(look, current=look.bits == figures.link_bits)
    yield ""
    yield _advice(figures)
    if figures.calibrated:
        left = figures.error_when_calibrated
        after = "" if left is None else f", and {left:.3f} when half of them sets the other half"
        yield (
            "probabilities are calibrated from now on: the model's claims are off by "
            f"{figures.error_of_the_model:.3f} on average{after}"
        )
    else:
        yield f"probabilities stay the model's own: {FEWEST_JUDGED} judged pairs are needed"


def outlook_words(look: Outlook, *, current: bool) -> str:
    """Return e.g. "accept above 6 bits: 412 links, 3 expected errors (1 to 7)"."""
    reach = look.errors_interval
    errors = f"{look.errors:.0f} expected errors ({reach.low:.0f} to {reach.high:.0f})"
    now = "  <- in force" if current else ""
    return f"accept above {look.bits:g} bits: {counted(look.links, 'link')}, {errors}{now}"


def _advice(figures: ThresholdFigures) -> str:
    wanted = f"{figures.precision:.1%} of links right"
    if figures.judged < FEWEST_JUDGED:
        return f"too few judgements to advise a threshold: {FEWEST_JUDGED} are needed"
    if figures.advised is None:
        return f"no threshold holds {wanted} by these judgements"
    bits = figures.advised.bits
    if bits == figures.link_bits:
        return f"{bits:g} bits, as it is, is the lowest threshold that holds {wanted}"
    return (
        f"{bits:g} bits is the lowest threshold that holds {wanted}; see what it changes with "
        f"`tellonce evaluate --link {bits:g}`"
    )
