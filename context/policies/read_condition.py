"""How is a condition written? Tables with a fact and operators, or with all, any or not."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from context.policies.condition import OPERATORS, Condition, Every, Not, Some, Test
from context.policies.document import Spot
from context.policies.fact import Fact, Kind, like
from context.policies.operand import currency_code

GROUPS: Final = ("all", "any", "not")
DEEPEST: Final = 8


def read_condition(spot: Spot, facts: Mapping[str, Fact], depth: int = 0) -> Condition | None:
    """Return the condition; None, with what is wrong noted, when it cannot be used."""
    if isinstance(spot.value, list):
        return _group("all", spot, facts, depth)
    if not spot.table(("fact", "currency", *OPERATORS, *GROUPS)):
        return None
    if depth > DEEPEST:
        spot.fault(f"at most {DEEPEST} conditions within one another")
        return None
    kinds = [key for key in ("fact", *GROUPS) if key in spot]
    if len(kinds) != 1:
        spot.fault("a table with one of fact, all, any, not")
        return None
    if kinds[0] == "fact":
        return _tests(spot, facts)
    return _group(kinds[0], spot[kinds[0]], facts, depth, alone=len(spot.value) == 1)


def _group(
    kind: str, spot: Spot, facts: Mapping[str, Fact], depth: int, *, alone: bool = True
) -> Condition | None:
    if not alone:
        spot.fault(f"nothing beside {kind!r}")
    if kind == "not":
        part = read_condition(spot, facts, depth + 1)
        return Not(part) if part else None
    parts = [read_condition(one, facts, depth + 1) for one in spot.items()]
    whole = tuple(one for one in parts if one is not None)
    return (Every(whole) if kind == "all" else Some(whole)) if len(whole) == len(parts) else None


def _tests(spot: Spot, facts: Mapping[str, Fact]) -> Condition | None:
    """Return what one table asks of one fact: all of its operators."""
    name = spot["fact"].value
    fact = facts.get(name) if isinstance(name, str) else None
    if fact is None:
        spot["fact"].fault(like(name, facts), f"the fact {name!r}")
        return None
    operators = [key for key in spot.value if key in OPERATORS]
    if not operators:
        spot.fault(f"an operator: {', '.join(_fitting(fact))}", f"{fact.name} without an operator")
        return None
    currency = _currency(spot, fact)
    tests = tuple(_test(spot, fact, one, currency) for one in operators)
    whole = tuple(one for one in tests if one is not None)
    if len(whole) != len(tests):
        return None
    return whole[0] if len(whole) == 1 else Every(whole)


def _test(spot: Spot, fact: Fact, operator: str, currency: str | None) -> Test | None:
    reader = OPERATORS[operator].operands.get(fact.kind)
    if reader is None:
        spot[operator].fault(
            f"one of {', '.join(_fitting(fact))} for {fact.name}, which is {_article(fact.kind)}",
            f"the operator {operator!r}",
        )
        return None
    operand = spot[operator].read(reader)
    if operand is None:
        return None
    return Test(fact, operator, operand, currency, _written(spot[operator].value, fact.kind))


def _written(raw: object, kind: Kind) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    listed = raw if isinstance(raw, list) else [raw]
    texts = ", ".join(f"“{one}”" if isinstance(one, str) else str(one) for one in listed)
    return f"{texts} days" if kind is Kind.SPAN else texts


def _currency(spot: Spot, fact: Fact) -> str | None:
    needs = fact.kind is Kind.MONEY and any(one in spot for one in ("at_least", "at_most"))
    if needs and spot.required("currency"):
        return spot["currency"].read(currency_code)
    if "currency" in spot and not needs:
        spot["currency"].fault("a currency beside an amount of money only", "the key 'currency'")
    return None


def contradictions(condition: Condition) -> Iterator[str]:
    """Yield what can never be true at once of the tests that must all hold."""
    bounds: dict[tuple[str, str | None], dict[str, list[int | Decimal]]] = {}
    for test in _all_tests(condition):
        if test.operator in ("at_least", "at_most") and isinstance(test.operand, int | Decimal):
            sides = bounds.setdefault((test.fact.name, test.currency), {})
            sides.setdefault(test.operator, []).append(test.operand)
    for (name, _), sides in bounds.items():
        if {"at_least", "at_most"} <= sides.keys() and max(sides["at_least"]) > min(
            sides["at_most"]
        ):
            yield f"{name} at least more than at most"
    equal: dict[str, set[object]] = {}
    for test in _all_tests(condition):
        if test.operator == "is":
            equal.setdefault(test.fact.name, set()).add(test.operand)
    yield from (f"{name} as two different things" for name, all_ in equal.items() if len(all_) > 1)


def least(condition: Condition, fact: str, currency: str) -> Decimal | None:
    """Return the least amount of a fact with which the condition can hold, if it says one."""
    bounds = [
        Decimal(test.operand)
        for test in _all_tests(condition)
        if (test.fact.name, test.operator, test.currency) == (fact, "at_least", currency)
        and isinstance(test.operand, int | Decimal)
    ]
    return max(bounds, default=None)


def _all_tests(condition: Condition) -> Iterator[Test]:
    """Yield the tests that hold whenever the condition does."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Every):
        for part in condition.parts:
            yield from _all_tests(part)


def _fitting(fact: Fact) -> list[str]:
    return [name for name, one in OPERATORS.items() if fact.kind in one.operands]


def _article(kind: Kind) -> str:
    return f"a {kind}" if kind in (Kind.TEXT, Kind.COUNT) else f"{kind}"
