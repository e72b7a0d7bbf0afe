"""Weighed pairs in, customers out: the heaviest pair first, and every merge must carry.

The same rules as online, in the best order: two groups become one when a record of one, held
against the whole other, reaches the threshold without a veto, and their pairs agree on average
(the merge guard, which keeps one strong pair from joining two families).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from identity.bulk.edges import BulkRecords, DisjointSets, Edges, Progress
from identity.comparable import ComparableRecord
from identity.decision import TOO_WEAK
from identity.fellegi_sunter import Model, PairScore, score_customer, score_pair
from identity.records import RecordKind
from identity.settings import Thresholds
from identity.vetoes import are_namesakes, asks_nobody, veto

MOST_FACED: Final = 20  # records of a group that another is held against
PROGRESS_STEP: Final = 10_000  # pairs
MOST_REMEMBERED: Final = 2_000_000  # weights of pairs that shared no key


@dataclass(frozen=True, slots=True)
class BulkDoubt:
    """A pair of records that a person should judge, by their places in the file."""

    left: int
    right: int
    weight: float
    reason: str


class Clustering:
    """Groups of a file's records, growing from the heaviest pair down."""

    def __init__(
        self,
        model: Model,
        bulk: BulkRecords,
        thresholds: Thresholds,
        kinds: Sequence[RecordKind] | None = None,
        *,
        auto_merge: bool = True,
    ) -> None:
        self._model = model
        self._records = bulk.records
        self._holders = bulk.holders
        self._kinds = kinds
        self._thresholds = thresholds
        self._auto_merge = auto_merge
        self._sets = DisjointSets(len(bulk))
        self._members: dict[int, list[int]] = {}
        self._tried: dict[int, int] = {}
        self._weights: dict[int, float] = {}

    def grow(self, edges: Edges, *, progress: Progress | None = None) -> None:
        """Join what belongs together; `edges` come heaviest first. `progress` counts them."""
        find = self._sets.find
        for number, (left, right, _) in enumerate(edges, start=1):
            one, other = find(left), find(right)
            if one != other and self._is_new(one, other):
                self._consider(one, other)
            if progress is not None and number % PROGRESS_STEP == 0:
                progress(PROGRESS_STEP)

    def cluster_of(self, place: int) -> int:
        """Return a number that all records of one customer have in common."""
        return self._sets.find(place)

    def doubts(self, edges: Edges) -> Iterator[BulkDoubt]:
        """Yield, for each record, the heaviest pair that was not joined and is worth asking."""
        asked: set[int] = set()
        pairs: set[tuple[int, int]] = set()
        for left, right, weight in edges:
            if weight < self._thresholds.review:
                return
            one, other = self._sets.find(left), self._sets.find(right)
            if one == other or left in asked or (min(one, other), max(one, other)) in pairs:
                continue
            score = self._score(left, [self._records[right]])
            reason = self._veto(left, right, score)
            if reason is not None and asks_nobody(score):
                continue
            asked.add(left)
            pairs.add((min(one, other), max(one, other)))
            yield BulkDoubt(left, right, weight, reason or TOO_WEAK)

    def _is_new(self, one: int, other: int) -> bool:
        """Whether these two groups are not as they were when they were last held together."""
        pair = self._number(one, other)
        size = len(self._of(one)) + len(self._of(other))
        if self._tried.get(pair) == size:
            return False
        self._tried[pair] = size
        return True

    def _consider(self, one: int, other: int) -> None:
        ours, theirs = self._of(one), self._of(other)
        if len(ours) > len(theirs):
            one, other, ours, theirs = other, one, theirs, ours
        if self._agrees(ours, theirs) and self._holds_together(ours, theirs):
            self._sets.join(other, one)
            self._members[other] = theirs + ours
            self._members.pop(one, None)

    def _of(self, root: int) -> list[int]:
        return self._members.get(root) or [root]

    def _agrees(self, ours: list[int], theirs: list[int]) -> bool:
        """Whether a record of one group is linked to the other by itself."""
        facing = [self._records[at] for at in theirs[:MOST_FACED]]
        for at in ours[:MOST_FACED]:
            score = self._score(at, facing)
            if score.weight >= self._thresholds.link and self._veto(at, theirs[0], score) is None:
                return True
        return False

    def _holds_together(self, ours: list[int], theirs: list[int]) -> bool:
        """Whether two groups agree on the whole; `ours` is the smaller."""
        ours, theirs = ours[:MOST_FACED], theirs[:MOST_FACED]
        if self._model.households and self._are_namesakes(ours, theirs):
            return False
        if len(ours) == 1:  # a record is linked by its own evidence, as online
            return True
        if not self._auto_merge:
            return False
        total = sum(self._weight(one, other) for one in ours for other in theirs)
        return total > self._thresholds.merge_mean * len(ours) * len(theirs)

    def _are_namesakes(self, ours: list[int], theirs: list[int]) -> bool:
        return are_namesakes(
            [self._records[at] for at in ours], [self._records[at] for at in theirs]
        )

    def _weight(self, one: int, other: int) -> float:
        pair = self._number(one, other)
        weight = self._weights.get(pair)
        if weight is None:
            weight = score_pair(
                self._model,
                self._records[one],
                self._records[other],
                identifier_customers=self._holders,
                customers=0,
            ).weight
            if len(self._weights) >= MOST_REMEMBERED:
                self._weights.clear()
            self._weights[pair] = weight
        return weight

    def _score(self, at: int, facing: list[ComparableRecord]) -> PairScore:
        return score_customer(
            self._model,
            self._records[at],
            facing,
            identifier_customers=self._holders,
            customers=0,
        )

    def _veto(self, one: int, other: int, score: PairScore) -> str | None:
        kind = RecordKind.ACCOUNT
        if self._kinds is not None and RecordKind.PROFILE in (self._kinds[one], self._kinds[other]):
            kind = RecordKind.PROFILE
        return veto(self._records[one], score, kind=kind, households=self._model.households)

    def _number(self, one: int, other: int) -> int:
        low, high = (one, other) if one < other else (other, one)
        return low * len(self._records) + high
