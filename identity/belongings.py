"""What is a person's in the graph, besides her source records, and what only stands beside it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.access import Graph
from graph.queries.belongings import (
    HeldIdentifier,
    Neighbour,
    identifiers_of_records,
    next_to,
    owned_by_records,
)

Activities = Mapping[str, Sequence[str]]  # label → keys


@dataclass(frozen=True, slots=True)
class Belongings:
    """Everything that hangs on some source records."""

    records: tuple[str, ...]
    activities: Activities
    identifiers: tuple[HeldIdentifier, ...]

    def only_theirs(self) -> list[HeldIdentifier]:
        """Return the identifiers that nobody else holds."""
        return [one for one in self.identifiers if set(one.holders) <= set(self.records)]

    def unused_by_others(self) -> list[HeldIdentifier]:
        """Return the identifiers that nobody else holds or cites."""
        mine = set(self.records)
        return [one for one in self.only_theirs() if set(one.citers) <= mine]


async def belongings_of(graph: Graph, record_keys: Sequence[str]) -> Belongings:
    """Return what hangs on these records: the sequence says whether it is still all."""
    activities = await activities_of(graph, record_keys)
    identifiers = await identifiers_of_records(graph, record_keys)
    return Belongings(tuple(record_keys), activities, tuple(identifiers))


async def activities_of(graph: Graph, record_keys: Sequence[str]) -> dict[str, list[str]]:
    """Return the activities of these records, and what nobody else owns around them."""
    records = set(record_keys)
    found: dict[str, set[str]] = {}
    beside = await owned_by_records(graph, record_keys)
    while fresh := _fresh(beside, records, found):
        for label, keys in fresh.items():
            found.setdefault(label, set()).update(keys)
        beside = [
            neighbour
            for label, keys in fresh.items()
            for neighbour in await next_to(graph, label, sorted(keys))
        ]
    return {label: sorted(keys) for label, keys in sorted(found.items())}


def _fresh(
    beside: Iterable[Neighbour], records: Collection[str], found: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    fresh: dict[str, set[str]] = {}
    known = set[str]().union(*found.values())
    for one in beside:
        if one.key not in known and is_theirs(one, records, known):
            fresh.setdefault(one.label, set()).add(one.key)
    return fresh


def is_theirs(one: Neighbour, records: Collection[str], known: Collection[str]) -> bool:
    """Return whether an activity beside a person's own is hers too.

    What somebody else owns never is. What nobody owns goes with what it is of, about or an answer
    to; a message of ours that she answered only when it was to her alone. What she merely speaks
    about is not hers by that.
    """
    if not set(one.owners) <= set(records):
        return False
    if one.owners or one.inwards or one.type == "OF":
        return True
    if one.type == "ANSWERS":
        return not one.public and set(one.answered_by) <= set(known)
    return False
