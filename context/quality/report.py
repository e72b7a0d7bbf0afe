"""How good is it, by agent, channel or week: scores of machine and people, customers' answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from context.quality.model import MACHINE, Appeal
from context.quality.sampling import week_of
from graph.quality import ScorecardView

NOBODY: Final = "(whole journey)"


class By(StrEnum):
    AGENT = "agent"
    CHANNEL = "channel"
    WEEK = "week"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Line:
    """One agent, channel, week or form."""

    name: str
    scorecards: int
    scored: int  # things that were scored, by whomever
    by_people: float | None  # mean of the scores that people gave
    by_machine: float | None
    fatal: int  # scorecards with a fatal answer
    appeals: int
    changed: int  # of those appeals
    satisfaction: float | None  # mean of what customers answered, in percent of the best
    answers: int  # customers' answers behind it


def report(cards: Iterable[ScorecardView], by: By) -> list[Line]:
    """Return a line each, by name."""
    groups: dict[str, list[ScorecardView]] = {}
    for one in cards:
        groups.setdefault(_name(one, by), []).append(one)
    return [_line(name, groups[name]) for name in sorted(groups)]


def _name(one: ScorecardView, by: By) -> str:
    names: Mapping[By, Callable[[], str | None]] = {
        By.AGENT: lambda: one.agent,
        By.CHANNEL: lambda: one.channel,
        By.WEEK: lambda: week_of(one.at_ms),
        By.FORM: lambda: one.form,
    }
    return names[by]() or NOBODY


def _line(name: str, cards: Sequence[ScorecardView]) -> Line:
    people = [one.score for one in cards if one.scorer != MACHINE and one.score is not None]
    machine = [one.score for one in cards if one.scorer == MACHINE and one.score is not None]
    asked = {one.matter_id: one.satisfaction for one in cards if one.satisfaction is not None}
    return Line(
        name=name,
        scorecards=len(cards),
        scored=len({(one.interaction, one.matter_id, one.scope) for one in cards}),
        by_people=_mean(people),
        by_machine=_mean(machine),
        fatal=sum(bool(one.fatal) for one in cards),
        appeals=sum(one.appeal is not None for one in cards),
        changed=sum(one.appeal == Appeal.CHANGED for one in cards),
        satisfaction=_mean(list(asked.values())),
        answers=len(asked),
    )


def _mean(values: Sequence[float | int]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None
