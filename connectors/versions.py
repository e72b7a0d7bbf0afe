"""Deliveries that each say all of their subject: of what they say, the newest holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from context.records import (
    AssetRecord,
    CartRecord,
    CaseRecord,
    ContractRecord,
    InteractionRecord,
    OrderRecord,
    ProductRecord,
    Record,
    ReturnRecord,
    ShipmentRecord,
)
from identity.records import PersonRecord

WITH_STATUS = (
    AssetRecord,
    CartRecord,
    ContractRecord,
    InteractionRecord,
    OrderRecord,
    ReturnRecord,
    ShipmentRecord,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one delivery says; `gone_at` when it says that its subject was deleted then."""

    records: tuple[Record, ...] = ()
    gone: tuple[Record, ...] = ()  # as they are to be kept where nothing is known of them
    gone_at: datetime | None = None


def newest(_source: str, told: Sequence[Told]) -> tuple[Record, ...]:
    """Return each record once, in its newest version: the same for any order and repetition.

    Of two versions of one instant, the one that sorts last counts: a rule that all agree on.
    """
    found: dict[tuple[str, str, str], Record] = {}
    for record in sorted(_all(told), key=_version):
        found[_key(record)] = record
    deleted = max((one.gone_at for one in told if one.gone_at), default=None)
    if deleted is not None:
        for bare in sorted({one for each in told for one in each.gone}, key=_version):
            found.setdefault(_key(bare), bare)
        found = {key: _gone(record, deleted) for key, record in found.items()}
    return tuple(found[key] for key in sorted(found))


def _all(told: Sequence[Told]) -> Iterable[Record]:
    return (record for one in told for record in one.records)


def _gone(record: Record, at: datetime) -> Record:
    """Return the record as what was deleted leaves it; people lose what the source said of them."""
    if _at(record) > at:
        return record  # it came back since
    if isinstance(record, PersonRecord):
        return PersonRecord(record.source, record.source_id, kind=record.kind, updated_at=at)
    if isinstance(record, CaseRecord):
        return replace(record, status="deleted", closed_at=record.closed_at or at, updated_at=at)
    if isinstance(record, ProductRecord):
        return replace(record, stock=0, updated_at=at)
    if isinstance(record, WITH_STATUS):
        return replace(record, status="deleted", updated_at=at)
    return record


def _key(record: Record) -> tuple[str, str, str]:
    return (type(record).__name__, record.source, record.source_id)


def _version(record: Record) -> tuple[float, str]:
    return (_at(record).timestamp(), repr(record))


def _at(record: Record) -> datetime:
    assert record.updated_at is not None, "every version says when it was made"  # noqa: S101
    return record.updated_at
