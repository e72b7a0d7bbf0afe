"""By when is a promise due that does not say? After so many hours or working days."""

from datetime import date, datetime, timedelta

from context.journey.wording import HOUR_MS
from context.promises.model import Kind, PromiseRules


def usual_due_ms(kind: Kind, at_ms: int, rules: PromiseRules) -> int:
    """Return by when a promise of this kind, made at this instant, is kept as a rule."""
    span = rules.usual[kind]
    if span.hours:
        return at_ms + span.hours * HOUR_MS
    made = datetime.fromtimestamp(at_ms / 1000, rules.zone)
    return end_of(working_day_after(made.date(), span.working_days, rules), rules)


def working_day_after(day: date, count: int, rules: PromiseRules) -> date:
    """Return the `count`th working day after this one."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() in rules.working_days
    return day


def end_of(day: date, rules: PromiseRules) -> int:
    """Return the instant at which a day's work ends."""
    return round(datetime.combine(day, rules.day_ends, rules.zone).timestamp() * 1000)
