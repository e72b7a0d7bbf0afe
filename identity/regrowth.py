"""Would this customer's records come together again? Under another model, as far as they would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from identity.customer_state import CustomerState, StoredRecord
from identity.decision import Rule, ScoredCandidate, decide
from identity.fellegi_sunter import Model, score_customer
from identity.judgement import Judgements
from identity.resolution import vouched
from identity.settings import Thresholds
from identity.vetoes import veto


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides: a model, its thresholds, what people said, and what rarity depends on."""

    model: Model
    thresholds: Thresholds
    judgements: Judgements
    holders: Mapping[str, int]  # customers that hold an identifier
    customers: int


def regrow(customer: CustomerState, rules: Rules) -> list[list[str]]:
    """Return the keys of its solid records in the groups that they come to, the largest first.

    Records are taken in one by one, the one with the most evidence next, so that a customer falls
    apart only if no order of arrival holds it together. What a person put together stays so.
    """
    waiting = list(_units(customer, rules.judgements))
    groups: list[list[str]] = []
    while waiting:
        group = CustomerState(customer.id, dict(waiting.pop(0)), customer.owned_numbers)
        while (best := _best(group, waiting, rules)) is not None:
            group.records.update(waiting.pop(best))
        groups.append(sorted(group.records))
    return sorted(groups, key=lambda one: (-len(one), one))


def _units(customer: CustomerState, judgements: Judgements) -> Iterator[dict[str, StoredRecord]]:
    """Yield records that a person holds together, or single ones; who founded it comes first."""
    solid = {one.key: one for one in customer.solid()}
    by_hand = {key for key, one in solid.items() if one.rule is Rule.JUDGEMENT}
    seen: set[str] = set()
    for key in sorted(solid, key=lambda one: (solid[one].rule is not Rule.NEW, one)):
        if key in seen:
            continue
        unit = {one: solid[one] for one in sorted(judgements.together(key) & solid.keys())}
        if key in by_hand and len(unit) == 1:
            # Placed by a person beside the rest, without a pair that was named: it stays there.
            unit = {**unit, **_founder(solid)}
        seen |= unit.keys()
        yield unit


def _founder(solid: Mapping[str, StoredRecord]) -> dict[str, StoredRecord]:
    return {key: one for key, one in solid.items() if one.rule is Rule.NEW}


def _best(group: CustomerState, waiting: list[dict[str, StoredRecord]], rules: Rules) -> int | None:
    """Return the place of the unit that the group links best with, or None when none fits."""
    evidence = group.evidence()
    best: tuple[float, int] | None = None
    for place, unit in enumerate(waiting):
        if rules.judgements.forbidding(unit, group.records):
            continue
        for record in unit.values():
            score = score_customer(
                rules.model,
                record.comparable,
                evidence,
                identifier_customers=rules.holders,
                customers=rules.customers,
            )
            kind, households = vouched(record.kind, group), rules.model.households
            reason = veto(record.comparable, score, kind=kind, households=households)
            verdict = decide([ScoredCandidate(group.id, score, reason)], rules.thresholds)
            if verdict.link is not None and (best is None or score.weight > best[0]):
                best = score.weight, place
    return None if best is None else best[1]
