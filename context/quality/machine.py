"""How does a machine answer a form? By its questions' rules over facts; others it leaves open."""

from collections.abc import Iterator

from context.policies.condition import Condition
from context.quality.facts import Values, Worked, facts_in_words, unknown_in
from context.quality.model import Answer, Form, Question, Rule


def machine_answers(form: Form, values: Values) -> tuple[Answer, ...]:
    """Return the answers to those questions that have a rule, each with the facts it went by.

    Where a fact is not on file, the question is answered as not applicable, and says so.
    """
    return tuple(_answer(one, one.rule, values) for one in form.questions if one.rule is not None)


def _answer(question: Question, rule: Rule, values: Values) -> Answer:
    known = Worked(values)
    if rule.applies_when is not None and not rule.applies_when.holds(known):
        return Answer(question.id, None, False, facts_in_words(rule.applies_when, values))
    for points, when in _in_turn(rule):
        if when.holds(known):
            return Answer(question.id, points, True, facts_in_words(when, values))
        missing = unknown_in(when, values)
        if missing:
            return Answer(question.id, None, False, f"not on file: {', '.join(missing)}")
    if rule.yes_when is not None:
        return Answer(question.id, 0, True, facts_in_words(rule.yes_when, values))
    last = rule.points[-1].when
    return Answer(question.id, 1, True, facts_in_words(last, values))


def _in_turn(rule: Rule) -> Iterator[tuple[int, Condition]]:
    if rule.yes_when is not None:
        yield 1, rule.yes_when
    for one in rule.points:
        yield one.points, one.when
