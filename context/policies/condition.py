"""Does a condition over facts hold? Tables of data; there is nothing to evaluate but these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from context.policies.fact import Fact, Kind, Known
from context.policies.operand import Operand, amount, days, flag, number, phrases, several, word


@dataclass(frozen=True, slots=True)
class Operator:
    """How a fact is held against what a file says."""

    operands: Mapping[Kind, Callable[[object], Operand]]  # reads what the file says, by kind
    holds: Callable[[Any, Any], bool]


def _is(value: Any, wanted: Any) -> bool:
    return bool((value.casefold() if isinstance(value, str) else value) == wanted)


def _among(value: Any, wanted: Any) -> bool:
    return (value.casefold() if isinstance(value, str) else value) in wanted


def _contains(values: Any, wanted: Any) -> bool:
    return any(one.casefold() == wanted for one in values)


def _says(value: Any, wanted: Any) -> bool:
    texts = (value,) if isinstance(value, str) else value
    return any(wanted.search(one) for one in texts)


OPERATORS: Final[Mapping[str, Operator]] = {
    "is": Operator({Kind.TEXT: word, Kind.COUNT: number, Kind.FLAG: flag}, _is),
    "in": Operator({Kind.TEXT: several(word), Kind.COUNT: several(number)}, _among),
    "at_least": Operator(
        {Kind.COUNT: number, Kind.SPAN: days, Kind.MONEY: amount}, lambda ours, bound: ours >= bound
    ),
    "at_most": Operator(
        {Kind.COUNT: number, Kind.SPAN: days, Kind.MONEY: amount}, lambda ours, bound: ours <= bound
    ),
    "contains": Operator({Kind.TEXTS: word}, _contains),
    "says": Operator({Kind.TEXT: phrases, Kind.TEXTS: phrases}, _says),
    "exists": Operator(
        dict.fromkeys(Kind, flag), lambda value, wanted: (value is not None) is wanted
    ),
}


@dataclass(frozen=True, slots=True)
class Test:
    """One fact against one operator. What is not on file passes no test but `exists = false`."""

    fact: Fact
    operator: str
    operand: Operand
    currency: str | None = None  # of money
    written: str = ""  # the operand as the file has it

    def holds(self, known: Known) -> bool:
        value: Any = known[self.fact]
        if isinstance(value, Mapping) and self.operator != "exists":
            value = value.get(self.currency or "")
        if value is None and self.operator != "exists":
            return False
        return OPERATORS[self.operator].holds(value, self.operand)


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple["Condition", ...]

    def holds(self, known: Known) -> bool:
        return all(one.holds(known) for one in self.parts)


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Condition", ...]

    def holds(self, known: Known) -> bool:
        return any(one.holds(known) for one in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"

    def holds(self, known: Known) -> bool:
        return not self.part.holds(known)


Condition = Test | Every | Some | Not
