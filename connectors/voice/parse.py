"""Plain JSON call events to records; the format is in README.md beside this file."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from connectors.errors import BadRecordError
from connectors.voice.call import Call, CallEvent, Step, fold_call
from context.records import InteractionRecord, Record
from identity.records import Number, PersonRecord, RecordKind

DIRECTIONS: Final = {
    **dict.fromkeys(("in", "inbound", "incoming"), "in"),
    **dict.fromkeys(("out", "outbound", "outgoing"), "out"),
}
STEPS: Final = {step.value: step for step in Step}
ID_CHARACTERS: Final = 256
TEXT_CHARACTERS: Final = 10_000
WAIT_SECONDS: Final = 7 * 24 * 3600  # nobody holds the line for longer


def call_of(payload: Mapping[str, Any]) -> str | None:
    """Return the id of the call that an event is about, or None when it names none."""
    call_id = payload.get("call_id")
    if isinstance(call_id, int) and not isinstance(call_id, bool):
        call_id = str(call_id)
    return call_id.strip() or None if isinstance(call_id, str) else None


def read_call_event(source: str, payload: Mapping[str, Any]) -> CallEvent:
    """Return one event. Raises BadRecordError without an event, a call_id or a time with a zone."""
    event = _Fields(source, payload)
    step = event.needed("event").lower()
    return CallEvent(
        call_id=event.needed("call_id"),
        at=event.instant("at"),
        step=STEPS.get(step),
        direction=event.direction(),
        from_=event.text("from"),
        to=event.text("to"),
        caller_name=event.text("caller_name"),
        queue=event.text("queue"),
        agent=event.text("agent"),
        waited_seconds=event.seconds("waited_seconds"),
        text=event.text("text", TEXT_CHARACTERS),
        order_number=event.text("order_number"),
        account_number=event.text("account_number"),
        account_source=event.text("account_source"),
        account_id=event.text("account_id"),
    )


def parse_calls(source: str, events: Sequence[CallEvent]) -> tuple[Record, ...]:
    """Return the records of one call: its interaction, and who called.

    Who has no account known to the switch is a contact of this call alone.
    """
    call = fold_call(events)
    if call is None:
        return ()
    if call.account:
        account = PersonRecord(source=call.account[0], source_id=call.account[1])
        return (_interaction(source, call, account),)
    contact = _contact(source, call)
    return (contact, _interaction(source, call, contact))


def _contact(source: str, call: Call) -> PersonRecord:
    number = call.account_number
    return PersonRecord(
        source=source,
        source_id=f"contact:call:{call.id}",
        kind=RecordKind.CONTACT,
        name=call.name,
        phones=(call.phone,) if call.phone else (),
        numbers=(Number("account", number),) if number else (),
        cited_numbers=(call.order_number,) if call.order_number else (),
        updated_at=call.changed_at,
    )


def _interaction(source: str, call: Call, person: PersonRecord) -> InteractionRecord:
    return InteractionRecord(
        source=source,
        source_id=call.id,
        person=person,
        updated_at=call.changed_at,
        channel="voice",
        kind="call",
        direction=call.direction,
        started_at=call.started_at,
        ended_at=call.ended_at,
        status=call.status.value,
        text=call.text,
        queue=call.queue,
        agent=call.agent,
        waited_seconds=call.waited_seconds,
        transfers=call.transfers,
    )


class _Fields:
    """The fields of one payload, each read or refused by name; empty and null mean unknown."""

    def __init__(self, source: str, payload: Mapping[str, Any]) -> None:
        self._source, self._payload = source, payload

    def text(self, name: str, characters: int = ID_CHARACTERS) -> str | None:
        value = self._payload.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise self._bad(name, "is neither text nor a whole number")
        if value is not None and len(value) > characters:
            raise self._bad(name, f"is longer than {characters} characters")
        return (value or "").strip() or None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise self._bad(name, "is missing")
        return value

    def instant(self, name: str) -> datetime:
        text = self.needed(name)
        try:
            at = datetime.fromisoformat(text)
            if at.tzinfo is None:
                raise self._bad(name, "has no time zone, such as Z or +01:00")
            return at.astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._bad(name, "is no ISO 8601 time") from None

    def seconds(self, name: str) -> int | None:
        value = self._payload.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._bad(name, "is no number of seconds")
        if not 0 <= value <= WAIT_SECONDS:
            raise self._bad(name, f"is not between 0 and {WAIT_SECONDS}")
        return int(value)

    def direction(self) -> str | None:
        value = self.text("direction")
        if value is not None and value.lower() not in DIRECTIONS:
            raise self._bad("direction", "is neither in nor out")
        return DIRECTIONS[value.lower()] if value else None

    def _bad(self, name: str, reason: str) -> BadRecordError:
        call_id = call_of(self._payload) or ""
        return BadRecordError(self._source, call_id, name, self._payload.get(name), reason)
