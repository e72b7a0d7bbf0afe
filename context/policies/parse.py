"""What do the policies of a file say? A file with anything wrong in it is refused as a whole."""

from collections.abc import Mapping, Sequence
from typing import Final

from context.policies.condition import Condition
from context.policies.document import Fault, Faults, Spot, UnreadableTomlError, read_toml
from context.policies.fact import Fact
from context.policies.model import Limit, Policy, Stock
from context.policies.operand import between, identifier, one_of, short
from context.policies.read_condition import contradictions, least, read_condition
from context.policies.read_limit import read_limit
from context.policies.template import Template, WrongTemplateError, read_template
from context.policies.vocabulary import RANGES, facts_for

KEYS: Final = (
    "name", "for", "when", "action", "text", "why", "priority", "authority", "limit", "stock",
    "terms", "owner", "within_hours",
)  # fmt: skip
REQUIRED: Final = ("name", "for", "when", "action", "text", "why")
MOST_PRIORITY: Final = 1000


class RefusedRulesError(ValueError):
    """A text of rules with something wrong in it; `faults` are all of them, by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, faults)))


def parse_policies(text: str, shipped: Sequence[Policy] = ()) -> tuple[Policy, ...]:
    """Return the policies in force: `shipped` ones, and those of the text on top of them.

    A policy of the same name takes the place of a shipped one, `off` names those that are not
    wanted. Raises RefusedRulesError.
    """
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    own: dict[str, Policy] = {}
    off: set[str] = set()
    if document.table(("policy", "off")):
        for spot in document["policy"].items() if "policy" in document else ():
            _add(own, _policy(spot), spot)
        off = _off(document, {one.name for one in shipped}, own)
    if faults:
        raise RefusedRulesError(faults.lines(text))
    kept = [own.pop(one.name, one) for one in shipped if one.name not in off]
    return (*kept, *own.values())


def _add(own: dict[str, Policy], policy: Policy | None, spot: Spot) -> None:
    if policy is None:
        return
    if policy.name in own:
        spot["name"].fault("a name that no other policy has", f"{policy.name!r} once more")
    own[policy.name] = policy


def _off(document: Spot, shipped: set[str], own: Mapping[str, Policy]) -> set[str]:
    off: set[str] = set()
    for spot in document["off"].items() if "off" in document else ():
        if not isinstance(spot.value, str) or spot.value not in shipped:
            spot.fault(f"a policy that ships: {', '.join(sorted(shipped)) or 'there is none'}")
        elif spot.value in own:
            spot.fault("a policy that is not defined in the same file")
        else:
            off.add(spot.value)
    return off


def _policy(spot: Spot) -> Policy | None:
    """Return a policy, or None when anything is wrong with it that keeps it from being made."""
    if not spot.table(KEYS) or not all([spot.required(key) for key in REQUIRED]):
        return None
    over = spot["for"].read(one_of(RANGES))
    if over is None:
        return None
    facts = facts_for(over)
    name, action = spot["name"].read(identifier), spot["action"].read(identifier)
    when = read_condition(spot["when"], facts)
    text, why = template(spot["text"], facts), template(spot["why"], facts)
    limit = read_limit(spot["limit"]) if "limit" in spot else None
    stock = spot["stock"].read(one_of(Stock))
    priority = spot["priority"].read(between(0, MOST_PRIORITY))
    authority, owner = spot["authority"].read(short), spot["owner"].read(short)
    terms = tuple(one.read(identifier) for one in spot["terms"].items()) if "terms" in spot else ()
    hours = spot["within_hours"].read(between(1, 24 * 366))
    if stock is not None and over != "order":
        spot["stock"].fault('a policy that is for = "order"', "a stock to look up")
    if name is None or action is None or when is None or text is None or why is None:
        return None
    _check(spot, over, when, limit)
    return Policy(
        name=name,
        over=over,
        when=when,
        action=action,
        text=text,
        why=why,
        priority=50 if priority is None else priority,
        authority=authority,
        limit=limit,
        stock=Stock(stock) if stock else None,
        terms=tuple(one for one in terms if one is not None),
        owner=owner,
        within_hours=hours,
    )


def _check(spot: Spot, over: str, when: Condition, limit: Limit | None) -> None:
    """Note what can never be true at once: such a policy would never apply."""
    note_contradictions(spot, when)
    if limit and limit.amounts and over != "order":
        spot["limit"].fault('a policy that is for = "order"', "amounts of what goods cost")
    for currency, most in limit.amounts.items() if limit else ():
        bound = least(when, "order.worth", currency)
        if bound is not None and bound > most:
            spot["limit"].fault(
                f"a limit of {bound} {currency} or more, since `when` asks for at least that",
                f"a limit of {most} {currency}",
            )


def template(spot: Spot, facts: Mapping[str, Fact]) -> Template | None:
    """Return a text, or a list of texts of which the first counts whose facts are on file."""
    spots = spot.items() if isinstance(spot.value, list) else [spot]
    texts = [one.value for one in spots]
    for one in spots:
        if not isinstance(one.value, str) or not one.value.strip():
            one.fault("a text, or a list of texts")
            return None
    try:
        return read_template(texts, facts) if texts else None
    except WrongTemplateError as error:
        spot.fault(error.expected, error.found)
        return None


def note_contradictions(spot: Spot, when: Condition) -> None:
    """Note conditions that exclude one another."""
    for found in contradictions(when):
        spot["when"].fault("conditions that can hold together", found)
