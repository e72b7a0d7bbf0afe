"""Two records of one customer turn out to be two people: whose are the others? Pure."""

from identity.customer_state import CustomerState, StoredRecord
from identity.decision import Rule
from identity.fellegi_sunter import score_pair
from identity.resolution import Resolution
from identity.vetoes import veto

Likeness = tuple[bool, float]  # nothing vetoes, and the match weight in bits
NONE: Likeness = (False, float("-inf"))


def others_of(
    resolution: Resolution, customer: CustomerState, keeps: frozenset[str], leaves: frozenset[str]
) -> frozenset[str]:
    """Return `leaves` and every record of the customer that is more like it than like `keeps`.

    The likest record joins its side first and then speaks for it, so a chain of small changes
    ends where it began. What a person judged to be one goes together; an attributed contact goes
    where its identifiers are.
    """
    sides = [set(keeps), set(leaves)]
    waiting = {one.key for one in customer.solid()} - keeps - leaves
    likeness: dict[str, list[Likeness]] = {key: [NONE, NONE] for key in waiting}
    fresh = [sorted(keeps), sorted(leaves)]
    while True:
        for side, keys in enumerate(fresh):
            for key in waiting:
                for other in keys:
                    like = _like(resolution, customer.records[key], customer.records[other])
                    likeness[key][side] = max(likeness[key][side], like)
        if not waiting:
            break
        nearest = max(sorted(waiting), key=lambda key: max(likeness[key]))
        side = int(likeness[nearest][1] > likeness[nearest][0])
        joining = (resolution.judgements.together(nearest) & waiting) | {nearest}
        waiting -= joining
        sides[side] |= joining
        fresh = [[], []]
        fresh[side] = sorted(joining)
    return frozenset(sides[1] | _contacts(customer, sides[0], sides[1]))


def _like(resolution: Resolution, one: StoredRecord, other: StoredRecord) -> Likeness:
    if one.rule is Rule.LOOKUP or other.rule is Rule.LOOKUP:
        return NONE
    score = score_pair(
        resolution.model,
        one.comparable,
        other.comparable,
        identifier_customers=resolution.identifier_customers(one.comparable.identifiers),
        customers=resolution.total,
    )
    reason = veto(one.comparable, score, kind=one.kind, households=resolution.model.households)
    return reason is None, score.weight


def _contacts(customer: CustomerState, keeps: set[str], leaves: set[str]) -> set[str]:
    """Return the attributed records that only the side which leaves speaks for."""
    kept, left = (
        {one for key in side for one in customer.records[key].comparable.identifiers}
        for side in (keeps, leaves)
    )
    return {
        key
        for key, record in customer.records.items()
        if key not in keeps
        and key not in leaves
        and record.comparable.identifiers & left
        and not record.comparable.identifiers & kept
    }
