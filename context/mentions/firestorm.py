"""Does one customer turn up in several public places within a day?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from context.journey.contact import is_thanks
from context.journey.model import Matter
from context.journey.present import as_it_stands, is_shown, unsolved
from context.mentions.model import Firestorm, Post, Tone
from graph.model import CustomerView

FEWEST_PLACES: Final = 2
MOST_OWNED: Final = 12  # things that a warning names


def firestorms_of(posts: Iterable[Post], within_ms: int) -> tuple[Firestorm, ...]:
    """Return the firestorms in a customer's public posts, the oldest first.

    Praise is none, wherever it stands; and one of the posts has to be a complaint. Posts that are
    closer together than `within_ms` are of one, so that it goes on while its customer does.
    """
    heard = sorted(
        (one for one in posts if is_heard(one)), key=lambda one: (one.at_ms, one.source, one.id)
    )
    return tuple(
        Firestorm(tuple(together), _reach(together))
        for together in _together(heard, within_ms)
        if _is_one(together, within_ms)
    )


def is_heard(post: Post) -> bool:
    """Return whether a post may be part of a firestorm: anything but praise."""
    return post.tone is not Tone.POSITIVE and not is_thanks(post.text)


def owned(customer: CustomerView) -> tuple[str, ...]:
    """Return what a customer owns and has ordered, the things first, in words."""
    things = [_with(one.name, one.serial) for one in customer.assets]
    goods = [
        f"{line.name} (order {order.id})"
        for order in customer.orders
        for line in order.lines
        if line.name
    ]
    contracts = [one.name for one in customer.contracts]
    return tuple(dict.fromkeys((*things, *contracts, *goods)))[:MOST_OWNED]


def tried(matters: Iterable[Matter], storm: Firestorm) -> tuple[str, ...]:
    """Return what its customer had tried before that came to nothing, in words, oldest first."""
    posts, at_ms = {(one.source, one.id) for one in storm.posts}, storm.last_ms
    found = [
        (one.at_ms, one.words)
        for matter in matters
        if is_shown(standing := as_it_stands(matter, at_ms))
        for one in unsolved(standing)
        if one.at_ms <= at_ms and (one.source, one.interaction_id) not in posts
    ]
    return tuple(words for _, words in sorted(found))


def _together(posts: Sequence[Post], within_ms: int) -> Iterator[list[Post]]:
    running: list[Post] = []
    for one in posts:
        if running and one.at_ms - running[-1].at_ms > within_ms:
            yield running
            running = []
        running.append(one)
    if running:
        yield running


def _is_one(posts: Sequence[Post], within_ms: int) -> bool:
    """Return whether two places were reached within the time, and anybody complains."""
    if not any(one.tone is Tone.NEGATIVE for one in posts):
        return False
    last: dict[str, int] = {}
    for one in posts:
        if any(
            place != one.place and one.at_ms - at_ms <= within_ms for place, at_ms in last.items()
        ):
            return True
        last[one.place] = one.at_ms
    return False


def _reach(posts: Iterable[Post]) -> int:
    return sum(one.reach or 0 for one in posts)


def _with(name: str, serial: str | None) -> str:
    return f"{name} ({serial})" if serial else name
