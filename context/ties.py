"""What ties customers to each other, as the statements that store it: households, organisations."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from context.households.model import Household, Membership, Part, Person, Said
from context.households.rule import households
from context.organisations import (
    Employed,
    Joined,
    has_many_surnames,
    is_company,
    organisations,
    plain_name,
)
from graph.access import Graph, Row, Statement
from graph.keys import Keys
from graph.queries.households import (
    drop_households,
    leave_households,
    read_ties,
    store_households,
)
from graph.queries.organisations import (
    MOST_COLLEAGUES,
    leave_organisations,
    read_colleagues,
    store_organisations,
)
from identity.normalise.name_forms import family_parts
from identity.stored import load_comparable
from identity.ties import domains, office_key

MOST_SURNAMES: Final = 3  # of one name
FEWEST: Final = 2  # who live together


async def tie_statements(graph: Graph, keys: Keys, customer_ids: Sequence[str]) -> list[Statement]:
    """Return the write that makes right what ties these customers to others; empty if it is.

    To be called for all customers that a commit touched, merged and new ones too. Two reads.
    """
    of_households, of_organisations = await asyncio.gather(
        household_statements(graph, keys, customer_ids),
        organisation_statements(graph, keys, customer_ids),
    )
    return [*of_households, *of_organisations]


async def household_statements(
    graph: Graph, keys: Keys, customer_ids: Sequence[str]
) -> list[Statement]:
    """Return the write that makes what is stored of these customers' households right.

    One read; empty where nothing changes.
    """
    wanted: dict[str, tuple[Membership, ...]] = {}
    stored: dict[str, dict[str, Membership]] = {}
    leaving: dict[str, set[str]] = {}
    for row in await read_ties(graph, customer_ids) if customer_ids else []:
        me, others = _person(row["id"], row["records"]), row["neighbours"]
        people = [_person(id, records) for id, records, _, _ in others]
        said = {one.id: one for one in map(_said, _all_said(row))}
        found = households(me, people, said.values()) if people else []
        mine = {_household_id(one, keys): one.members for one in found}
        wanted |= mine
        for id, members in (household for one in others for household in one[3]):
            stored[id] = _memberships(members)
        for id, former, members in row["households"]:
            stored[id] = _memberships(members)
            if id not in mine:
                leaving.setdefault(id, set()).update(former)
    return [*_household_writes(wanted, stored, leaving)]


def _household_writes(
    wanted: Mapping[str, tuple[Membership, ...]],
    stored: Mapping[str, Mapping[str, Membership]],
    leaving: Mapping[str, Collection[str]],
) -> Iterator[Statement]:
    fresh = {
        id: members
        for id, members in wanted.items()
        if len(members) >= FEWEST and {one.customer_id: one for one in members} != stored.get(id)
    }
    if fresh:
        yield store_households([_household_row(id, members) for id, members in fresh.items()])
    left = {id: ids for id, ids in leaving.items() if id not in wanted}
    gone = {id for id, members in wanted.items() if len(members) < FEWEST and id in stored}
    gone |= {id for id, ids in left.items() if len(stored[id].keys() - set(ids)) < FEWEST}
    if rows := [{"id": id, "customers": sorted(left[id])} for id in sorted(left.keys() - gone)]:
        yield leave_households(rows)
    if gone:
        yield drop_households(sorted(gone))


def _memberships(rows: Iterable[Sequence[str]]) -> dict[str, Membership]:
    return {one[0]: Membership(*one) for one in rows}


def _household_row(id: str, members: Iterable[Membership]) -> Row:
    rows = [
        {"id": one.customer_id, "role": one.role, "why": one.why, "by": one.by} for one in members
    ]
    return {"id": id, "ids": [one["id"] for one in rows], "members": rows}


def _household_id(household: Household, keys: Keys) -> str:
    return keys.key("Household", *household.reason)


def _all_said(row: Row) -> Iterator[Sequence[Any]]:
    yield from row["said"]
    for _, _, said, _ in row["neighbours"]:
        yield from said


def _said(values: Sequence[Any]) -> Said:
    id, action, at_ms, actor, parts = values
    return Said(id, action or "", at_ms or 0, actor or "somebody", tuple(Part(*it) for it in parts))


def _person(id: str, records: Iterable[Sequence[Any]]) -> Person:
    surnames: set[str] = set()
    phones: set[str] = set()
    homes: set[str] = set()
    employers: set[str] = set()
    company = False
    for column, home_key, _, organisation, _ in records:
        comparable, shown = load_comparable(column)
        if comparable.family:
            surnames.update(family_parts(comparable.family)[:MOST_SURNAMES])
        phones |= comparable.phones
        homes |= {home_key} if home_key else set()
        employers |= {plain_name(organisation)} if organisation else set()
        company = company or is_company(shown.name) or is_company(shown.family_name)
        company = company or (organisation is not None and comparable.given is None)
    return Person(
        id,
        frozenset(surnames),
        frozenset(homes),
        frozenset(phones),
        frozenset(employers),
        is_company=company,
    )


async def organisation_statements(
    graph: Graph, keys: Keys, customer_ids: Sequence[str]
) -> list[Statement]:
    """Return the write that makes right what organisations these customers are stored to be of.

    One read; empty where nothing changes.
    """
    fresh: dict[str, Row] = {}
    leaving: dict[str, set[str]] = {}
    for row in await read_colleagues(graph, customer_ids) if customer_ids else []:
        colleagues: dict[str, list[tuple[str, str | None]]] = {}
        for key, id, surname in row["colleagues"]:
            colleagues.setdefault(key, []).append((id, surname))
        found = organisations(row["family_name"], _employed(row["records"], keys), colleagues)
        mine = {keys.key("Organisation", *one.reason): one for one in found}
        stored = {one[0]: one for one in row["organisations"] if one[1] == row["id"]}
        for id, one in mine.items():
            if id not in stored or stored[id][2:4] != [one.role, one.why]:
                _join(fresh, id, row["id"], one)
        for id, former, _, _, domain, members in row["organisations"]:
            if id not in mine or former != row["id"]:
                leaving.setdefault(id, set()).add(former)
            if id not in mine and domain is not None and len(members) <= MOST_COLLEAGUES:
                rest = [it for it in members if it[0] != former]
                if not has_many_surnames(family for _, family in rest):
                    leaving[id].update(it[0] for it in rest)
    return [*_organisation_writes(fresh, leaving)]


def _organisation_writes(
    fresh: Mapping[str, Row], leaving: Mapping[str, Collection[str]]
) -> Iterator[Statement]:
    if leaving:
        rows = [{"id": id, "customers": sorted(ids)} for id, ids in sorted(leaving.items())]
        yield leave_organisations(rows)
    if fresh:
        yield store_organisations(
            [{**row, "members": list(row["members"].values())} for row in fresh.values()]
        )


def _join(fresh: dict[str, Row], id: str, customer_id: str, joined: Joined) -> None:
    row = fresh.setdefault(
        id, {"id": id, "name": joined.name, "domain": joined.domain, "members": {}}
    )
    for one in (customer_id, *joined.colleagues):
        row["members"][one] = {"id": one, "role": joined.role, "why": joined.why}


def _employed(records: Iterable[Sequence[Any]], keys: Keys) -> Iterator[Employed]:
    for source, organisation, key, column in records:
        comparable, _ = load_comparable(column)
        domain = next(iter(domains(comparable)), None)
        yield Employed(
            source,
            organisation,
            comparable.occupation,
            key if key == office_key(comparable, keys) else None,
            domain,
        )
