"""Which promises are in what we wrote? Read when it arrives, written in its transaction."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from context.promises.model import Made, PromiseRules
from context.promises.reading import read_promises
from context.records import ActivityRecord, InteractionRecord
from graph.access import Row, Statement
from graph.keys import Keys
from graph.queries.promises import say_promises
from identity.suppression import Activities

# What was said aloud may be a transcript of both sides; a voicemail is ours alone.
SPOKEN: Final = frozenset({"voice", "counter"})
OURS_ALONE: Final = frozenset({"voicemail"})


@dataclass(frozen=True, slots=True)
class ReadPromises:
    """The promises in the texts of a batch, by the keys of their interactions."""

    by_interaction: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def statements(self, without: Set[str]) -> list[Statement]:
        """Return the writes but for those interactions; they come after the interactions."""
        kept = {key: rows for key, rows in self.by_interaction.items() if key not in without}
        read = [{"key": key, "ids": [row["id"] for row in rows]} for key, rows in kept.items()]
        return say_promises(read, [row for rows in kept.values() for row in rows])

    def along(self, activities: Activities) -> Activities:
        """Return the activities with these promises written after them."""
        return Activities(
            activities.attached,
            lambda without: [*activities.write(without), *self.statements(without)],
        )


def promises_in(
    activities: Sequence[ActivityRecord], keys: Keys, rules: PromiseRules
) -> ReadPromises:
    """Return what our messages among these promise; the same again for the same message."""
    versions = sorted(_ours(activities), key=lambda one: one.updated_at or one.started_at)
    newest = {keys.activity("Interaction", one.source, one.source_id): one for one in versions}
    return ReadPromises({key: list(_rows(one, key, keys, rules)) for key, one in newest.items()})


def _ours(activities: Sequence[ActivityRecord]) -> Iterator[InteractionRecord]:
    """Yield what we wrote to somebody."""
    for one in activities:
        if not isinstance(one, InteractionRecord) or one.person is None or one.direction != "out":
            continue
        if one.text and (one.channel not in SPOKEN or one.status in OURS_ALONE):
            yield one


def _rows(one: InteractionRecord, key: str, keys: Keys, rules: PromiseRules) -> Iterator[Row]:
    at_ms = round(one.started_at.timestamp() * 1000)
    for said in read_promises(one.text or "", at_ms, rules):
        yield {
            "id": keys.key("Promise", key, str(said.place)),
            "interaction": key,
            "properties": {
                "kind": said.kind.value,
                "text": said.text,
                "made_at_ms": at_ms,
                "made_how": Made.TEXT.value,
                "made_by": one.agent or one.queue,
                "due_ms": said.due_ms,
                "due_assumed": said.assumed,
                "about": [f"{it.type} {it.id}" for it in one.about],
            },
        }
