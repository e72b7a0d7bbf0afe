"""Records without numbers that are nobody's to keep: in texts, subjects and transcripts."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from context.masking_text import mask_spoken, mask_text
from context.records import (
    CaseRecord,
    DesktopEventRecord,
    InteractionRecord,
    Record,
    RecordingRecord,
    ReturnRecord,
    SurveyRecord,
    Utterance,
)

# What people write in, by the names that senders give it; a bare number elsewhere is an id.
WRITTEN_IN: Final = frozenset(
    {
        *("text", "body", "message", "content", "subject", "description", "note", "notes"),
        *("comment", "transcript", "plain_body", "html_body", "snippet", "customer_note", "title"),
    }
)


def mask_record(record: Record) -> Record:
    """Return the record with card and account numbers masked in what people said or wrote."""
    if isinstance(record, InteractionRecord):
        text = mask_text(record.text) if record.text else record.text
        if text != record.text or record.transcript:
            return replace(record, text=text, transcript=mask_transcript(record.transcript))
    elif isinstance(record, RecordingRecord):
        return replace(record, transcript=mask_transcript(record.transcript))
    elif isinstance(record, CaseRecord) and record.subject:
        return replace(record, subject=mask_text(record.subject))
    elif isinstance(record, ReturnRecord) and record.reason:
        return replace(record, reason=mask_text(record.reason))
    elif isinstance(record, SurveyRecord) and record.text:
        return replace(record, text=mask_text(record.text))
    elif isinstance(record, DesktopEventRecord):
        return replace(record, name=mask_text(record.name))
    return record


def mask_transcript(transcript: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Return the transcript masked; a number may be spread over what one speaker says in turn."""
    by_speaker: dict[str, list[int]] = {}
    for place, one in enumerate(transcript):
        by_speaker.setdefault(one.speaker, []).append(place)
    masked = list(transcript)
    for places in by_speaker.values():
        texts = mask_spoken([transcript[place].text for place in places])
        for place, text in zip(places, texts, strict=True):
            masked[place] = replace(transcript[place], text=text)
    return tuple(masked)


def mask_delivery(text: str) -> str:
    """Return a JSON body as it may be kept: masked where people write, ids as they came."""
    if mask_text(text) == text:
        return text
    try:
        payload = json.loads(text)
    except ValueError:
        return mask_text(text)
    masked = _masked(payload, "")
    kept = json.dumps(masked, ensure_ascii=False)
    # Half of a surrogate pair is JSON as long as it is escaped.
    return kept if kept.encode("utf-8", "replace").decode() == kept else json.dumps(masked)


def _masked(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _masked(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_masked(one, key) for one in value]
    if not isinstance(value, str):
        return value
    is_id = value.isalnum() and key.lower() not in WRITTEN_IN
    return value if is_id else mask_text(value)
