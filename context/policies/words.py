"""What does a policy say, in words?"""

from collections.abc import Iterator
from typing import Final

from context.policies.condition import Condition, Every, Not, Some, Test
from context.policies.limits import limit_in_words
from context.policies.model import Policy, Stock

OPERATORS: Final = {
    "is": "is",
    "in": "is one of",
    "at_least": "is at least",
    "at_most": "is at most",
    "contains": "has",
    "says": "says",
}
IN_STOCK: Final = {
    Stock.SAME: "the same variant is in stock",
    Stock.VARIANTS: "a variant of the model is in stock",
    Stock.FORMER: "a variant of the former model is in stock",
}


def policy_in_words(policy: Policy) -> list[str]:
    """Return lines: the name, when it applies, what is to be done and under which conditions."""
    return [f"{policy.name} (for each {policy.over}, priority {policy.priority})", *_lines(policy)]


def _lines(policy: Policy) -> Iterator[str]:
    yield f"  when: {condition_in_words(policy.when)}"
    yield f"  do: {policy.action}: {policy.text.source[0]}"
    yield f"  why: {policy.why.source[0]}"
    if policy.authority:
        yield f"  may: whoever is allowed to {policy.authority}"
    if policy.limit:
        yield f"  limit: {limit_in_words(policy.limit)}"
    if policy.stock:
        yield f"  stock: {IN_STOCK[policy.stock]}"
    if policy.terms:
        yield f"  terms: {', '.join(policy.terms)}"
    if policy.owner or policy.within_hours:
        who, hours = policy.owner or "whoever takes it", policy.within_hours
        yield f"  owner: {who}" + (f", within {hours} hours" if hours else "")


def condition_in_words(condition: Condition) -> str:
    """Return e.g. `order.live is yes, and order.since_delivery is at most 30 days`."""
    if isinstance(condition, Test):
        if condition.operator == "exists":
            return f"{condition.fact.name} is {'' if condition.operand else 'not '}on file"
        currency = f" {condition.currency}" if condition.currency else ""
        said = f"{OPERATORS[condition.operator]} {condition.written}{currency}"
        return f"{condition.fact.name} {said}"
    if isinstance(condition, Not):
        return f"not ({condition_in_words(condition.part)})"
    joined = ", and " if isinstance(condition, Every) else ", or "
    parts = (
        f"({condition_in_words(one)})"
        if isinstance(one, Every | Some) and len(one.parts) > 1
        else condition_in_words(one)
        for one in condition.parts
    )
    return joined.join(parts)
