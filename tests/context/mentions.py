"""An invented shop, for tests about mentions: what it is called, and who speaks of it."""

from datetime import UTC, datetime, timedelta

from context.mentions.book import InForce, in_force
from context.mentions.parse import parse_mentions
from context.mentions.shipped import shipped_mentions
from context.records import InteractionRecord
from identity.records import Handle, PersonRecord, RecordKind

VOCABULARY = """
[[brand]]
name = "Northwind"
words = ["North Wind Outfitters", "ノースウィンド"]
misspellings = ["nothwind", "northwynd"]
hashtags = ["#nwfail"]
handles = ["@northwind"]
sites = ["northwind.example.com"]

[[brand]]
name = "Target"
exactly = true
near = ["cashier", "aisle"]
unless = ["Target practice"]

[[product]]
name = "Carry-on 21"

[[product]]
name = "Pocket projector"
alone = false

[[competitor]]
name = "Southgale"
words = ["South Gale"]
"""
NOW = datetime.now(UTC)


def shop() -> InForce:
    return in_force(parse_mentions(VOCABULARY, shipped_mentions()))


class Book:
    """Rules that do not change."""

    def __init__(self) -> None:
        self._in_force = shop()

    def current(self) -> InForce:
        return self._in_force


def somebody(name: str, *, source: str = "x", followers: int | None = None) -> PersonRecord:
    """A public profile."""
    handle = Handle(source, f"@{name.lower()}", followers)
    return PersonRecord(
        source, f"u-{name}", kind=RecordKind.PROFILE, name=name, city="Reno", handles=(handle,)
    )


def post(id_: str, text: str, who: PersonRecord | None, **more: object) -> InteractionRecord:
    """Something that is said in public, ten minutes ago."""
    values: dict[str, object] = {
        "source": who.source if who else "x",
        "source_id": id_,
        "channel": "social",
        "kind": "post",
        "public": True,
        "started_at": NOW - timedelta(minutes=10),
        "text": text,
        "person": who,
    }
    return InteractionRecord(**{**values, **more})  # type: ignore[arg-type]


def reply(id_: str, to: InteractionRecord, text: str, **more: object) -> InteractionRecord:
    """What we wrote in answer to a post."""
    values: dict[str, object] = {
        "kind": "reply",
        "direction": "out",
        "in_reply_to": to.source_id,
        "source": to.source,
        "started_at": to.started_at + timedelta(minutes=5),
        "agent": "Kim",
    }
    return post(id_, text, to.person, **{**values, **more})
