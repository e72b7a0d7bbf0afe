"""How does an explanation look in a terminal? The sum as one adds up a bill."""

from collections.abc import Iterator

from identity.explanation import Explanation
from identity.waterfall import share_words
from identity.why import RecordWhy
from tellonce.cli.terminal import safe, when

COLUMN = 9  # where text begins, under the words of the pop


def why_customer_lines(records: tuple[RecordWhy, ...]) -> Iterator[str]:
    """Yield why these records are one customer, record after record."""
    if not records:
        return
    yield ""
    alone = len(records) == 1
    yield f"Why      {'one record is all' if alone else f'{len(records)} records are one customer'}"
    for one in records:
        yield ""
        name = f"{safe(one.source)} {safe(one.source_id)}"
        decided = when(one.decided_at_ms) if one.decided_at_ms else "at an unknown time"
        yield f"{'':<{COLUMN}}{name}: {safe(one.words)}"
        then = f", with {one.decided_weight:.1f} bits then" if one.decided_weight else ""
        yield f"{'':<{COLUMN}}{decided} by {safe(one.decided_by or 'nobody known')}{then}"
        if one.explanation is not None:
            yield from explanation_lines(one.explanation)


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """Yield prior, evidence and sum as a bill, then what forbids it and what would change it."""
    indent = " " * COLUMN
    yield f"{indent}{explanation.prior:+6.1f}  {explanation.prior_words}"
    for one in explanation.evidence:
        values = explanation.values_of(one.comparison)
        told = "" if values is None else f": {_values(values.left, values.right)}"
        rarity = f"  ({one.frequency_bits:+.1f} as it is {one.rarity})" if one.rarity else ""
        yield f"{indent}{one.weight:+6.1f}  {one.words}{told}{rarity}"
    yield f"{indent}{explanation.weight:+6.1f}  {_sum_words(explanation)}"
    for said in (explanation.veto, explanation.guard.words if explanation.guard else None):
        if said is not None:
            yield f"{indent}        {safe(said)}"
    for other in explanation.others:
        yield f"{indent}        {other.words}"
    if not explanation.others:
        yield f"{indent}        no single thing told otherwise would have changed that"


def _sum_words(explanation: Explanation) -> str:
    chance = explanation.chance
    source = (
        f"calibrated on {chance.judged} judgements" if chance.calibrated else "as the model claims"
    )
    bounds = f"link from {explanation.link_bits:g}, review from {explanation.review_bits:g}"
    return f"in all: {share_words(chance.probability)} {source}; {bounds}"


def _values(left: str | None, right: str | None) -> str:
    if left == right:
        return safe(left or "unknown")
    return f"{safe(left or 'unknown')} / {safe(right or 'unknown')}"
