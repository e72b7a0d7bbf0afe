"""Is a customer asked what he or she thinks of how a matter went, and on which channel?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from context.journey.model import Matter
from context.quality.model import SurveyRules
from graph.standing import ConsentView, PreferredChannel

HOUR_MS: Final = 3_600_000
# Whoever was spoken with in public is asked in private; at a counter nobody is left to be asked.
ASKED_BY: Final = {"social": "dm", "review": "email"}
REACHABLE: Final = ("email", "sms", "dm", "chat", "voice")
ANY: Final = "any"
SURVEYS: Final = frozenset({ANY, "all", "contact", "survey", "surveys", "feedback"})  # purposes


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether to ask, how, and why so."""

    channel: str | None  # None: nobody is asked
    why: str


def is_due(matter: Matter, rules: SurveyRules, *, now_ms: int) -> bool:
    """Return whether a matter was closed and is still fresh enough to be asked about."""
    if not rules.ask or matter.status != "closed" or matter.closed_at_ms is None:
        return False
    if not matter.tried:  # the customer never had to do with it
        return False
    return now_ms - matter.closed_at_ms <= rules.not_older_than_hours * HOUR_MS


def asking(
    matter: Matter, preferred: PreferredChannel | None, consents: Iterable[ConsentView]
) -> Asking:
    """Return the channel to ask on: the preferred one, else that of the latest attempt.

    What the customer refused, by consent or in words, is not used.
    """
    refused = {one.channel for one in preferred.avoid} if preferred else set()
    for one in consents:
        if not one.given and one.purpose.strip().casefold() in SURVEYS:
            refused |= set(REACHABLE) if one.channel == ANY else {one.channel}
    if (
        preferred is not None
        and preferred.channel in REACHABLE
        and preferred.channel not in refused
    ):
        return Asking(preferred.channel, preferred.why)
    latest = sorted(matter.tried, key=lambda one: (one.at_ms, one.interaction_id), reverse=True)
    for channel in dict.fromkeys(ASKED_BY.get(one.channel, one.channel) for one in latest):
        if channel in REACHABLE and channel not in refused:
            return Asking(channel, f"the matter was spoken of by {channel} last")
    if refused:
        return Asking(None, f"the customer wants no questions by {', '.join(sorted(refused))}")
    return Asking(None, "no channel is known on which the customer can be asked")
