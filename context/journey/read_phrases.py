"""What does a file of phrases say? Anything wrong in it is found at once, each with its line."""

import string
from collections.abc import Collection, Mapping
from typing import Final

from context.journey.phrases import Phrases
from context.policies.document import Faults, Spot, UnreadableTomlError, read_toml
from context.policies.operand import WrongOperandError
from context.policies.parse import RefusedRulesError

LONGEST: Final = 400  # characters of one text
FORMS: Final = ("one", "few", "many", "other")
WHEN: Final = frozenset({"when"})
NONE: Final[frozenset[str]] = frozenset()
# Every text with what may stand in braces in it; `n` is the number where it counts.
TEXTS: Final[Mapping[str, frozenset[str]]] = {
    "welcome": NONE,
    "welcome_name": frozenset({"name"}),
    "nobody": NONE,
    "order": frozenset({"id"}),
    "case": frozenset({"id"}),
    "clause.called": WHEN,
    "clause.called_waited": WHEN | {"waited"},
    "clause.chat": WHEN,
    "clause.chat_waited": WHEN | {"waited"},
    "clause.chat_closed": WHEN,
    "clause.canned": WHEN | {"message"},
    "clause.not_solved": WHEN | {"message"},
    "clause.voicemail": WHEN,
    "clause.unanswered": WHEN | {"message"},
    "clause.misrouted": WHEN,
    "clause.missed_call_back": WHEN,
    "list.comma": NONE,
    "list.clauses": NONE,
    "list.things": NONE,
    "message.social": NONE,
    "message.dm": NONE,
    "message.email": NONE,
    "message.sms": NONE,
    "message.chat": NONE,
    "message.review": NONE,
    "message.other": NONE,
    "message.on_network": frozenset({"message", "network"}),
    "when.now": NONE,
    "when.today": NONE,
    "when.yesterday": NONE,
    "when.weekday": frozenset({"weekday"}),
    "when.date": frozenset({"day", "month"}),
}
COUNTED: Final[Mapping[str, frozenset[str]]] = {
    "known": frozenset({"things"}),
    "clause.transferred": WHEN | {"n"},
    "clause.chat_transferred": WHEN | {"n"},
    "clause.more": frozenset({"n"}),
    "span.second": frozenset({"n"}),
    "span.minute": frozenset({"n"}),
    "span.hour": frozenset({"n"}),
    "span.day": frozenset({"n"}),
    "when.minute": frozenset({"n"}),
    "when.hour": frozenset({"n"}),
}
LISTS: Final[Mapping[str, int]] = {"when.weekdays": 7, "when.months": 12}
NAMES: Final = (*TEXTS, *COUNTED, *LISTS)


def parse_phrases(text: str, language: str, shipped: Phrases | None = None) -> Phrases:
    """Return what a file says, on top of what is `shipped` for its language.

    Without that it has to say everything. Raises RefusedRulesError.
    """
    faults = Faults()
    try:
        document = read_toml(text, faults)
    except UnreadableTomlError as error:
        raise RefusedRulesError([error.fault]) from None
    spots = _spots(document)
    if shipped is None:
        _complete(document, spots)
    texts = {one: _text(spots[one], TEXTS[one]) for one in TEXTS if one in spots}
    counted = {one: _forms(spots[one], COUNTED[one]) for one in COUNTED if one in spots}
    lists = {one: _list(spots[one], LISTS[one]) for one in LISTS if one in spots}
    if faults:
        raise RefusedRulesError(faults.lines(text))
    return Phrases(
        language,
        {**(shipped.texts if shipped else {}), **texts},
        {**(shipped.counted if shipped else {}), **counted},
        {**(shipped.lists if shipped else {}), **lists},
    )


def _spots(document: Spot) -> dict[str, Spot]:
    """Return what stands in the file by the names that are known; the rest is noted."""
    tables = dict.fromkeys(one.partition(".")[0] for one in NAMES if "." in one)
    plain = [one for one in NAMES if "." not in one]
    document.table((*plain, *tables))
    found = {one: document[one] for one in plain if one in document}
    for table in tables:
        if table not in document:
            continue
        keys = [one.partition(".")[2] for one in NAMES if one.startswith(f"{table}.")]
        if document[table].table(keys):
            spot = document[table]
            found |= {f"{table}.{key}": spot[key] for key in keys if key in spot}
    return found


def _complete(document: Spot, spots: Collection[str]) -> None:
    missing = [one for one in NAMES if one not in spots]
    if missing:
        document.fault(f"these too: {', '.join(missing)}", "a language that does not ship")


def _text(spot: Spot, known: frozenset[str]) -> str:
    return spot.read(lambda raw: _checked(raw, known)) or ""


def _forms(spot: Spot, known: frozenset[str]) -> dict[str, str]:
    if not spot.table(FORMS) or not spot.required("other"):
        return {}
    return {form: _text(spot[form], known) for form in FORMS if form in spot}


def _list(spot: Spot, length: int) -> tuple[str, ...]:
    if not isinstance(spot.value, list) or len(spot.value) != length:
        spot.fault(f"a list of {length} names")
        return ()
    return tuple(_text(one, NONE) for one in spot.items())


def _checked(raw: object, known: frozenset[str]) -> str:
    """Return a text whose placeholders can all be filled in."""
    if not isinstance(raw, str) or not raw or len(raw) > LONGEST or not raw.isprintable():
        raise WrongOperandError(f"a text of one line, up to {LONGEST} characters")
    try:
        parsed = list(string.Formatter().parse(raw))
    except ValueError:
        raise WrongOperandError("{{ and }} for braces themselves") from None
    for _, name, form, conversion in parsed:
        if name is not None and (name not in known or form or conversion):
            named = ", ".join(f"{{{one}}}" for one in sorted(known))
            raise WrongOperandError(f"no placeholder but {named}" if named else "no placeholder")
    return raw
