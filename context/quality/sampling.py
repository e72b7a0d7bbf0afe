"""What is a person to score? A share of each agent's week on each channel, and what must be.

Chosen by a hash of the interaction and the plan's seed: who asks again is told the same, and nobody
can choose.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from context.quality.model import Plan


@dataclass(frozen=True, slots=True)
class Candidate:
    """An interaction that a person might score."""

    key: str
    agent: str
    channel: str
    at_ms: int
    attempts: int = 0  # of the matter that it belongs to

    @property
    def week(self) -> str:
        return week_of(self.at_ms)


@dataclass(frozen=True, slots=True)
class Chosen:
    key: str
    plan: str
    why: str


def week_of(at_ms: int) -> str:
    """Return the ISO week of an instant, in UTC: "2026-W48"."""
    year, week, _ = datetime.fromtimestamp(at_ms / 1000, UTC).isocalendar()
    return f"{year}-W{week:02}"


def days_of_week(week: str) -> tuple[date, date]:
    """Return the first day of "2026-W48" and the first of the week after. Raises ValueError."""
    first = datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=UTC).date()
    return first, date.fromordinal(first.toordinal() + 7)


def choose(plans: Sequence[Plan], candidates: Iterable[Candidate]) -> list[Chosen]:
    """Return what is to be scored, each interaction once, by the first plan that wants it."""
    found: dict[str, Chosen] = {}
    listed = list(candidates)
    for plan in plans:
        ours = [one for one in listed if not plan.channels or one.channel in plan.channels]
        for chosen in _by_plan(plan, ours):
            found.setdefault(chosen.key, chosen)
    return [found[key] for key in sorted(found)]


def _by_plan(plan: Plan, candidates: Sequence[Candidate]) -> Iterable[Chosen]:
    for one in candidates:
        if plan.always_attempts and one.attempts >= plan.always_attempts:
            yield Chosen(one.key, plan.name, f"its matter has {one.attempts} attempts")
    for (agent, channel, week), group in _groups(candidates).items():
        wanted = max(plan.at_least, math.ceil(len(group) * plan.per_mille / 1000))
        ranked = sorted(group, key=lambda one: (_rank(plan.seed, one.key), one.key))
        for one in ranked[:wanted]:
            why = f"drawn of {len(group)} of {agent} by {channel} in {week}"
            yield Chosen(one.key, plan.name, why)


def _groups(candidates: Iterable[Candidate]) -> Mapping[tuple[str, str, str], list[Candidate]]:
    groups: dict[tuple[str, str, str], list[Candidate]] = {}
    for one in candidates:
        groups.setdefault((one.agent, one.channel, one.week), []).append(one)
    return groups


def _rank(seed: str, key: str) -> bytes:
    return hashlib.blake2b(f"{seed}\x1f{key}".encode(), digest_size=8).digest()
