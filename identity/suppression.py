"""Whose records stay out: those of people who were erased, and what hangs on them.

An erasure leaves keyed hashes behind: of each source record, of each identifier that only the
erased person held, and of each activity. By these a sync that still has the person is recognised:

- A record is kept out by its own key; one that the graph does not know yet also by any identifier
  that is hers alone. Order and case numbers do not count: two shops give the same ones.
- An activity goes with its person. One that names nobody is kept out by its own key, or by that of
  the activity that it is about.

A record of somebody else that is in the graph already stays, should it come to hold the number of
an erased person: telephone numbers are given out again.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from graph.access import Statement
from graph.keys import Keys
from identity.batch import Known, Prepared, identifier_key

NUMBERS_OF_THINGS: Final = ("order:", "case:")


@dataclass(frozen=True, slots=True)
class Attached:
    """An activity on its way in: what it is, and the keys of whose and what it is about."""

    label: str
    key: str
    record_key: str | None
    about: tuple[str, ...] = ()


def _nothing(_without: Set[str]) -> list[Statement]:
    return []


@dataclass(frozen=True, slots=True)
class Activities:
    """What is written along with a batch of people; `write` leaves out those with these keys."""

    attached: Sequence[Attached] = ()
    write: Callable[[Set[str]], list[Statement]] = field(default=_nothing)


NO_ACTIVITIES: Final = Activities()


def is_personal(identifier: str) -> bool:
    """Return whether "kind:value" points at a person, not at a thing that was bought."""
    return not identifier.startswith(NUMBERS_OF_THINGS)


def suppressible(
    prepared: Iterable[Prepared], activities: Iterable[Attached], keys: Keys
) -> list[str]:
    """Return the keys by which anything of a batch might be kept out."""
    asked: dict[str, None] = {}
    for one in prepared:
        asked[one.key] = None
        for identifier in filter(is_personal, one.comparable.identifiers):
            asked[identifier_key(identifier, keys)] = None
    for activity in activities:
        if activity.record_key is None:
            asked |= dict.fromkeys((activity.key, *activity.about))
    return list(asked)


def kept_out(
    prepared: Iterable[Prepared], activities: Iterable[Attached], known: Known, keys: Keys
) -> frozenset[str]:
    """Return the keys of the records and activities of a batch that erased people leave behind."""
    suppressed = known.suppressed
    if not suppressed:
        return frozenset()
    records = {one.key for one in prepared if _is_kept_out(one, known, keys)}
    return frozenset(records).union(
        one.key
        for one in activities
        if one.record_key in records
        or (one.record_key is None and not suppressed.isdisjoint((one.key, *one.about)))
    )


def _is_kept_out(one: Prepared, known: Known, keys: Keys) -> bool:
    if one.key in known.suppressed:
        return True
    return one.key not in known.homes and any(
        identifier_key(identifier, keys) in known.suppressed
        for identifier in filter(is_personal, one.comparable.identifiers)
    )
