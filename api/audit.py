"""What the audit keeps of a look at customers: who looked, at whom, when, how; never a name.

A customer stands in it as a pseudonym (a keyed hash of the id), so that an erasure leaves nothing
of the person there; whoever knows the id and has the deployment key finds its entries.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.audit_chain import Seal
from api.audit_trail import AuditTrail
from api.keys import Caller
from context.pop import ScreenPop
from context.search import CustomerHit
from graph.model import CustomerView

CHANNEL: Final = re.compile(r"[a-z][a-z_]{0,19}")  # what stands there else may be a person's text
LONGEST_OPERATION: Final = 100


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody was shown these customers, or that there is none."""

    kind: str  # pop, customer, search or export
    customers: tuple[str, ...] = ()
    channel: str | None = None
    resolution: str | None = None  # of a pop

    def entry(self, seal: Seal) -> dict[str, Any]:
        """Return the part of the audit's entry that tells of the look."""
        entry: dict[str, Any] = {
            "kind": self.kind,
            "subjects": [seal.pseudonym(one) for one in self.customers],
        }
        if self.channel is not None:
            entry["channel"] = self.channel if CHANNEL.fullmatch(self.channel) else "other"
        if self.resolution is not None:
            entry["resolution"] = self.resolution
        return entry


def look_at_pop(pop: ScreenPop, channel: str | None) -> Look:
    candidates = tuple(one.customer_id for one in pop.candidates)
    shown = _with_household(pop.customer) if pop.customer else candidates
    return Look("pop", shown, channel, pop.resolution)


def look_at_customer(customer: CustomerView | None) -> Look:
    return Look("customer", _with_household(customer) if customer else ())


def _with_household(customer: CustomerView) -> tuple[str, ...]:
    """Return whom a screen shows: the customer, and those whose matters stand beside."""
    members = customer.household.members if customer.household else ()
    return (customer.id, *(one.id for one in members))


def look_at_found(found: Sequence[CustomerHit]) -> Look:
    return Look("search", tuple(one.id for one in found))


def record_request(
    trail: AuditTrail,
    looks: Sequence[Look],
    caller: Caller,
    *,
    request_id: str,
    document: str,
    operation: str | None,
) -> None:
    """Write the looks of one request. Raises AuditUnavailableError: then nobody may be shown."""
    asked: dict[str, Any] = {
        **_who(caller),
        "request": request_id,
        "document": trail.seal.fingerprint(document),
    }
    if operation is not None:
        asked["operation"] = operation[:LONGEST_OPERATION]
    trail.append([{**look.entry(trail.seal), **asked} for look in looks])


def record_command(trail: AuditTrail, look: Look, *, command: str, user: str) -> None:
    """Write a look that somebody took at the terminal. Raises AuditUnavailableError."""
    entry = {"by": f"command {command}", "name": user, "role": "operator"}
    trail.append([{**look.entry(trail.seal), **entry}])


def _who(caller: Caller) -> dict[str, Any]:
    return {"by": caller.id, "name": caller.name, "role": caller.role.value}
