"""Records in: people to identity, activities onto their source records, one transaction a batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from context.evidence import key_of, statements, unchanged
from context.records import (
    ActivityRecord,
    CaseRecord,
    InteractionRecord,
    OrderRecord,
    Record,
)
from graph.keys import Keys
from identity.batch import OwnedNumber
from identity.normalise.numbers import normalise_number, numbers_in_text
from identity.records import PersonRecord
from identity.resolver import Resolver

NUMBERED: Final = {OrderRecord: "order", CaseRecord: "case"}  # whose id customers quote


@dataclass(frozen=True, slots=True)
class IngestResult:
    records: int  # handed in
    changed: int  # records that were not in the graph, or say something newer than there
    customers: frozenset[str]  # ids of the customers that were touched


class RecordSink(Protocol):
    """Whatever takes records in: this process's graph, or a running server over HTTP."""

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        """Take a batch in, all of it or none. `live` contacts pass ahead of bulk loads."""
        ...


class Ingest:
    """The RecordSink that writes to this process's graph."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        graph, keys = self._resolver.identity.graph, self._resolver.identity.keys
        activities = [one for one in records if isinstance(one, ActivityRecord)]
        known = await unchanged(graph, keys, activities) if activities else set()
        news = [one for one in activities if key_of(one, keys) not in known]
        resolved = await self._resolver.ingest(
            list(_people(records)),
            owned=list(_owned(news, keys)),
            also=statements(news, keys),
            subjects=[key_of(one, keys) for one in news],
            live=live,
        )
        people = {
            keys.record(one.source, one.source_id)
            for one in records
            if isinstance(one, PersonRecord)
        }
        changed = len(people & resolved.changed) + len(news)
        return IngestResult(len(records), changed, resolved.touched)


def _people(records: Iterable[Record]) -> Iterator[PersonRecord]:
    """Yield whom the records speak of; whoever an activity mentions, as of then and only so far."""
    for one in records:
        if isinstance(one, PersonRecord):
            yield one
        elif one.person is not None:
            yield replace(
                one.person,
                complete=False,
                updated_at=one.person.updated_at or _time(one),
                cited_numbers=(*one.person.cited_numbers, *_cited(one)),
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


def _cited(activity: ActivityRecord) -> tuple[str, ...]:
    """Return the numbers that a customer quotes in free text."""
    if isinstance(activity, InteractionRecord) and activity.direction == "in" and activity.text:
        return numbers_in_text(activity.text)
    return ()


def _time(activity: ActivityRecord) -> datetime | None:
    for name in ("started_at", "placed_at", "opened_at", "created_at", "shipped_at"):
        at: datetime | None = getattr(activity, name, None)
        if at is not None:
            return at
    return activity.updated_at
