"""What did people say of which weights? Judged pairs read back, and the calibration from them."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from graph.access import Row
from graph.queries import calibration as calibration_queries
from graph.queries import review
from identity.calibration import (
    Calibration,
    Judged,
    calibrate,
    dump_calibration,
    model_digest,
)
from identity.decision import TOO_WEAK, Rule
from identity.fellegi_sunter import score_pair
from identity.judgement import JudgedAs
from identity.records import RecordKind
from identity.setup import Identity
from identity.stored import load_comparable
from identity.vetoes import veto
from identity.why import read_rarity

PAGE: Final = 2_000  # records a read


async def read_judged(identity: Identity) -> list[Judged]:
    """Return every pair that somebody judged, with its weight under this model.

    That is what the judge saw: the record against the customer as it was then. Under another model,
    and where no review showed it, the two records are weighed anew. One verdict counts once,
    however many pairs of the same customers it settled.
    """
    rows = {}
    after = ""
    while True:
        page = await calibration_queries.judged_tasks(identity.graph, after=after, limit=PAGE)
        for row in page:
            if row["weight"] is not None or row["decision"] not in rows:
                rows[row["decision"]] = row
        if len(page) < PAGE:
            break
        after = page[-1]["id"]
    digest = model_digest(identity.model)
    return [await _judged(identity, row, digest) for row in rows.values()]


async def _judged(identity: Identity, row: Row, digest: str) -> Judged:
    same = JudgedAs(row["verdict"]) is JudgedAs.SAME
    if row["weight"] is not None and row["model"] == digest:
        return Judged(row["weight"], same, row["vetoed"], row["sampled"])
    left, _ = load_comparable(row["left_comparable"])
    right, _ = load_comparable(row["right_comparable"])
    rarity = await read_rarity(identity, (left, right))
    score = score_pair(
        identity.model,
        left,
        right,
        identifier_customers=rarity.holders,
        customers=rarity.customers,
    )
    kind, households = RecordKind(row["kind"]), identity.model.households
    reason = veto(left, score, kind=kind, households=households)
    return Judged(score.weight, same, reason is not None, row["sampled"])


async def free_weights(identity: Identity) -> AsyncIterator[float]:
    """Yield the weights of all pairs that no veto holds back: links made, and open doubts."""
    after = ""
    while True:
        rows = await calibration_queries.linked_weights(identity.graph, after=after, limit=PAGE)
        for row in rows:
            if row["rule"] == Rule.LINK and row["weight"] is not None:
                yield row["weight"]
        if len(rows) < PAGE:
            break
        after = rows[-1]["key"]
    after = ""
    while True:
        rows = await review.queued_tasks(identity.graph, after=after, limit=PAGE)
        for row in rows:
            if row["reason"] == TOO_WEAK:
                yield row["weight"]
        if len(rows) < PAGE:
            return
        after = rows[-1]["id"]


async def recalibrate(identity: Identity, judged: Sequence[Judged], *, now_ms: int) -> Calibration:
    """Return the calibration that these pairs give, after storing it for every process."""
    calibration = calibrate(identity.model, judged)
    await identity.graph.write(
        [calibration_queries.store_calibration(dump_calibration(calibration), at_ms=now_ms)]
    )
    return calibration
