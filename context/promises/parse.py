"""What do the rules of a file say about promises? What it leaves out is as in the shipped ones."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Final
from zoneinfo import ZoneInfo

from context.journey.wording import HOUR_MS
from context.policies.document import Faults, Spot, UnreadableTomlError, read_toml
from context.policies.operand import WrongOperandError, between, one_of, short
from context.policies.parse import RefusedRulesError
from context.promises.model import Kind, PromiseRules, Span

TOP: Final = ("day_ends", "working_days", "usual", "escalation")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_HOURS: Final = 8_784  # a year
MOST_DAYS: Final = 260
CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
PLAIN: Final = PromiseRules(
    ZoneInfo("UTC"), time(18), frozenset(range(5)), {}, 4 * HOUR_MS, "supervisors"
)


def parse_promises(text: str, shipped: PromiseRules = PLAIN) -> PromiseRules:
    """Return what a text says, on top of `shipped`. Raises RefusedRulesError."""
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    rules = _rules(document, shipped) if document.table(TOP) else shipped
    if faults:
        raise RefusedRulesError(faults.lines(text))
    return rules


def _rules(document: Spot, shipped: PromiseRules) -> PromiseRules:
    escalate_ms, supervisor = shipped.escalate_ms, shipped.supervisor
    if "escalation" in document and document["escalation"].table(("after_hours", "owner")):
        escalation = document["escalation"]
        hours = escalation["after_hours"].read(between(0, MOST_HOURS))
        escalate_ms = escalate_ms if hours is None else hours * HOUR_MS
        supervisor = escalation["owner"].read(short) or supervisor
    days = document["working_days"].items() if "working_days" in document else ()
    read_days = frozenset(DAYS.index(day) for one in days if (day := one.read(one_of(DAYS))))
    return replace(
        shipped,
        day_ends=document["day_ends"].read(_clock) or shipped.day_ends,
        working_days=read_days or shipped.working_days,
        usual={**shipped.usual, **(_usual(document["usual"]) if "usual" in document else {})},
        escalate_ms=escalate_ms,
        supervisor=supervisor,
    )


def _usual(spot: Spot) -> Mapping[Kind, Span]:
    if not spot.table(tuple(Kind)):
        return {}
    spans = {}
    for kind in Kind:
        if kind in spot and spot[kind].table(("hours", "working_days")):
            spans[kind] = _span(spot[kind])
    return spans


def _span(spot: Spot) -> Span:
    if ("hours" in spot) is ("working_days" in spot):
        spot.fault("either hours or working_days")
    hours = spot["hours"].read(between(1, MOST_HOURS))
    return Span(hours or 0, spot["working_days"].read(between(1, MOST_DAYS)) or 0)


def _clock(raw: object) -> time:
    found = CLOCK.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise WrongOperandError('a time of day like "17:30"')
    return time(int(found[1]), int(found[2]))
