"""A company that promises, for tests: Ana, what was said to her, and what came of it."""

from datetime import UTC, datetime, timedelta

from context.records import InteractionRecord
from graph.model import CustomerId, CustomerView, InteractionView, PromiseView
from identity.records import PersonRecord

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # a Monday
HOUR_MS = 3_600_000
ANA = PersonRecord("shop", "ana", name="Ana Lopez", city="Austin", emails=("ana@example.com",))


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def promise(**changes: object) -> PromiseView:
    """A promise of 9:00 to call back by 17:00."""
    values: dict[str, object] = {
        "id": "p1",
        "kind": "call_back",
        "text": "I will call you back by 5 pm",
        "made_at_ms": ms(START),
        "made_how": "text",
        "made_by": "Kim",
        "due_ms": ms(START) + 8 * HOUR_MS,
        "due_assumed": False,
        "status": "open",
        "interaction_id": "1",
        "interaction_source": "mail",
    }
    return PromiseView(**{**values, **changes})  # type: ignore[arg-type]


def ours(hours: float, channel: str = "voice", **changes: object) -> InteractionView:
    """Something of ours to Ana, so many hours after the promise."""
    at_ms = ms(START) + round(hours * HOUR_MS)
    kind = "call" if channel == "voice" else "message"
    values = {"id": f"i{hours}", "source": channel, "channel": channel, "kind": kind}
    view = {**values, "direction": "out", "started_at_ms": at_ms}
    return InteractionView(**{**view, **changes})  # type: ignore[arg-type]


def ana(*promises: PromiseView, **changes: object) -> CustomerView:
    return CustomerView(CustomerId("c-ana"), promises=promises, **changes)  # type: ignore[arg-type]


def said(
    id_: str, text: str, *, at: datetime = START, channel: str = "email", **changes: object
) -> InteractionRecord:
    """A message of ours to Ana."""
    values = {"source": "mail", "source_id": id_, "person": ANA, "channel": channel, "kind": "mail"}
    more = {"direction": "out", "started_at": at, "text": text, "agent": "Kim"}
    return InteractionRecord(**{**values, **more, **changes})  # type: ignore[arg-type]


def later(hours: float) -> datetime:
    return START + timedelta(hours=hours)
