"""What does a file of forms say? One with anything wrong in it is refused as a whole."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from context.policies.document import Faults, Spot, UnreadableTomlError, read_toml
from context.policies.fact import Fact
from context.policies.operand import WrongOperandError, between, flag, identifier, one_of, short
from context.policies.parse import RefusedRulesError
from context.quality.facts import facts_of_form, read_rule_condition
from context.quality.model import (
    JOURNEY,
    Form,
    Kind,
    Plan,
    Points,
    QualityRules,
    Question,
    Rule,
    Section,
    SurveyRules,
)
from context.quality.versions import with_version

TOP: Final = ("form", "off", "sample", "survey", "competitors")
OVER: Final = (
    *("voice", "chat", "email", "dm", "social", "sms", "review", "counter", "other", "web"),
    JOURNEY,
)
QUESTION: Final = (
    *("id", "text", "weight", "answer", "scale", "fatal", "may_not_apply"),
    *("yes_when", "points", "applies_when"),
)
PLAN: Final = ("name", "channels", "percent", "at_least", "always_attempts", "seed")
MOST_WEIGHT: Final = 1000
MOST_SCALE: Final = 10
LONGEST: Final = 300  # characters of a question
NOTHING: Final = QualityRules((), (), SurveyRules())


def parse_quality(text: str, shipped: QualityRules = NOTHING) -> QualityRules:
    """Return what a text says, on top of `shipped`. Raises RefusedRulesError.

    A form of the same name takes the place of a shipped one, `off` names those that are not
    wanted; plans, competitors and what is said of surveys take the place of the shipped ones.
    """
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    rules = _rules(document, shipped) if document.table(TOP) else shipped
    if faults:
        raise RefusedRulesError(faults.lines(text))
    return rules


def _rules(document: Spot, shipped: QualityRules) -> QualityRules:
    own: dict[str, Form] = {}
    for spot in document["form"].items() if "form" in document else ():
        form = _form(spot)
        if form is not None and form.name in own:
            spot["name"].fault("a name that no other form has", f"{form.name!r} once more")
        elif form is not None:
            own[form.name] = form
    off = _off(document, shipped, own)
    kept = [own.pop(one.name, one) for one in shipped.forms if one.name not in off]
    plans = shipped.plans
    if "sample" in document:
        plans = tuple(one for spot in document["sample"].items() if (one := _plan(spot)))
    competitors = shipped.competitors
    if "competitors" in document:
        named = (one.read(short) for one in document["competitors"].items())
        competitors = tuple(one for one in named if one)
    surveys = _surveys(document["survey"], shipped) if "survey" in document else shipped.surveys
    return QualityRules((*kept, *own.values()), plans, surveys, competitors)


def _off(document: Spot, shipped: QualityRules, own: Mapping[str, Form]) -> set[str]:
    known = {one.name for one in shipped.forms}
    off: set[str] = set()
    for spot in document["off"].items() if "off" in document else ():
        if not isinstance(spot.value, str) or spot.value not in known or spot.value in own:
            spot.fault(f"a form that ships and is not defined here: {', '.join(sorted(known))}")
        else:
            off.add(spot.value)
    return off


def _form(spot: Spot) -> Form | None:
    """Return a form, or None when anything is wrong with it that keeps it from being made."""
    keys = ("name", "title", "for", "section")
    if not spot.table(keys) or not all([spot.required(key) for key in keys]):
        return None
    name, title = spot["name"].read(identifier), spot["title"].read(short)
    over = [one.read(one_of(OVER)) for one in spot["for"].items()]
    if JOURNEY in over and len(over) > 1:
        spot["for"].fault("either channels or journey alone")
    named = tuple(one for one in over if one is not None)
    facts = facts_of_form(named, JOURNEY)
    seen: set[str] = set()
    sections = [_section(one, facts, seen) for one in spot["section"].items()]
    whole = tuple(one for one in sections if one is not None)
    if name is None or title is None or not named or len(whole) < len(sections) or not whole:
        return None
    return with_version(Form(name, title, named, whole))


def _section(spot: Spot, facts: Mapping[str, Fact], seen: set[str]) -> Section | None:
    keys = ("name", "question")
    if not spot.table(keys) or not all([spot.required(key) for key in keys]):
        return None
    name = spot["name"].read(short)
    questions = []
    for one in spot["question"].items():
        question = _question(one, facts)
        if question is not None and question.id in seen:
            one["id"].fault("an id that no other question of the form has", f"{question.id!r}")
        if question is not None:
            seen.add(question.id)
            questions.append(question)
    return Section(name, tuple(questions)) if name and questions else None


def _question(spot: Spot, facts: Mapping[str, Fact]) -> Question | None:
    if not spot.table(QUESTION) or not all([spot.required(key) for key in ("id", "text")]):
        return None
    id, text = spot["id"].read(identifier), spot["text"].read(_sentence)
    kind = Kind(spot["answer"].read(one_of(Kind)) or Kind.YES_NO)
    weight = spot["weight"].read(between(1, MOST_WEIGHT))
    scale = spot["scale"].read(between(2, MOST_SCALE)) or 0
    if (kind is Kind.SCALE) is not ("scale" in spot):
        spot.fault(
            '`scale`, the most points, beside answer = "scale" and nowhere else',
            f"a question with answer {kind.value!r}" + (" and a scale" if "scale" in spot else ""),
        )
    fatal = bool(spot["fatal"].read(flag))
    if fatal and kind is Kind.SCALE:
        spot["fatal"].fault("a fatal question that is answered yes or no", "one with a scale")
    rule = _rule(spot, kind, scale, facts)
    if id is None or text is None:
        return None
    return Question(
        id, text, weight or 1, kind, scale, fatal, bool(spot["may_not_apply"].read(flag)), rule
    )


def _rule(spot: Spot, kind: Kind, scale: int, facts: Mapping[str, Fact]) -> Rule | None:
    """Return how a machine answers; None where only people do."""
    wanted, other = ("points", "yes_when") if kind is Kind.SCALE else ("yes_when", "points")
    if other in spot:
        spot[other].fault(f"{wanted!r} for answer {kind.value!r}", f"the key {other!r}")
    applies = None
    if "applies_when" in spot:
        applies = read_rule_condition(spot["applies_when"], facts)
        if wanted not in spot:
            spot["applies_when"].fault(f"{wanted!r} beside it")
    if kind is Kind.YES_NO:
        yes = read_rule_condition(spot["yes_when"], facts) if "yes_when" in spot else None
        return Rule(yes_when=yes, applies_when=applies) if yes is not None else None
    listed = (
        [_points(one, scale, facts) for one in spot["points"].items()] if ("points" in spot) else []
    )
    points = tuple(one for one in listed if one is not None)
    return Rule(points=points, applies_when=applies) if points else None


def _points(spot: Spot, scale: int, facts: Mapping[str, Fact]) -> Points | None:
    keys = ("points", "when")
    if not spot.table(keys) or not all([spot.required(key) for key in keys]):
        return None
    points = spot["points"].read(between(1, scale or MOST_SCALE))
    when = read_rule_condition(spot["when"], facts)
    return Points(points, when) if points is not None and when is not None else None


def _plan(spot: Spot) -> Plan | None:
    if not spot.table(PLAN) or not spot.required("name"):
        return None
    name = spot["name"].read(identifier)
    listed = spot["channels"].items() if "channels" in spot else []
    channels = tuple(one for it in listed if (one := it.read(one_of(OVER[:-1]))))
    percent = spot["percent"].read(between(0, 100)) or 0
    at_least = spot["at_least"].read(between(0, 1000)) or 0
    always = spot["always_attempts"].read(between(2, 100)) or 0
    if not (percent or at_least or always):
        spot.fault("one of percent, at_least, always_attempts above 0")
    if name is None:
        return None
    return Plan(name, channels, percent * 10, at_least, always, spot["seed"].read(short) or name)


def _surveys(spot: Spot, shipped: QualityRules) -> SurveyRules:
    rules = shipped.surveys
    if spot.table(("ask", "not_older_than_hours")):
        ask = spot["ask"].read(flag)
        hours = spot["not_older_than_hours"].read(between(1, 24 * 90))
        rules = replace(rules, ask=rules.ask if ask is None else ask)
        rules = replace(rules, not_older_than_hours=hours or rules.not_older_than_hours)
    return rules


def _sentence(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > LONGEST:
        raise WrongOperandError(f"a sentence of up to {LONGEST} characters")
    return " ".join(raw.split())
