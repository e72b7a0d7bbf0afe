"""Whose turn is it? Tells customers what an approved notice says, so many a day, and says so.

Telling is an interaction of ours on file and an event `notice.due` for whatever sends it. At each
turn it is looked at anew whether the customer may be told; those held out have their turn as well,
by the same rules, so that both groups stay alike. A turn that was cut off is taken again: the
interaction has the recipient's key, so it is there once, and the event goes with the turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Final

from context.ingest import RecordSink
from context.insights.notices import HELD_OUT, terms_of
from context.insights.recipients import LeftOut, Reason, choose_channel, why_not
from context.journey.wording import DAY_MS
from context.records import InteractionRecord, Reference
from graph.access import Graph, Row, Statement
from graph.insights import Addressee, NoticeView, RecipientView
from graph.queries import notices as queries
from identity.records import PersonRecord, RecordKind

SOURCE: Final = "tellonce"  # of the interactions: nobody answers there
KIND: Final = "notice"
DUE: Final = "notice.due"
DONE: Final = "notice.done"
AT_ONCE: Final = 100  # turns of one transaction


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends approved notices; that two do it at once tells nobody twice."""

    graph: Graph
    sink: RecordSink
    zone: tzinfo = field(default=UTC)

    async def step(self, *, now_ms: int) -> bool:
        """Give some their turns; return whether any had one."""
        notices = await queries.read_notices(self.graph, states=queries.LIVE)
        return any([await self._some(one, now_ms) for one in notices])

    async def _some(self, notice: NoticeView, now_ms: int) -> bool:
        sent, _ = await queries.sent_since(self.graph, notice.id, since_ms=now_ms - DAY_MS)
        room = notice.per_day - sent
        if room <= 0:
            return False
        turns = await queries.next_recipients(self.graph, notice.id, limit=min(room, AT_ONCE))
        if not turns:
            await self._finish(notice, now_ms)
            return False
        ids = [one.customer_id for one in turns if one.customer_id is not None]
        known = await queries.addressees(self.graph, ids, causes=notice.causes)
        who = {one.id: one for one in known}
        taken = [self._turn(notice, one, who, now_ms) for one in turns]
        records = [one.record for one in taken if one.record is not None]
        if records:
            await self.sink.ingest(records)
        statements = [one.statement for one in taken]
        if notice.state == "approved":
            statements.append(_sending(notice.id, now_ms))
        await self.graph.write(statements)
        return True

    def _turn(
        self, notice: NoticeView, turn: RecipientView, who: Mapping[str, Addressee], now_ms: int
    ) -> "_Taken":
        channel = self._channel(notice, turn, who.get(turn.customer_id or ""), now_ms)
        if isinstance(channel, LeftOut):
            values: Row = {
                "state": "left_out", "reason": channel.reason.value, "detail": channel.detail
            }  # fmt: skip
            return _Taken(queries.take_turn(turn.id, {**values, "turn_ms": now_ms}))
        until_ms = now_ms + notice.measure_days * DAY_MS
        measured = {"turn_ms": now_ms, "measured_until_ms": until_ms, "channel": channel}
        if turn.group == HELD_OUT:
            return _Taken(queries.take_turn(turn.id, {**measured, "state": "held"}))
        told = queries.take_turn(
            turn.id,
            {**measured, "state": "sent"},
            kind=DUE,
            at_ms=now_ms,
            customer_id=turn.customer_id or "",
        )
        return _Taken(told, _record(turn, channel, now_ms))

    def _channel(
        self, notice: NoticeView, turn: RecipientView, who: Addressee | None, now_ms: int
    ) -> str | LeftOut:
        """Return how a customer is told as things are at the turn, or why not after all."""
        if who is None:
            return LeftOut(Reason.ERASED, "is no customer any more")
        others = tuple(one for one in who.notices if one.source_id != turn.id)
        who, terms = replace(who, notices=others), terms_of(notice)
        out = why_not(who, turn.subject_key, turn.since_ms, terms, now_ms=now_ms)
        return out or choose_channel(who, terms, self.zone)

    async def _finish(self, notice: NoticeView, now_ms: int) -> None:
        done = {"state": "done", "done_at_ms": now_ms}
        change = queries.change_notice(notice.id, done, of=queries.LIVE, kind=DONE, at_ms=now_ms)
        await self.graph.write([change])


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a turn came to."""

    statement: Statement
    record: InteractionRecord | None = None


def _sending(id: str, now_ms: int) -> Statement:
    return queries.change_notice(
        id, {"state": "sending"}, of=["approved"], kind="notice.sending", at_ms=now_ms
    )


def _record(turn: RecipientView, channel: str, now_ms: int) -> InteractionRecord:
    return InteractionRecord(
        source=SOURCE,
        source_id=turn.id,
        person=PersonRecord(
            turn.source or "",
            turn.source_id or "",
            RecordKind(turn.source_kind or RecordKind.ACCOUNT),
        ),
        channel=channel,
        kind=KIND,
        direction="out",
        started_at=datetime.fromtimestamp(now_ms / 1000, UTC),
        text=turn.text,
        about=(Reference(turn.subject_type, turn.subject_id, turn.subject_source),),
    )
