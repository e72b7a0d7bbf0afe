"""What is kept of a talk: where its recording is, what was said when, and until when both stay."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from context.records import InteractionRecord, RecordingRecord, Utterance
from graph.access import Row

KEEP_DAYS: Final = 365  # of what says nothing of until when it may be kept


def recording_row(one: InteractionRecord) -> Row | None:
    """Return what is kept of an interaction's recording and transcript; None where it has none.

    Times count from the beginning of the interaction; `until_ms` is when it goes.
    """
    if one.recording is None and not one.transcript:
        return None
    recording = one.recording
    until = recording.kept_until if recording else None
    until = until or one.started_at + timedelta(days=KEEP_DAYS)
    row: Row = {"until_ms": _ms(until), **_transcript(one.transcript)}
    if recording is not None:
        row |= {"url": recording.url, "seconds": recording.seconds}
    return {name: value for name, value in row.items() if value is not None}


def properties_of_recording(one: RecordingRecord, _keys: object) -> Row:
    """Return until when a recording that comes by itself is kept, and its transcript."""
    return {"until_ms": _ms(one.kept_until), **_transcript(one.transcript)}


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _transcript(transcript: Iterable[Utterance]) -> Row:
    said = [[it.speaker, it.from_seconds, it.to_seconds, it.text] for it in transcript]
    return {"transcript": json.dumps(said, ensure_ascii=False)} if said else {}
