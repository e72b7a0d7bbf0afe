"""A person merges customers, or splits one."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from identity.correction import correct
from identity.draft import Corrected, Draft, representative
from identity.errors import NothingToDoError, UnknownError
from identity.ledger import Action
from identity.regrouping import MOST_JUDGED
from identity.setup import Identity


async def merge_customers(
    identity: Identity,
    ids: Sequence[str],
    *,
    actor: str,
    why: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Make one customer of several; the largest keeps its id, and the others' ids lead there.

    Customers that are one already stay so: the answer names the decision that merged them.
    Raises RefusedError.
    """
    wanted = tuple(dict.fromkeys(ids))
    if len(wanted) < 2:
        raise NothingToDoError("a merge needs the ids of at least two customers")
    return await correct(identity, _Merge(wanted), actor=actor, why=why, clock=clock)


async def split_customer(
    identity: Identity,
    customer_id: str,
    groups: Sequence[Collection[str]],
    *,
    actor: str,
    why: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Take groups of records, by their keys, out of a customer, each to be one of its own.

    The largest part keeps the id, and no two parts are ever joined again but by a person.
    Raises RefusedError.
    """
    parts = tuple(frozenset(group) for group in groups if group)
    if not parts:
        raise NothingToDoError(
            f'a split of customer "{customer_id}" needs records that leave: name at least one'
        )
    return await correct(identity, _Split(customer_id, parts), actor=actor, why=why, clock=clock)


@dataclass(frozen=True, slots=True)
class _Merge:
    ids: tuple[str, ...]
    action: Action = Action.MERGE

    def subject(self) -> tuple[str, ...]:
        return self.ids

    async def look_up(self, identity: Identity) -> Collection[str]:
        return self.ids

    def apply(self, draft: Draft) -> Corrected | None:
        first, *others = dict.fromkeys(map(draft.customer, self.ids))
        if not others:
            return self._merged_before(draft)
        speakers = [representative(draft.records(one)) for one in (first, others[0])]
        if speakers[0] is not None and speakers[1] is not None:
            draft.weigh(speakers[0], speakers[1])
        for one in (first, *others):
            draft.concerns |= set(draft.solid(one))
        stays = first
        for other in others:
            stays = draft.join(stays, other)
        draft.properties |= {"customer_id": stays}
        return None

    def _merged_before(self, draft: Draft) -> Corrected:
        redirects = draft.resolution.merged_into
        for one in self.ids:
            decision = redirects[one].decision if one in redirects else None
            if decision is not None:
                return Corrected(decision, draft.left(), changed=False)
        raise NothingToDoError("these are ids of one customer, who was never two")


@dataclass(frozen=True, slots=True)
class _Split:
    customer_id: str
    groups: tuple[frozenset[str], ...]
    action: Action = Action.SPLIT

    def subject(self) -> tuple[str, ...]:
        return self.customer_id, *(",".join(sorted(group)) for group in self.groups)

    async def look_up(self, identity: Identity) -> Collection[str]:
        return (self.customer_id,)

    def apply(self, draft: Draft) -> None:
        customer_id = draft.customer(self.customer_id)
        parts = self._parts(draft, customer_id)
        draft.properties |= {"customer_id": customer_id}
        stays = max(parts, key=len)  # the rest stands first, and wins among equals
        for part in parts:
            if part is not stays:
                draft.split_off(customer_id, set(part), as_id=None)
        for left, right in combinations(parts, 2):
            draft.regrouping.keep_apart(*(self._speakers(draft, one) for one in (left, right)))

    def _parts(self, draft: Draft, customer_id: str) -> list[frozenset[str]]:
        records = draft.records(customer_id)
        named: set[str] = set()
        for group in self.groups:
            for key in sorted(group):
                if key not in records:
                    raise UnknownError(f'record of customer "{customer_id}"', key)
                if key in named:
                    raise NothingToDoError(f'record "{key}" stands in two groups: name it once')
                named.add(key)
        rest = frozenset(records.keys() - named)
        parts = [one for one in (rest, *self.groups) if one]
        if len(parts) < 2:
            raise NothingToDoError(
                f'these are all records of customer "{customer_id}": a split that leaves nobody '
                "behind would separate nothing"
            )
        return parts

    def _speakers(self, draft: Draft, part: frozenset[str]) -> list[str]:
        (home,) = dict.fromkeys(draft.homes(*sorted(part)))
        return draft.solid(home)[:MOST_JUDGED]
