"""Which pair should a person judge next? The one whose answer teaches most and matters to most."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Final

from identity.calibration import Judged, bin_of

NEARNESS_BITS: Final = 6.0  # away from the threshold, an answer moves it half as much
OLD_CONTACT: Final = 0.25  # of a recent one: somebody who calls now will call again


@dataclass(frozen=True, slots=True)
class QueuedTask:
    """A pair that waits, as far as its place in the queue depends on it."""

    id: str
    left_key: str
    right_key: str
    weight: float  # bits, when the doubt arose
    reason: str
    customers: tuple[str, ...]  # whose interactions hang on it
    vetoed: bool = False
    unsure_at_ms: int = 0  # when somebody could not tell; 0: nobody was asked
    sampled: bool = False  # an automatic link, shown as a check


@dataclass(frozen=True, slots=True)
class Contacts:
    """How often a customer was in touch."""

    recent: int = 0
    older: int = 0


@dataclass(frozen=True, slots=True)
class VerdictTally:
    """What is known already about pairs of each bin of weight, vetoed ones apart."""

    judged: Counter[tuple[bool, int]] = field(default_factory=Counter)
    same: Counter[tuple[bool, int]] = field(default_factory=Counter)

    @classmethod
    def of(cls, judged: Iterable[Judged]) -> "VerdictTally":
        pairs = [((one.vetoed, bin_of(one.weight)), one.same) for one in judged]
        return cls(Counter(bin for bin, _ in pairs), Counter(bin for bin, same in pairs if same))

    def teaching(self, weight: float, *, vetoed: bool, link_bits: float) -> float:
        """Return how much an answer tells: 1 for a pair at the threshold of which nobody knows.

        What it can still tell is the entropy of its bin's verdicts, which each judgement there
        shares with the others; and the further from the threshold, the less it moves it.
        """
        group = (vetoed, bin_of(weight))
        judged = self.judged[group]
        share = (self.same[group] + 0.5) / (judged + 1)
        nearness = 2 ** (-abs(weight - link_bits) / NEARNESS_BITS)
        return _entropy(share) * nearness / (1 + judged)


def ordered(
    tasks: Sequence[QueuedTask],
    known: VerdictTally,
    contacts: Mapping[str, Contacts],
    *,
    link_bits: float,
) -> list[QueuedTask]:
    """Return the tasks, most worth an answer first; what left somebody unsure comes last."""

    def worth(one: QueuedTask) -> float:
        teaching = known.teaching(one.weight, vetoed=one.vetoed, link_bits=link_bits)
        return teaching * (1 + hanging(contacts.get(each) for each in one.customers))

    return sorted(tasks, key=lambda one: (one.unsure_at_ms, -worth(one), one.id))


def hanging(contacts: Iterable[Contacts | None]) -> float:
    """Return how much hangs on customers: the doublings of their contacts, recent ones first."""
    found = [one for one in contacts if one is not None]
    return log2(1 + sum(one.recent + OLD_CONTACT * one.older for one in found))


def mixed(
    tasks: Sequence[QueuedTask], checks: Sequence[QueuedTask], *, every: int
) -> list[QueuedTask]:
    """Return the tasks with one check among each `every` of the list (0: none).

    Its place moves from group to group, so that nobody can tell a check by it; the same lists
    always give the same order. Without any task the checks are all that there is to judge.
    """
    if not tasks or not every:
        return list(tasks if not every else checks)
    result: list[QueuedTask] = []
    waiting, spare = list(tasks), list(checks)
    group = 0
    while waiting:
        size = every if spare else len(waiting)
        place = (group * 7 + 3) % every
        for position in range(size):
            if spare and position == place:
                result.append(spare.pop(0))
            elif waiting:
                result.append(waiting.pop(0))
        group += 1
    return result


def _entropy(share: float) -> float:
    return -sum(one * log2(one) for one in (share, 1 - share) if one > 0)
