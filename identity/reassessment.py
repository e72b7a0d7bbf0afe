"""What would another model or threshold change? Every customer decided anew, in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from graph.queries import customers as customer_queries
from graph.queries.explanations import owned_numbers_of
from graph.sequence import read_sequence
from identity.blocking import blocking_keys
from identity.changes import Arrival, Changes
from identity.customer_state import CustomerState, StoredRecord
from identity.decision import Rule
from identity.fellegi_sunter import PairScore
from identity.judgement import Judgements
from identity.ledger import levels_column
from identity.regrowth import Rules, regrow
from identity.resolution import Resolution
from identity.setup import Identity
from identity.stored import customer_state, judgements_among

PAGE = 200  # customers a read
Progress = Callable[[int], object]  # is told how many customers more are done


@dataclass(frozen=True, slots=True)
class Parting:
    """A customer that falls apart. `groups` are keys of records, those that keep the id first."""

    customer_id: str
    groups: tuple[tuple[str, ...], ...]

    @property
    def pairs(self) -> int:
        """Pairs of records that would be one person no more."""
        return _pairs_across(self.groups)


@dataclass(frozen=True, slots=True)
class Joining:
    """Customers that become one. `groups` are keys of records of each, as they would be before."""

    customer_ids: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    weight: float | None  # bits of the evidence that joins them; None where only contacts follow
    levels: tuple[str, ...]

    @property
    def pairs(self) -> int:
        return _pairs_across(self.groups)


@dataclass(frozen=True, slots=True)
class Reassessment:
    """What would change. Nothing has."""

    customers: int
    records: int
    partings: tuple[Parting, ...] = ()
    joinings: tuple[Joining, ...] = ()
    doubts: int = 0  # pairs that would newly wait for a person

    @property
    def parted_pairs(self) -> int:
        return sum(one.pairs for one in self.partings)

    @property
    def joined_pairs(self) -> int:
        return sum(one.pairs for one in self.joinings)


@dataclass(slots=True)
class Everybody:
    """All customers of a graph, in memory."""

    states: list[CustomerState] = field(default_factory=list)
    judgements: Judgements = field(default_factory=Judgements)
    total: int = 0


async def read_everybody(identity: Identity, *, progress: Progress) -> Everybody:
    """Read every customer with its records and what people said; `progress` counts customers."""
    everybody = Everybody(judgements=Judgements(lambda text: identity.keys.key("Evidence", text)))
    everybody.total = (await read_sequence(identity.graph)).customers
    after = ""
    while True:
        page = await customer_queries.list_customers(identity.graph, after=after, limit=PAGE)
        ids = [row["id"] for row in page]
        owned = await owned_numbers_of(identity.graph, ids)
        for row in await customer_queries.read_customers(identity.graph, ids):
            state = customer_state(row["id"], row["records"])
            if row["id"] in owned:
                state.own(owned[row["id"]])
            everybody.states.append(state)
            for said in judgements_among(row["records"]):
                everybody.judgements.know(said)
        progress(len(page))
        if len(page) < PAGE:
            return everybody
        after = ids[-1]


def reassess(identity: Identity, everybody: Everybody, *, progress: Progress) -> Reassessment:
    """Return what this identity's model and thresholds would change. `progress` counts customers.

    First every customer is grown again from its own records; what falls apart, and then everybody,
    is held against all others, as if each record had just arrived. What people said holds.
    """
    resolution = _resolution(identity, everybody)
    partings = tuple(_part(identity, resolution, everybody, progress))
    former = dict(resolution.customer_of)
    groups = _groups(resolution)
    resolution.changes = Changes()
    scores: dict[str, PairScore] = {}  # by which records came to another customer
    for customer_id in list(resolution.customers):
        for record in _solid(resolution, customer_id):
            resolution.resolve(_arrival(record, resolution.customer_of[record.key]))
            score = resolution.changes.placed[record.key].score
            if score is not None:
                scores[record.key] = score
        progress(1)
    same = dict(_come_together_again(partings, resolution))
    return Reassessment(
        customers=len(everybody.states),
        records=len(former),
        partings=tuple(_lasting(partings, resolution)),
        joinings=tuple(_joinings(resolution, _united(groups, same), scores)),
        doubts=len({(one.record_key, one.other_key) for one in resolution.changes.doubts}),
    )


def _resolution(identity: Identity, everybody: Everybody) -> Resolution:
    resolution = Resolution(
        identity.model,
        identity.settings,
        customers=everybody.total,
        judgements=everybody.judgements,
    )
    for state in everybody.states:
        resolution.know(state)
        if state.owned_numbers is not None:
            resolution.hold(state.owned_numbers.numbers, state.id)
        for record in state.solid():
            resolution.block(blocking_keys(record.comparable), state.id)
    return resolution


def _part(
    identity: Identity, resolution: Resolution, everybody: Everybody, progress: Progress
) -> Iterator[Parting]:
    """Yield the customers that fall apart, and take them apart in the resolution."""
    for state in everybody.states:
        progress(1)
        solid = state.solid()
        if len(solid) < 2:
            continue
        holders = resolution.identifier_customers(
            identifier for one in solid for identifier in one.comparable.identifiers
        )
        rules = Rules(
            identity.model,
            identity.settings.thresholds,
            everybody.judgements,
            holders,
            resolution.total,
        )
        groups = [with_contacts(state, one) for one in regrow(state, rules)]
        if len(groups) > 1:
            yield Parting(state.id, _shared_out(state, groups))
            for number, group in enumerate(groups[1:], start=1):
                _move_out(resolution, state, group, _part_id(state.id, number))


def with_contacts(state: CustomerState, group: Sequence[str]) -> tuple[str, ...]:
    """Return a group of solid records with the attributed ones that it alone speaks for."""
    ours = {one for key in group for one in state.records[key].comparable.identifiers}
    others = {
        identifier
        for one in state.solid()
        if one.key not in group
        for identifier in one.comparable.identifiers
    }
    contacts = [
        key
        for key, one in state.records.items()
        if one.rule is Rule.LOOKUP
        and one.comparable.identifiers & ours
        and not one.comparable.identifiers & others
    ]
    return (*group, *sorted(contacts))


def _shared_out(
    state: CustomerState, groups: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """Return the groups; contacts that nobody speaks for alone stay with the first one."""
    placed = {key for group in groups for key in group}
    rest = tuple(sorted(state.records.keys() - placed))
    return (groups[0] + rest, *groups[1:])


def _move_out(resolution: Resolution, state: CustomerState, group: Iterable[str], to: str) -> None:
    part = CustomerState(to)
    for key in group:
        record = state.records[key]
        resolution.take_out(key)
        part.records[key] = record
    resolution.know(part)
    resolution.total += 1
    for record in part.solid():
        resolution.block(blocking_keys(record.comparable), to)


def _part_id(customer_id: str, number: int) -> str:
    """Return the id of a group of a customer that falls apart; the first one keeps the customer's.

    Nobody else ever sees the others'.
    """
    return f"{customer_id}.{number}" if number else customer_id


def _reunited(parting: Parting, resolution: Resolution) -> list[list[int]]:
    """Return the numbers of the groups that stand together in the end, the first group's first.

    Grown one by one, records may fall apart that the evidence of whole customers joins again.
    """
    together: dict[str, list[int]] = {}
    for number, group in enumerate(parting.groups):
        together.setdefault(resolution.customer_of[group[0]], []).append(number)
    return list(together.values())


def _lasting(partings: Iterable[Parting], resolution: Resolution) -> Iterator[Parting]:
    for parting in partings:
        reunited = _reunited(parting, resolution)
        if len(reunited) > 1:
            groups = (tuple(key for at in one for key in parting.groups[at]) for one in reunited)
            yield Parting(parting.customer_id, tuple(groups))


def _come_together_again(
    partings: Iterable[Parting], resolution: Resolution
) -> Iterator[tuple[str, str]]:
    """Yield the id of each group that another one takes back, and that one's."""
    for parting in partings:
        for first, *others in _reunited(parting, resolution):
            kept = _part_id(parting.customer_id, first)
            yield from ((_part_id(parting.customer_id, one), kept) for one in others)


def _united(
    groups: Mapping[str, tuple[str, ...]], same: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    united: dict[str, tuple[str, ...]] = {}
    for customer_id, keys in groups.items():
        kept = same.get(customer_id, customer_id)
        united[kept] = united.get(kept, ()) + keys
    return united


def _solid(resolution: Resolution, customer_id: str) -> list[StoredRecord]:
    state = resolution.customers.get(customer_id)
    return [] if state is None else state.solid()


def _arrival(record: StoredRecord, founds: str) -> Arrival:
    return Arrival(
        key=record.key,
        kind=record.kind,
        comparable=record.comparable,
        display=record.display,
        blocking_keys=blocking_keys(record.comparable),
        founds=founds,
        updated_at_ms=record.updated_at_ms,
        source=record.source,
    )


def _groups(resolution: Resolution) -> dict[str, tuple[str, ...]]:
    return {
        customer_id: tuple(sorted(one.key for one in state.solid()))
        for customer_id, state in resolution.customers.items()
    }


def _joinings(
    resolution: Resolution,
    groups: Mapping[str, tuple[str, ...]],
    scores: Mapping[str, PairScore],
) -> Iterator[Joining]:
    """Yield the former customers that stand together now, with the best evidence for it.

    What would merely be attributed is none of them: that is no evidence, and comes by itself.
    """
    together: dict[str, dict[str, None]] = {}
    for customer_id, keys in groups.items():
        if keys and any(_stands(resolution, key) for key in keys):
            together.setdefault(resolution.customer_of[keys[0]], {})[customer_id] = None
    best = _best(resolution, scores)
    for now, ids in together.items():
        if len(ids) > 1:
            score = best.get(now)
            yield Joining(
                customer_ids=tuple(ids),
                groups=tuple(groups[one] for one in ids),
                weight=None if score is None else score.weight,
                levels=tuple(levels_column(score)),
            )


def _stands(resolution: Resolution, key: str) -> bool:
    """Whether a record is evidence where it is now."""
    return resolution.customers[resolution.customer_of[key]].records[key].rule is not Rule.LOOKUP


def _best(resolution: Resolution, scores: Mapping[str, PairScore]) -> dict[str, PairScore]:
    """Return the best score by which anybody came to a customer."""
    found = [(resolution.customer_of[key], score) for key, score in scores.items()]
    found += [
        (resolution.live(one.into_id), one.score)
        for one in resolution.changes.merged
        if one.score is not None
    ]
    best: dict[str, PairScore] = {}
    for customer_id, score in found:
        if customer_id not in best or score.weight > best[customer_id].weight:
            best[customer_id] = score
    return best


def _pairs_across(groups: Sequence[Sequence[str]]) -> int:
    """Return how many pairs of records stand in two different groups."""
    return sum(len(one) * len(other) for one, other in combinations(groups, 2))
