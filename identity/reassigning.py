"""Carrying out a reassessment: one decision for each change, undoable, skipped where it is late."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from graph.queries.source_records import customers_of_records
from identity.calibration import model_digest
from identity.correction import correct
from identity.decision import Rule
from identity.draft import Corrected, Draft
from identity.ledger import ACTOR, Action
from identity.reassessment import Joining, Parting, Reassessment
from identity.setup import Identity

LATE = Corrected("", (), changed=False)  # somebody decided otherwise since it was assessed


@dataclass(frozen=True, slots=True)
class Part:
    """Take the groups of a customer apart, if it still holds just their records together."""

    parting: Parting
    action: Action = Action.SPLIT

    def subject(self) -> tuple[str, ...]:
        return (self.parting.customer_id, *(key for one in self.parting.groups[1:] for key in one))

    async def look_up(self, identity: Identity) -> Collection[str]:
        """Return the customers of the records; an erased one asks for nobody."""
        keys = [key for group in self.parting.groups for key in group]
        return set((await customers_of_records(identity.graph, keys)).values())

    def apply(self, draft: Draft) -> Corrected | None:
        customer_id = self.parting.customer_id
        customer = draft.resolution.customers.get(customer_id)
        wanted = {key for group in self.parting.groups for key in group}
        if customer is None or {one.key for one in customer.solid()} - wanted:
            return LATE
        if any(key not in customer.records for key in wanted):
            return LATE
        judgements = draft.resolution.judgements
        for group in self.parting.groups[1:]:
            if judgements.holding(group, wanted - set(group)):
                return LATE
        draft.properties |= {"rule": Rule.LINK.value, "customer_id": customer_id}
        for group in self.parting.groups[1:]:
            (home,) = set(draft.homes(*group))
            draft.split_off(home, set(group))
        return None


@dataclass(frozen=True, slots=True)
class Join:
    """Merge the customers of two records, unless a person forbids it."""

    left: str
    right: str
    joining: Joining
    action: Action = Action.MERGE

    def subject(self) -> tuple[str, ...]:
        return self.left, self.right

    async def look_up(self, identity: Identity) -> Collection[str]:
        homes = await customers_of_records(identity.graph, [self.left, self.right])
        return set(homes.values())

    def apply(self, draft: Draft) -> Corrected | None:
        known = draft.resolution.customer_of
        if self.left not in known or self.right not in known:
            return LATE
        one, other = draft.homes(self.left, self.right)
        forbidden = draft.resolution.judgements.forbidding
        if one == other or forbidden(draft.records(one), draft.records(other)):
            return LATE
        draft.properties |= {
            "rule": Rule.LINK.value,
            "customer_id": one,
            "from_customer_id": other,
            "weight": self.joining.weight,
            "levels": list(self.joining.levels),
        }
        draft.concerns |= {self.left, self.right}
        draft.join(one, other)
        return None


def plans(reassessment: Reassessment) -> Iterator[Part | Join]:
    """Yield what is to be done, partings first: what they free may be joined elsewhere."""
    for parting in reassessment.partings:
        yield Part(parting)
    for joining in reassessment.joinings:
        firsts = [group[0] for group in joining.groups]
        for left, right in pairwise(firsts):
            yield Join(left, right, joining)


async def carry_out(identity: Identity, plan: Part | Join) -> bool:
    """Make one change of a reassessment; return whether there still was something to change."""
    thresholds = identity.settings.thresholds
    why = f"assessed anew: model {model_digest(identity.model)}, link from {thresholds.link:g} bits"
    return (await correct(identity, plan, actor=ACTOR, why=why)).changed
