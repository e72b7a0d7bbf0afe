"""What do the routing rules of a file say? A file with anything wrong in it is refused whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from context.policies.document import Faults, Spot, UnreadableTomlError, read_toml
from context.policies.fact import Fact
from context.policies.operand import between, identifier, short
from context.policies.parse import RefusedRulesError, note_contradictions, template
from context.policies.read_condition import read_condition
from context.policies.vocabulary import facts_for
from context.routing.model import RoutingRules, Rule, Weights

KEYS: Final = ("name", "when", "desk", "skill", "authority", "score", "why")
REQUIRED: Final = ("name", "when", "desk", "score", "why")
TOP: Final = ("rule", "weights", "ask_below", "front_desk")
WEIGHTS: Final = tuple(one.name for one in fields(Weights))
MOST_POINTS: Final = 1_000
FINGERPRINT: Final = 12  # digits


def parse_routing(text: str) -> RoutingRules:
    """Return the rules of a text; what it leaves out is as in Weights and RoutingRules.

    Raises RefusedRulesError.
    """
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    rules: dict[str, Rule] = {}
    if document.table(TOP):
        facts = facts_for("matter")
        for spot in document["rule"].items() if document.required("rule") else ():
            rule = _rule(spot, facts)
            if rule is not None and rule.name in rules:
                spot["name"].fault("a name that no other rule has", f"{rule.name!r} once more")
            elif rule is not None:
                rules[rule.name] = rule
    weights = _weights(document["weights"]) if "weights" in document else Weights()
    ask_below = document["ask_below"].read(between(0, MOST_POINTS))
    front_desk = document["front_desk"].read(short)
    if faults:
        raise RefusedRulesError(faults.lines(text))
    plain = RoutingRules(tuple(rules.values()))
    return RoutingRules(
        plain.rules,
        weights,
        plain.ask_below if ask_below is None else ask_below,
        front_desk or plain.front_desk,
        hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT],
    )


def _rule(spot: Spot, facts: Mapping[str, Fact]) -> Rule | None:
    if not spot.table(KEYS) or not all([spot.required(key) for key in REQUIRED]):
        return None
    name = spot["name"].read(identifier)
    when = read_condition(spot["when"], facts)
    desk, why = template(spot["desk"], facts), template(spot["why"], facts)
    score = spot["score"].read(between(0, MOST_POINTS))
    skill, authority = spot["skill"].read(short), spot["authority"].read(short)
    if name is None or when is None or desk is None or why is None or score is None:
        return None
    note_contradictions(spot, when)
    return Rule(name, when, desk, score, why, skill, authority)


def _weights(spot: Spot) -> Weights:
    if not spot.table(WEIGHTS):
        return Weights()
    read = {name: spot[name].read(between(0, MOST_POINTS)) for name in WEIGHTS if name in spot}
    return Weights(**{name: points for name, points in read.items() if points is not None})
