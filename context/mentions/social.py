"""How does a customer stand in public: accounts, followers, what was said, whom it helped?"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from context.mentions.credit import credit, was_thanked
from context.mentions.following import posts_of
from context.mentions.history import history_of
from context.mentions.model import History
from context.mentions.sentiment import sentiment_of
from graph.access import Graph
from graph.queries.mention_customers import answers_to, public_views, threads_answered_by
from graph.social import AuthorView, ThreadAnswer

PLACES: Final = ("city", "region", "country")


@dataclass(frozen=True, slots=True)
class SocialAccount:
    """A customer's account on a public network, as its profile says."""

    network: str
    handle: str
    followers: int | None
    place: str | None  # as the profile says it: nobody has checked


@dataclass(frozen=True, slots=True)
class HelpfulAnswer:
    """What another customer answered in a thread, which was of help."""

    interaction_id: str
    source: str
    at_ms: int
    text: str | None
    reach: int | None
    thanked: bool
    why: str
    customer: AuthorView


@dataclass(frozen=True, slots=True)
class Social:
    """A customer's figures and history in public."""

    accounts: tuple[SocialAccount, ...]
    history: History
    helped: tuple[HelpfulAnswer, ...]  # other customers, in threads


async def social_of(graph: Graph, customer_id: str) -> Social:
    """Return how whoever answers for this id stands in public."""
    found = await public_views(graph, [customer_id])
    if not found:
        return Social((), history_of(()), ())
    view = found[0]
    threads = await threads_answered_by(graph, view.customer_id)
    answers = await answers_to(graph, threads) if threads else []
    helped = (one for one in _credited(answers) if one.customer.id == view.customer_id)
    accounts = {(one.network, one.handle): one for one in _accounts(view.profiles)}
    return Social(tuple(accounts.values()), history_of(posts_of(view.posts)), tuple(helped))


async def helpful_answers(graph: Graph, mention_id: str) -> list[HelpfulAnswer]:
    """Return the answers of other customers in a mention's thread that were of help."""
    return list(_credited(await answers_to(graph, [mention_id])))


def _credited(answers: Iterable[ThreadAnswer]) -> Iterator[HelpfulAnswer]:
    for one in answers:
        why = credit(one.text, sentiment_of(one.text).tone, one.thanks)
        if why is not None:
            yield HelpfulAnswer(
                interaction_id=one.id,
                source=one.source,
                at_ms=one.at_ms,
                text=one.text,
                reach=one.reach,
                thanked=was_thanked(one.thanks),
                why=why,
                customer=one.customer,
            )


def _accounts(profiles: Iterable[str]) -> Iterator[SocialAccount]:
    """Yield the accounts that profiles name, the newest profile's last."""
    for column in reversed(list(profiles)):
        said: dict[str, Any] = json.loads(column)
        place = ", ".join(str(said[one]) for one in PLACES if said.get(one)) or None
        for network, handle, *followers in said.get("handles", []):
            yield SocialAccount(network, handle, next(iter(followers), None), place)
