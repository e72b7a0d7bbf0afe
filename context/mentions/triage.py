"""Which mention first? Points are reach × who it is × what is open, with the reason in words."""

from collections.abc import Sequence
from typing import Final

from context.journey.problem import Problem
from context.journey.wording import how_many
from context.mentions.model import Author, Tone, Triage, Weights

MOST_REACH: Final = 7  # factor of a million readers and more
MANY_ORDERS: Final = 5
MANY_FOLLOWERS: Final = 10_000
MANY_ATTEMPTS: Final = 3


def triage(
    *,
    reach: int | None,
    tone: Tone,
    asks: bool,
    author: Author,
    open_now: Sequence[Problem] = (),
    broken_promises: int = 0,
    storm: int = 0,
    weights: Weights = Weights(),  # noqa: B008  frozen
) -> Triage:
    """Return how urgent a post is; `storm` is in how many public places its customer is."""
    readers = max(reach or 0, author.followers or 0)
    factors = (
        _reach(readers, is_known=reach is not None or author.followers is not None),
        _who(author, weights),
        _open(tone, asks, open_now, broken_promises, storm, weights),
    )
    points = 1
    for factor, _ in factors:
        points *= factor
    return Triage(points, " × ".join(f"{words} ({factor})" for factor, words in factors))


def _reach(readers: int, *, is_known: bool) -> tuple[int, str]:
    factor = min(len(str(readers)) if readers else 1, MOST_REACH)
    if not is_known:
        return factor, "nobody knows how many read it"
    return factor, f"{readers:,} may have read it"


def _who(author: Author, weights: Weights) -> tuple[int, str]:
    has_many = (author.followers or 0) >= MANY_FOLLOWERS
    if not author.known and not has_many:
        return 1, "somebody nobody knows"
    said = []
    if author.known:
        orders = f" of {how_many(author.orders, 'order')}" if author.orders else ""
        said.append(f"a customer{orders}")
    if has_many:
        said.append(f"{author.followers:,} followers")
    if author.standing:
        said.append(f"a known {author.standing}")
    is_valued = author.orders >= MANY_ORDERS or has_many or author.standing is not None
    return (weights.valued if is_valued else weights.known), ", ".join(said)


def _open(
    tone: Tone,
    asks: bool,
    problems: Sequence[Problem],
    broken_promises: int,
    storm: int,
    weights: Weights,
) -> tuple[int, str]:
    if storm > 1:
        return weights.firestorm, f"in {how_many(storm, 'public place')} within a day"
    tried = max((len(one.attempts) for one in problems), default=0)
    if broken_promises:
        return weights.pressing, f"{how_many(broken_promises, 'broken promise')}"
    if tried >= MANY_ATTEMPTS:
        return weights.pressing, f"a matter was tried {how_many(tried, 'time')}"
    if problems:
        words = "a matter is" if len(problems) == 1 else f"{how_many(len(problems), 'matter')} are"
        return weights.open, f"{words} open"
    if tone is Tone.NEGATIVE:
        return weights.complaint, "a complaint"
    if asks:
        return weights.complaint, "a question"
    return 1, "praise" if tone is Tone.POSITIVE else "nothing is open"
