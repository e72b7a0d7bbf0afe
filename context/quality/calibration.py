"""How far do scorers agree, question by question and in the score?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from context.quality.agreement import Agreement, Level, agreement
from context.quality.model import Form, Kind

SCORE: Final = "score"
# As Krippendorff advises (Content Analysis, 2004, page 241): conclusions from .800, tentative ones
# from .667.
RELIABLE: Final = 0.8
TENTATIVE: Final = 0.667


@dataclass(frozen=True, slots=True)
class Scored:
    """What one scorer said of one thing: question → points, and `score` → the whole."""

    unit: str
    scorer: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How far scorers agree on one question, or on the whole score."""

    name: str
    level: Level
    agreement: Agreement

    @property
    def verdict(self) -> str:
        alpha = self.agreement.alpha
        if alpha is None:
            return "nothing differs" if self.agreement.units else "no two scored the same"
        if alpha >= RELIABLE:
            return "reliable"
        return "tentative" if alpha >= TENTATIVE else "not reliable"


def calibrate(scored: Iterable[Scored], levels: Mapping[str, Level]) -> list[Calibrated]:
    """Return the agreement on each name in `levels`; of a scorer's words on a unit the last."""
    last = {(one.unit, one.scorer): one for one in scored}
    found = []
    for name, level in levels.items():
        units: dict[str, list[float]] = {}
        for one in last.values():
            if name in one.values:
                units.setdefault(one.unit, []).append(one.values[name])
        found.append(Calibrated(name, level, agreement(units.values(), level)))
    return found


def levels_of(form: Form) -> dict[str, Level]:
    """Return at which level each question of a form measures, and the score."""
    by_kind = {Kind.YES_NO: Level.NOMINAL, Kind.SCALE: Level.ORDINAL}
    return {**{one.id: by_kind[one.kind] for one in form.questions}, SCORE: Level.INTERVAL}


def levels_seen(scored: Sequence[Scored]) -> dict[str, Level]:
    """Return the levels of values that come without a form: 0 and 1 alone are names, others ranks.

    A column `score` is a distance.
    """
    seen: dict[str, set[float]] = {}
    for one in scored:
        for name, value in one.values.items():
            seen.setdefault(name, set()).add(value)
    plain = {
        name: Level.NOMINAL if values <= {0.0, 1.0} else Level.ORDINAL
        for name, values in seen.items()
    }
    return {name: Level.INTERVAL if name == SCORE else it for name, it in plain.items()}
