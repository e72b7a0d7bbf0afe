"""Which one question separates the candidates best?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from identity.comparable import ComparableRecord

LEAST_GAIN: Final = 0.01  # bits; less separates nobody
SOMEBODY_ELSE: Final = "\x00"  # an answer that no record knows


@dataclass(frozen=True, slots=True)
class _Field:
    """What can be asked. `secret`: an impostor who knows name and town could not easily answer."""

    name: str
    text: str
    read: Callable[[ComparableRecord], frozenset[str]]
    secret: bool = True


def _numbers(kind: str) -> Callable[[ComparableRecord], frozenset[str]]:
    return lambda record: frozenset(one for one in record.numbers if one.startswith(f"{kind}:"))


def _one(value: str | None) -> frozenset[str]:
    return frozenset() if value is None else frozenset({value})


# In order of preference among equals.
_FIELDS: Final = (
    _Field("order", "What is the number of one of your orders?", _numbers("order")),
    _Field("case", "What is the number of your case with us?", _numbers("case")),
    _Field("account", "What is your account number?", _numbers("account")),
    _Field("loyalty", "What is your loyalty number?", _numbers("loyalty")),
    _Field("contract", "What is your contract number?", _numbers("contract")),
    _Field("email", "Which e-mail address did you give us?", lambda one: one.emails),
    _Field("phone", "What are the last four digits of your phone number?", lambda one: one.phones),
    _Field("postcode", "What is your postcode?", lambda one: _one(one.postcode)),
    _Field("birth_date", "What is your date of birth?", lambda one: _one(one.birth_date)),
    _Field("city", "Which town do you live in?", lambda one: _one(one.city), secret=False),
)


def best_question(
    candidates: Sequence[tuple[float, Sequence[ComparableRecord]]], known: ComparableRecord
) -> tuple[str, str, str] | None:
    """Return (field, question, why) for the field whose answer tells most, or None.

    `candidates` are probabilities with the candidate's records; what is left to 1 is somebody
    else. What `known` says already is not asked. The question never gives a value away.
    """
    gains = [
        (field.secret, round(_gain(field, candidates), 6), -rank, field)
        for rank, field in enumerate(_FIELDS)
        if not field.read(known)
    ]
    useful = [one for one in gains if one[1] >= LEAST_GAIN]
    if not useful:
        return None
    _, gain, _, field = max(useful, key=lambda one: one[:3])
    holders = sum(bool(_values(field, records)) for _, records in candidates)
    return field.name, field.text, _why(holders, len(candidates), gain)


def _why(holders: int, candidates: int, gain: float) -> str:
    if candidates == 1:
        return f"it tells this candidate from anybody else ({gain:.1f} bits)"
    known = "all" if holders == candidates else f"{holders} of {candidates}"
    return f"known of {known} candidates, and separates them best ({gain:.1f} bits)"


def _values(field: _Field, records: Sequence[ComparableRecord]) -> frozenset[str]:
    return frozenset[str]().union(*(field.read(record) for record in records))


def _gain(field: _Field, candidates: Sequence[tuple[float, Sequence[ComparableRecord]]]) -> float:
    """Return the mutual information, in bits, of who it is and what is answered.

    A candidate answers with any of its values; one without a value answers something that we do
    not know, as somebody else does.
    """
    answers: dict[str, float] = {}
    choice = 0.0  # bits that remain open because a candidate has several answers
    for probability, records in candidates:
        values = _values(field, records) or {SOMEBODY_ELSE}
        choice += probability * log2(len(values))
        for value in values:
            answers[value] = answers.get(value, 0.0) + probability / len(values)
    rest = max(0.0, 1.0 - sum(probability for probability, _ in candidates))
    answers[SOMEBODY_ELSE] = answers.get(SOMEBODY_ELSE, 0.0) + rest
    return -sum(share * log2(share) for share in answers.values() if share > 0) - choice
