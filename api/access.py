"""Which roles may ask for which root field."""

from collections.abc import Iterable
from typing import Final

from api.errors import ForbiddenError
from api.keys import Role

EVERYBODY: Final = frozenset(Role)
PEOPLE: Final = EVERYBODY - {Role.CONNECTOR}  # a connector brings data in; it reads nobody

JUDGES: Final = frozenset({Role.REVIEWER, Role.ADMIN})

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
    "judge": JUDGES,
    "mergeCustomers": JUDGES,
    "splitCustomer": JUDGES,
    "undoDecision": JUDGES,
    "confirmCaller": PEOPLE,
    "moveInteraction": PEOPLE,
}


def check_access(role: Role, root_fields: Iterable[str]) -> None:
    """Raise ForbiddenError for the first field that this role may not ask for."""
    for name in root_fields:
        if role not in MAY_ASK.get(name, frozenset()):
            raise ForbiddenError(role, name)
