"""Records in: people to identity, activities onto their source records, one transaction a batch."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from context.evidence import activities_of, key_of, unchanged
from context.keeper import Changed, Keeper
from context.masking import mask_record
from context.mentions.arriving import mentions_in
from context.mentions.book import InForce, mention_book
from context.policies.book import RuleBook
from context.promises.arriving import promises_in
from context.promises.book import promise_book
from context.promises.model import PromiseRules
from context.records import (
    ActivityRecord,
    CaseRecord,
    ContractRecord,
    InteractionRecord,
    OrderRecord,
    Record,
)
from context.replies import judge_replies
from graph.keys import Keys
from identity.batch import OwnedNumber
from identity.normalise.number_patterns import NumberPatterns
from identity.normalise.numbers import normalise_number
from identity.number_memory import OwnNumber
from identity.records import PersonRecord
from identity.resolver import Resolved, Resolver
from identity.suppression import Activities

NUMBERED: Final = {OrderRecord: "order", CaseRecord: "case"}  # whose id finds the customer
LEARNED_FROM: Final = NUMBERED | {ContractRecord: "contract"}  # whose ids customers quote


@dataclass(frozen=True, slots=True)
class IngestResult:
    records: int  # handed in
    changed: int  # records that were not in the graph, or say something newer than there
    customers: frozenset[str]  # ids of the customers that were touched
    suppressed: int = 0  # of the records: those of erased people, which were not taken in


Noting = Callable[[Sequence[Record], Activities], Activities]


class RecordSink(Protocol):
    """Whatever takes records in: this process's graph, or a running server over HTTP."""

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        """Take a batch in, all of it or none. `live` contacts pass ahead of bulk loads."""
        ...


class Ingest:
    """The RecordSink that writes to this process's graph.

    With a keeper, context is derived before a live contact's batch returns; what else comes in is
    left to whoever follows the events.
    """

    def __init__(
        self,
        resolver: Resolver,
        keeper: Keeper | None = None,
        *,
        promises: RuleBook[PromiseRules] | None = None,
        mentions: RuleBook[InForce] | None = None,
        noting: Noting | None = None,
    ) -> None:
        """`noting` writes down what a batch brings: it belongs to a load that may be withdrawn."""
        self._resolver = resolver
        self._keeper = keeper
        self._promises = promises or promise_book()
        self._mentions = mentions or mention_book()
        self._noting = noting

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        graph, keys = self._resolver.identity.graph, self._resolver.identity.keys
        records = [mask_record(one) for one in records]
        numbers = self._resolver.identity.numbers
        activities = [one for one in records if isinstance(one, ActivityRecord)]
        known = await unchanged(graph, keys, activities) if activities else set()
        news = [one for one in activities if key_of(one, keys) not in known]
        await numbers.refresh(graph)
        cited = {id(one): _cited(one, numbers.patterns) for one in news}
        judged = await judge_replies(graph, keys, news)
        if self._noting is not None:  # what may be withdrawn changes nothing that was there
            judged = replace(judged, again=())
        promised = promises_in(news, keys, self._promises.current())
        named = mentions_in(news, keys, self._mentions.current(), now_ms=_now_ms())
        along = named.along(promised.along(activities_of(news, keys, judged)))
        along = self._noting(records, along) if self._noting is not None else along
        resolved = await self._resolver.ingest(
            list(_people(records, cited)),
            owned=list(_owned(news, keys)),
            activities=along,
            live=live,
        )
        if live and self._keeper is not None and (resolved.touched or news):
            await self._keeper.after(_changed(resolved, along))
        people_and_news = [one for one in records if isinstance(one, PersonRecord)] + news
        own = _own_numbers(people_and_news, keys, resolved.changed - resolved.kept_out)
        await numbers.learn(graph, keys, own)
        theirs = [_key(one, keys) for one in records]
        people = {
            key for key, one in zip(theirs, records, strict=True) if isinstance(one, PersonRecord)
        }
        out = sum(key in resolved.kept_out for key in theirs)
        taken = sum(key_of(one, keys) not in resolved.kept_out for one in news)
        changed = len(people & resolved.changed) + taken
        return IngestResult(len(records), changed, resolved.touched, out)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _changed(resolved: Resolved, along: Activities) -> Changed:
    attached = [one for one in along.attached if one.key not in resolved.kept_out]
    return Changed(resolved.touched, [one.key for one in attached], {one.label for one in attached})


def _key(record: Record, keys: Keys) -> str:
    if isinstance(record, PersonRecord):
        return keys.record(record.source, record.source_id)
    return key_of(record, keys)


def _people(
    records: Iterable[Record], cited: Mapping[int, tuple[str, ...]]
) -> Iterator[PersonRecord]:
    """Yield whom the records speak of; whoever an activity mentions, as of then and only so far.

    `cited` are the numbers in the texts of new activities, by `id`: known ones were read before.
    """
    for one in records:
        if isinstance(one, PersonRecord):
            yield one
        elif one.person is not None:
            yield replace(
                one.person,
                complete=False,
                updated_at=one.person.updated_at or _time(one),
                cited_numbers=(*one.person.cited_numbers, *cited.get(id(one), ())),
            )


def _owned(activities: Iterable[ActivityRecord], keys: Keys) -> Iterator[OwnedNumber]:
    """Yield the order and case numbers that the activities give to their people."""
    for one in activities:
        kind = NUMBERED.get(type(one))
        if kind is None or one.person is None:
            continue
        number = normalise_number(kind, one.source_id)
        if number is not None:
            record_key = keys.record(one.person.source, one.person.source_id)
            yield OwnedNumber(record_key, f"{kind}:{number}")


def _own_numbers(records: Iterable[Record], keys: Keys, changed: Set[str]) -> Iterator[OwnNumber]:
    """Yield the numbers that sources gave to what is new, and to whom is new or says more."""
    for one in records:
        if isinstance(one, PersonRecord):
            if keys.record(one.source, one.source_id) in changed:
                for number in one.numbers:
                    yield OwnNumber(one.source, number.kind.strip().lower(), number.value)
        elif (kind := LEARNED_FROM.get(type(one))) is not None:
            yield OwnNumber(one.source, kind, one.source_id)


def _cited(activity: ActivityRecord, patterns: NumberPatterns) -> tuple[str, ...]:
    """Return the numbers that a customer quotes in free text."""
    if isinstance(activity, InteractionRecord) and activity.direction == "in" and activity.text:
        return patterns.read(activity.text)
    return ()


def _time(activity: ActivityRecord) -> datetime | None:
    for name in ("started_at", "placed_at", "opened_at", "created_at", "shipped_at", "answered_at"):
        at: datetime | None = getattr(activity, name, None)
        if at is not None:
            return at
    return activity.updated_at
