"""Who may ask for which root field: by role, and by what their key is limited to."""

from collections.abc import Iterable
from typing import Final

from api.errors import ForbiddenError, UnknownScopeError
from api.keys import Caller, Role

EVERYBODY: Final = frozenset(Role)
PEOPLE: Final = EVERYBODY - {Role.CONNECTOR}  # a connector brings data in; it reads nobody
WRITERS: Final = frozenset({Role.CONNECTOR, Role.ADMIN})

JUDGES: Final = frozenset({Role.REVIEWER, Role.ADMIN})
LEADERS: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})

# A field that is missing here is refused to everybody, so a new one cannot be forgotten.
MAY_ASK: Final[dict[str, frozenset[Role]]] = {
    "__typename": EVERYBODY,
    "__schema": EVERYBODY,
    "__type": EVERYBODY,
    "screenPop": PEOPLE,
    "customer": PEOPLE,
    "customers": PEOPLE,
    "reviewTasks": PEOPLE - {Role.AGENT},
    "decisions": PEOPLE - {Role.AGENT},
    "batchOwners": PEOPLE - {Role.AGENT},
    "causes": LEADERS,
    "cause": LEADERS,
    "patternCustomers": LEADERS,
    "notices": LEADERS,
    "noticeRecipients": LEADERS,
    "noticeResult": LEADERS,
    "makeNotice": LEADERS,
    "approveNotice": LEADERS,
    "cancelNotice": LEADERS,
    "firestorms": PEOPLE,
    "mentions": PEOPLE,
    "pops": PEOPLE,
    "promises": PEOPLE,
    "reviewQueue": PEOPLE - {Role.AGENT},
    "books": PEOPLE,
    "contactPoints": PEOPLE,
    "judge": JUDGES,
    "mergeCustomers": JUDGES,
    "splitCustomer": JUDGES,
    "undoDecision": JUDGES,
    "confirmCaller": PEOPLE,
    "moveInteraction": PEOPLE,
    "joinMatters": PEOPLE,
    "splitMatter": PEOPLE,
    "addToHousehold": PEOPLE,
    "removeFromHousehold": PEOPLE,
    "makePromise": PEOPLE,
    "keepPromise": PEOPLE,
    "withdrawPromise": PEOPLE,
    "qualityForms": PEOPLE,
    "scorecards": PEOPLE - {Role.REVIEWER},  # agents: their own
    "recording": PEOPLE - {Role.REVIEWER},
    "qualitySamples": LEADERS,
    "qualityReport": LEADERS,
    "calibration": LEADERS,
    "scoreInteraction": LEADERS,
    "appealScorecard": PEOPLE - {Role.REVIEWER},
    "decideAppeal": LEADERS,
    "noteCoaching": LEADERS,
    "mention": PEOPLE,
    "claimMention": PEOPLE,
    "releaseMention": PEOPLE,
    "answerMention": PEOPLE,
    "moveMentionToPrivate": PEOPLE,
    "closeMention": PEOPLE,
}


# What a key can be limited to besides root fields: bringing records in.
RECORDS: Final = "records"
METRICS: Final = "metrics"  # likewise: reading /metrics
ALWAYS: Final = "__typename"  # tells nobody anything


def check_access(caller: Caller, root_fields: Iterable[str]) -> None:
    """Raise ForbiddenError for the first field that this caller may not ask for."""
    for name in root_fields:
        if caller.role not in MAY_ASK.get(name, frozenset()) or not _is_in_scope(caller, name):
            raise ForbiddenError(caller.role, name)


def may_bring_records(caller: Caller) -> bool:
    """Return whether this caller may bring records in."""
    return caller.role in WRITERS and _is_in_scope(caller, RECORDS)


def may_read_metrics(caller: Caller) -> bool:
    """Return whether this caller may read /metrics."""
    return caller.role is Role.ADMIN and _is_in_scope(caller, METRICS)


def scope_for(role: Role, names: Iterable[str]) -> frozenset[str]:
    """Return what a key of this role is to be limited to. Raises UnknownScopeError."""
    possible = {name for name, roles in MAY_ASK.items() if role in roles} - {ALWAYS}
    if role in WRITERS:
        possible.add(RECORDS)
    if role is Role.ADMIN:
        possible.add(METRICS)
    wanted = frozenset(names)
    for name in sorted(wanted - possible):
        raise UnknownScopeError(name, role, sorted(possible))
    return wanted


def _is_in_scope(caller: Caller, name: str) -> bool:
    return caller.fields is None or name in caller.fields or name == ALWAYS
