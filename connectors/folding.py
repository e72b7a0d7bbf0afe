"""What all stored deliveries about one subject come to: records, and what of them is unreadable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.connector import Connector
from connectors.errors import BadBodyError, BadRecordError
from connectors.payload import read_payload
from connectors.unreadable import is_pulled, read_pulled
from context.records import Record
from graph.queries.inbox import EXPIRED, ClaimedDelivery, FailedDelivery

DELIVERIES: Final = 1000  # about one subject; a sender that gives all calls one id sends more


@dataclass(frozen=True, slots=True)
class Folded:
    """Deliveries about one subject, understood as far as they can be."""

    claimed: tuple[ClaimedDelivery, ...]  # those to work now
    records: tuple[Record, ...] = ()
    good: Mapping[str, int] | None = None  # key of a claimed one → deliveries folded with it
    parked: tuple[FailedDelivery, ...] = ()  # no second try could read these
    forgotten: bool = False  # about a person who was erased: only their keys are kept


def fold_subject(
    connector: Connector | None,
    claimed: Sequence[ClaimedDelivery],
    bodies: Mapping[str, str | None],
) -> Folded:
    """Return what the claimed deliveries come to together with all that came before them.

    `bodies` holds everything stored about their subject by key. A claimed one that is missing
    there (a replica that lags) is neither good nor parked. Where one has no body any more, the
    subject is an erased person's, and what came since goes the same way.
    """
    if None in bodies.values():
        there = {one.key: len(bodies) for one in claimed if one.key in bodies}
        return Folded(tuple(claimed), good=there, forgotten=True)
    if connector is None:
        return _all_parked(claimed, "this version has no such connector")
    if len(bodies) > DELIVERIES:
        return _all_parked(claimed, f"more than {DELIVERIES} deliveries about one subject")
    if EXPIRED in bodies.values() and not connector.webhook.whole:
        return _all_parked(claimed, "what came before about this subject is no longer kept")
    source = connector.source(claimed[0].instance)
    events: list[object] = []
    records: list[Record] = []
    unreadable: dict[str, str] = {}
    for key, body in bodies.items():
        if body == EXPIRED:
            continue
        try:
            payload = read_payload(body or "")
            if is_pulled(payload):
                records += read_pulled(connector, source, payload)
            else:
                events.append(connector.webhook.read(source, payload))
        except BadRecordError as error:
            unreadable[key] = f"{error.field}: {error.reason}" if error.field else error.reason
        except BadBodyError as error:
            unreadable[key] = str(error)
    return Folded(
        tuple(claimed),
        (*records, *(connector.webhook.fold(source, events) if events or not records else ())),
        {one.key: len(bodies) for one in claimed if one.key in bodies.keys() - unreadable.keys()},
        tuple(
            FailedDelivery(one.key, one.tries + 1, unreadable[one.key])
            for one in claimed
            if one.key in unreadable
        ),
    )


def _all_parked(claimed: Sequence[ClaimedDelivery], reason: str) -> Folded:
    parked = tuple(FailedDelivery(one.key, one.tries + 1, reason) for one in claimed)
    return Folded(tuple(claimed), parked=parked)
