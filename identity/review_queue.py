"""What should be judged now: the pairs in doubt in their order, with checks of automatic links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.queries import review
from identity.calibration import Judged
from identity.decision import TOO_WEAK
from identity.review_order import Contacts, QueuedTask, VerdictTally, mixed, ordered
from identity.setup import Identity

PAGE: Final = 1_000  # tasks a read
MOST_TASKS: Final = 50_000  # looked at; more than people judge in years
SHORT_LIST: Final = 4  # times the tasks asked for have their customers' contacts counted
RECENT_MS: Final = 30 * 86_400_000  # contacts of the last 30 days count in full
ONE_CHECK_IN: Final = 10


@dataclass(frozen=True, slots=True)
class QueueOptions:
    limit: int
    check_every: int = ONE_CHECK_IN  # one automatic link in so many pairs; 0: none
    seed: str = "1"  # other seeds draw other links


async def review_queue(
    identity: Identity, options: QueueOptions, *, judged: Sequence[Judged], now_ms: int
) -> list[QueuedTask]:
    """Return at most `limit` pairs, the one most worth an answer first."""
    tasks = await _open_tasks(identity)
    tally = VerdictTally.of(judged)
    link_bits = identity.settings.thresholds.link
    best = ordered(tasks, tally, {}, link_bits=link_bits)[: SHORT_LIST * options.limit]
    contacts = await _contacts(identity, best, now_ms=now_ms)
    best = ordered(best, tally, contacts, link_bits=link_bits)[: options.limit]
    if not options.check_every:
        return best
    wanted = -(-options.limit // options.check_every)
    checks = await _checks(identity, wanted, seed=options.seed)
    return mixed(best, checks, every=options.check_every)[: options.limit]


async def _open_tasks(identity: Identity) -> list[QueuedTask]:
    tasks: list[QueuedTask] = []
    after = ""
    while len(tasks) < MOST_TASKS:
        rows = await review.queued_tasks(identity.graph, after=after, limit=PAGE)
        tasks += [_task(row) for row in rows]
        if len(rows) < PAGE:
            break
        after = rows[-1]["id"]
    return tasks


def _task(row: Mapping[str, Any]) -> QueuedTask:
    return QueuedTask(
        id=row["id"],
        left_key=row["left_key"],
        right_key=row["right_key"],
        weight=row["weight"],
        reason=row["reason"],
        customers=(row["left_customer"], row["right_customer"]),
        vetoed=row["reason"] != TOO_WEAK,
        unsure_at_ms=row["unsure_at_ms"],
    )


async def _contacts(
    identity: Identity, tasks: Sequence[QueuedTask], *, now_ms: int
) -> dict[str, Contacts]:
    ids = sorted({one for task in tasks for one in task.customers})
    rows = await review.contacts_of_customers(identity.graph, ids, recent_ms=now_ms - RECENT_MS)
    return {row["id"]: Contacts(row["recent"], row["contacts"] - row["recent"]) for row in rows}


async def _checks(identity: Identity, wanted: int, *, seed: str) -> list[QueuedTask]:
    """Return so many automatic links, drawn by the seed; the other side is found when shown."""
    start = identity.keys.key("ReviewSample", seed)
    rows = await review.links_after(identity.graph, start, limit=wanted)
    if len(rows) < wanted:
        known = {row["key"] for row in rows}
        more = await review.links_after(identity.graph, "", limit=wanted)
        rows += [row for row in more if row["key"] not in known][: wanted - len(rows)]
    return [
        QueuedTask(
            id=identity.keys.key("ReviewCheck", row["key"]),
            left_key=row["key"],
            right_key="",
            weight=row["weight"],
            reason="",
            customers=(row["customer_id"],),
            sampled=True,
        )
        for row in rows
    ]
