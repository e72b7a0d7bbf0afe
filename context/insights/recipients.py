"""Who is told, on which channel, in which words, and who is left out, and why?

The held out are drawn from those who would be told, by a hash of customer and notice: whoever asks
again gets the same draw, and nobody can choose it.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Final

from context.consent import ANY, TO_WRITE_OR_CALL, consents_of, preferred_channel
from context.journey.wording import DAY_MS, NETWORKS
from graph.insights import Addressee
from graph.model import CustomerId, CustomerView
from graph.standing import ConsentView, Standing

LETTER: Final = "letter"
ENGLISH: Final = "en"


class Reason(StrEnum):
    """Why somebody who fits is not told."""

    COMPLAINED = "complained"  # somebody is on it already
    TOLD = "told"  # of this very thing
    LATELY = "lately"  # of something else
    HELD_OUT = "held_out"  # of another notice, whose effect is being measured
    REFUSED = "refused"  # every channel on which it could be said
    UNREACHABLE = "unreachable"
    NO_TEXT = "no_text"  # for the facts that are known
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a notice may be sent."""

    purpose: str
    needs_consent: bool
    channels: Sequence[str]
    not_again_days: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    reason: Reason
    detail: str


def why_not(
    who: Addressee, subject_key: str, since_ms: int, terms: Terms, *, now_ms: int
) -> LeftOut | None:
    """Return why a customer is not to be told of a thing, whatever the channel; None: may be.

    `since_ms` is from when on a complaint or a notice is about the same as this.
    """
    if any(since_ms <= at_ms <= now_ms for _, at_ms in who.complaints):
        return LeftOut(Reason.COMPLAINED, "has complained about it, so somebody is on it already")
    if any(subject_key in one.about and one.at_ms >= since_ms for one in who.notices):
        return LeftOut(Reason.TOLD, "has had a notice about it")
    lately_ms = now_ms - terms.not_again_days * DAY_MS
    if any(one.at_ms > lately_ms for one in who.notices):
        detail = f"has had another notice in the last {terms.not_again_days} days"
        return LeftOut(Reason.LATELY, detail)
    if who.held_out_until_ms is not None and who.held_out_until_ms > now_ms:
        return LeftOut(Reason.HELD_OUT, "is held out of another notice, which is being measured")
    return None


def choose_channel(who: Addressee, terms: Terms, zone: tzinfo) -> str | LeftOut:
    """Return the channel on which a customer is told: the preferred one, or else the first."""
    reachable = [one for one in terms.channels if _is_reachable(who, one)]
    if not reachable:
        return LeftOut(Reason.UNREACHABLE, f"no address for {_listed(terms.channels)}")
    consents = consents_of(who.stated)
    standing = Standing(stated=who.stated, wishes=who.wishes)
    view = CustomerView(CustomerId(who.id), standing=standing)
    preferred = preferred_channel(view, consents, zone)
    avoided = {one.channel for one in preferred.avoid} if preferred else set()
    wanted = preferred.channel if preferred else None
    if set(TO_WRITE_OR_CALL) - avoided <= {wanted}:  # "only that", or nothing at all
        avoided |= {LETTER} - {wanted}
    allowed = [
        one
        for one in reachable
        if one not in avoided and _may(one, consents, terms.purpose, terms.needs_consent)
    ]
    if not allowed:
        how = "has not agreed to" if terms.needs_consent else "has refused"
        return LeftOut(Reason.REFUSED, f"{how} {_listed(reachable)} for {terms.purpose}")
    return wanted if wanted in allowed else allowed[0]


def choose_text(
    texts: Mapping[str, Sequence[str]], who: Addressee, facts: Mapping[str, str]
) -> tuple[str, str] | LeftOut:
    """Return language and text: of the customer's language, the first whose facts are known."""
    stated = next((one.language for one in who.stated if one.language), None) or ""
    spoken = stated.replace("_", "-").partition("-")[0].lower()
    usual = ENGLISH if ENGLISH in texts else next(iter(texts))
    name = who.given_name or who.name
    known = {**facts, **({"name": name} if name else {})}
    for language in dict.fromkeys((spoken if spoken in texts else usual, usual)):
        for text in texts[language]:
            try:
                return language, text.format_map(known)
            except KeyError:
                continue
    missing = "some of its facts are not on file"
    return LeftOut(Reason.NO_TEXT, f"the notice has no text for this customer: {missing}")


def is_held_out(notice_id: str, customer_id: str, percent: Decimal) -> bool:
    """Return whether the draw leaves this customer without the notice."""
    drawn = hashlib.blake2b(f"{notice_id}\x1f{customer_id}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn) * 100 < percent * 2**64


def address_of(profiles: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a letter's address below the name; none where it is not whole."""
    for profile in profiles:
        said = json.loads(profile)
        place = " ".join(str(said[one]) for one in ("postcode", "city", "region") if said.get(one))
        if said.get("address") and place:
            return tuple(one for one in (said["address"], place, said.get("country")) if one)
    return ()


def _is_reachable(who: Addressee, channel: str) -> bool:
    if channel == LETTER:
        return bool(address_of(who.profiles)) and bool(who.name)
    kinds = {kind for kind, _, is_shared in who.identifiers if not is_shared}
    if channel in ("sms", "voice"):
        return "phone" in kinds
    return bool(kinds & NETWORKS.keys()) if channel == "dm" else channel in kinds


def _may(
    channel: str, consents: Collection[ConsentView], purpose: str, needs_consent: bool
) -> bool:
    """Return whether the newest word on this channel and purpose allows it."""
    said = [
        one
        for one in consents
        if one.channel in (channel, ANY) and one.purpose.strip().casefold() in (purpose, ANY)
    ]
    if not said:
        return not needs_consent
    return max(said, key=lambda one: (one.since_ms or 0, not one.given)).given


def _listed(channels: Sequence[str]) -> str:
    return ", ".join(channels)
