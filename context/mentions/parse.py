"""What does a file say of our names and of how mentions are dealt with? Refused with any fault."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Final

from context.journey.wording import DAY_MS, HOUR_MS, MINUTE_MS
from context.mentions.model import Entry, Kind, MentionRules, Times, Weights
from context.mentions.tokens import folded_words, host_of
from context.policies.document import Faults, Spot, UnreadableTomlError, read_toml
from context.policies.operand import WrongOperandError, between, flag, short
from context.policies.parse import RefusedRulesError

TOP: Final = (*Kind, "clock", "triage")
KEYS: Final = (
    "name", "words", "misspellings", "hashtags", "handles", "sites", "exactly", "near", "unless",
    "alone",
)  # fmt: skip
CLOCK: Final = ("answer_minutes", "claim_minutes", "lapse_days", "firestorm_hours")
WEIGHTS: Final = tuple(one.name for one in fields(Weights))
MOST_FACTOR: Final = 20
MOST_ENTRIES: Final = 20_000
SHORTEST_SITE: Final = 2  # parts of a host
PLAIN: Final = MentionRules((), Times(HOUR_MS, 30 * MINUTE_MS, 7 * DAY_MS, DAY_MS))


def parse_mentions(text: str, shipped: MentionRules = PLAIN) -> MentionRules:
    """Return what a text says, on top of the shipped times and weights. Raises RefusedRulesError.

    Names are its own alone: whoever names a brand means all that it writes.
    """
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    rules = _rules(document, shipped) if document.table(TOP) else shipped
    if faults:
        raise RefusedRulesError(faults.lines(text))
    return rules


def _rules(document: Spot, shipped: MentionRules) -> MentionRules:
    entries: dict[tuple[Kind, str], Entry] = {}
    taken: dict[str, str] = {}
    for kind in Kind:
        for spot in document[kind].items() if kind in document else ():
            entry = _entry(spot, kind)
            if entry is None:
                continue
            if (kind, entry.name) in entries:
                spot["name"].fault(f"a name that no other {kind} has", f"{entry.name!r} once more")
            entries[kind, entry.name] = entry
            _note_taken(spot, entry, taken)
    if len(entries) > MOST_ENTRIES:
        document.fault(f"at most {MOST_ENTRIES:,} entries", f"{len(entries):,}")
    times = _times(document["clock"], shipped.times) if "clock" in document else shipped.times
    weights = _weights(document["triage"]) if "triage" in document else {}
    known = {name: getattr(shipped.weights, name) for name in WEIGHTS}
    return MentionRules(
        tuple(entries.values()) or shipped.entries, times, Weights(**{**known, **weights})
    )


def _entry(spot: Spot, kind: Kind) -> Entry | None:
    """Return an entry, or None when anything is wrong with it that keeps it from being made."""
    if not spot.table(KEYS) or not spot.required("name"):
        return None
    name = spot["name"].read(_words)
    exactly, alone = spot["exactly"].read(flag), spot["alone"].read(flag)
    lists = {
        key: _list(spot[key], read)
        for key, read in (
            ("words", _words),
            ("misspellings", _words),
            ("hashtags", _hashtag),
            ("handles", _handle),
            ("sites", _site),
            ("near", _words),
            ("unless", _words),
        )
        if key in spot
    }
    if name is None:
        return None
    for at, phrase in enumerate(lists.get("unless", ())):
        if not any(_holds(phrase, one) for one in (name, *lists.get("words", ()))):
            spot["unless"].items()[at].fault(f"a phrase with {name!r} in it")
    return Entry(kind, name, exactly=bool(exactly), alone=alone is not False, **lists)


def _list(spot: Spot, read: Callable[[object], str]) -> tuple[str, ...]:
    found = (one.read(read) for one in spot.items())
    return tuple(one for one in found if one is not None)


def _note_taken(spot: Spot, entry: Entry, taken: dict[str, str]) -> None:
    """Note names that two entries claim: nobody would know which of them is meant."""
    for name in dict.fromkeys((entry.name, *entry.words, *entry.misspellings)):
        folded = " ".join(folded_words(name))
        other = taken.setdefault(folded, entry.name)
        if other != entry.name:
            spot.fault("a way of writing that no other entry has", f"{name!r}, as of {other!r}")


def _times(spot: Spot, shipped: Times) -> Times:
    if not spot.table(CLOCK):
        return shipped
    answer = spot["answer_minutes"].read(between(1, 60 * 24 * 30))
    claim = spot["claim_minutes"].read(between(1, 60 * 24))
    lapse = spot["lapse_days"].read(between(1, 366))
    storm = spot["firestorm_hours"].read(between(1, 24 * 30))
    return Times(
        answer * MINUTE_MS if answer else shipped.answer_ms,
        claim * MINUTE_MS if claim else shipped.claim_ms,
        lapse * DAY_MS if lapse else shipped.lapse_ms,
        storm * HOUR_MS if storm else shipped.storm_ms,
    )


def _weights(spot: Spot) -> Mapping[str, int]:
    if not spot.table(WEIGHTS):
        return {}
    read = {name: spot[name].read(between(1, MOST_FACTOR)) for name in WEIGHTS if name in spot}
    return {name: factor for name, factor in read.items() if factor is not None}


def _holds(phrase: str, name: str) -> bool:
    whole, part = folded_words(phrase), folded_words(name)
    starts = range(len(whole) - len(part) + 1)
    return any(whole[at : at + len(part)] == part for at in starts)


def _words(raw: object) -> str:
    said = short(raw)
    if not folded_words(said):
        raise WrongOperandError("a text with a word in it, up to 80 characters")
    return said


def _hashtag(raw: object) -> str:
    said = short(raw)
    if not said.removeprefix("#").replace("_", "").isalnum():
        raise WrongOperandError('a hashtag like "#northwind"')
    return said


def _handle(raw: object) -> str:
    said = short(raw)
    plain = said.removeprefix("@")
    if not said.startswith("@") or not plain or any(one.isspace() or one == "@" for one in plain):
        raise WrongOperandError('a handle like "@northwind"')
    return said


def _site(raw: object) -> str:
    said = short(raw)
    host = host_of(said)
    if len(host.split(".")) < SHORTEST_SITE or not all(host.split(".")):
        raise WrongOperandError('a host like "shop.example.com"')
    return said
