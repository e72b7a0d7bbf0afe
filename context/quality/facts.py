"""Which facts may a machine's rule ask for? Of one interaction, and of a whole journey.

What is not on file is None: a rule that needs it leaves its question open.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from context.policies.condition import Condition, Not, Test
from context.policies.document import Spot
from context.policies.fact import Fact, Kind, Known, Subject, Value, told
from context.policies.read_condition import read_condition

Values = Mapping[str, Value | None]


def _elsewhere(_: Subject) -> None:
    """Nothing: these facts are worked out as a whole, by contact.py and journey.py."""


def _facts(of: str, listed: Sequence[tuple[str, Kind, str]]) -> Mapping[str, Fact]:
    named = (Fact(f"{of}.{name}", kind, what, _elsewhere) for name, kind, what in listed)
    return {one.name: one for one in named}


CONTACT_FACTS: Final = _facts(
    "contact",
    (
        ("channel", Kind.TEXT, "voice, chat, email, dm, social, sms, review, counter"),
        ("kind", Kind.TEXT, "what the channel calls it: call, mention, reply, visit"),
        ("direction", Kind.TEXT, "in from the customer, out from us"),
        ("waited_seconds", Kind.COUNT, "how long the customer waited live"),
        ("transfers", Kind.COUNT, "how often it was handed on"),
        ("talked_seconds", Kind.COUNT, "how long it was talked"),
        ("answered_minutes", Kind.COUNT, "minutes from the customer's message to our answer"),
        ("canned", Kind.FLAG, "our answer is a standard reply that anybody could have got"),
        ("earlier_attempts", Kind.COUNT, "attempts of the same matter before this one"),
        ("promises", Kind.COUNT, "promises made in it"),
        ("agent_said", Kind.TEXTS, "what our side said or wrote"),
        ("customer_said", Kind.TEXTS, "what the customer said or wrote"),
        ("greeting", Kind.FLAG, "our side begins with a greeting"),
        ("acknowledged", Kind.FLAG, "our side speaks of what was tried before"),
        ("apology", Kind.FLAG, "our side says sorry"),
        ("silence_seconds", Kind.COUNT, "pauses of three seconds and more, together"),
        ("longest_silence_seconds", Kind.COUNT, "the longest pause"),
        ("talk_over_seconds", Kind.COUNT, "both speak at once, together"),
        ("hold_seconds", Kind.COUNT, "on hold, together"),
        ("agent_share", Kind.COUNT, "the agent's part of what was said, in percent"),
        ("screens", Kind.TEXTS, "screens that the agent opened"),
        ("screens_before_answer", Kind.TEXTS, "those opened before the answer or the talk"),
        ("macros", Kind.TEXTS, "macros that the agent used"),
        ("competitors", Kind.TEXTS, "competitors whom the customer names"),
    ),
)
JOURNEY_FACTS: Final = _facts(
    "journey",
    (
        ("status", Kind.TEXT, "open or closed"),
        ("closed_by", Kind.TEXT, "what closed it: thanks, solved, talked, answered, case_closed"),
        ("attempts", Kind.COUNT, "how often it was tried to be solved"),
        ("channels", Kind.COUNT, "on how many channels"),
        ("waited_minutes", Kind.COUNT, "live, on the line or in the queue"),
        ("transfers", Kind.COUNT, "how often the customer was handed on"),
        ("retellings", Kind.COUNT, "how often the same was explained again to somebody else"),
        ("people", Kind.COUNT, "of ours whom the customer had to do with"),
        ("days", Kind.COUNT, "whole days from its beginning to its end or latest word"),
        ("first_contact_minutes", Kind.COUNT, "until somebody of ours first dealt with it"),
        ("canned", Kind.COUNT, "attempts that got a standard reply and nothing more"),
        ("reopened", Kind.COUNT, "how often it was closed and came up again"),
        ("promises", Kind.COUNT, "promises made in it"),
        ("promises_broken", Kind.COUNT, "those of them that were broken or kept late"),
        ("praise", Kind.FLAG, "it ended with thanks in public"),
        ("competitors", Kind.TEXTS, "competitors whom the customer names"),
        ("satisfaction", Kind.COUNT, "what the customer answered, in percent of the best"),
    ),
)


class Worked(Known):
    """Facts that are worked out already, as conditions ask for them."""

    def __init__(self, values: Values) -> None:
        self._values = dict(values)

    def __getitem__(self, fact: Fact) -> Value | None:
        return self._values.get(fact.name)


def facts_of_form(over: Sequence[str], journey: str) -> Mapping[str, Fact]:
    """Return the facts that rules of a form for these channels, or the journey, may name."""
    return JOURNEY_FACTS if journey in over else CONTACT_FACTS


def read_rule_condition(spot: Spot, facts: Mapping[str, Fact]) -> Condition | None:
    """Return the condition at a place of a file; None, with what is wrong noted."""
    unknown = [one for one in _named(spot) if one.value not in facts]
    for one in unknown:
        one.fault(
            f"a fact of {', '.join(facts)} (`tellonce quality facts` tells them)",
            f"the fact {one.value!r}",
        )
    return None if unknown else read_condition(spot, facts)


def _named(spot: Spot) -> Iterator[Spot]:
    """Yield every place within where a fact is named by a text."""
    if isinstance(spot.value, dict):
        for key in spot.value:
            if key == "fact" and isinstance(spot.value[key], str):
                yield spot[key]
            else:
                yield from _named(spot[key])
    elif isinstance(spot.value, list) and spot.value:
        for one in spot.items():
            yield from _named(one)


def tests_of(condition: Condition) -> Iterator[Test]:
    """Yield every test within a condition."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests_of(condition.part)
    else:
        for part in condition.parts:
            yield from tests_of(part)


def unknown_in(condition: Condition, values: Values) -> list[str]:
    """Return the facts that a condition asks for and that are not on file."""
    asked = {one.fact.name for one in tests_of(condition) if one.operator != "exists"}
    return sorted(name for name in asked if values.get(name) is None)


def facts_in_words(condition: Condition, values: Values) -> str:
    """Return the facts that a condition was decided by: `contact.transfers: 2`.

    What somebody said is not repeated: a scorecard holds no words of a customer.
    """
    said = []
    for name, fact in sorted({one.fact.name: one.fact for one in tests_of(condition)}.items()):
        value = values.get(name)
        if name.endswith("_said"):
            continue
        said.append(f"{name}: {'not on file' if value is None else _told(fact, value)}")
    return "; ".join(said)


def _told(fact: Fact, value: Value) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return told(fact, value) or "none"
