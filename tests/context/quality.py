"""A contact centre that is listened to, for tests: Ana, whoever served her, and how it went."""

from datetime import UTC, datetime, timedelta
from typing import Any

from context.derivation import Derivation
from context.ingest import Ingest
from context.keeper import Keeper
from context.quality.automatic import MachineScorer
from context.quality.book import quality_book
from context.records import InteractionRecord, Record, Recording, Reference, Utterance
from graph.access import Graph
from graph.keys import Keys
from graph.quality import ContactView, RecordingView
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
ANA = PersonRecord(
    "shop", "ana", name="Ana Lopez", emails=("ana@example.com",), phones=("+15550100123",)
)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def at(minutes: float) -> datetime:
    """So long after nine o'clock."""
    return START + timedelta(minutes=minutes)


def call(id_: str = "1", minutes: float = 0, **changes: Any) -> InteractionRecord:
    """Ana calls about order 1001 and talks with Kim for nine minutes, after one of waiting."""
    values: dict[str, Any] = {
        "source": "voice",
        "source_id": id_,
        "person": ANA,
        "channel": "voice",
        "kind": "call",
        "started_at": at(minutes),
        "ended_at": at(minutes + 10),
        "status": "ended",
        "agent": "kim",
        "waited_seconds": 60,
        "about": (Reference("order", "1001", "shop"),),
    }
    return InteractionRecord(**{**values, **changes})


def talk(*lines: tuple[str, float, float, str]) -> tuple[Utterance, ...]:
    return tuple(Utterance(*line) for line in lines)


def recorded(**changes: Any) -> Recording:
    return Recording(**{"url": "https://recordings.example.com/1", **changes})


def view(**changes: Any) -> ContactView:
    """A call of Ana's as it is read."""
    values: dict[str, Any] = {
        "key": "k1",
        "source": "voice",
        "source_id": "1",
        "channel": "voice",
        "kind": "call",
        "direction": "in",
        "started_at_ms": ms(START),
        "ended_at_ms": ms(at(10)),
        "status": "ended",
        "text": None,
        "queue": None,
        "agent": "kim",
        "waited_seconds": 60,
        "transfers": 0,
        "canned": False,
        "recording": None,
        "asked_at_ms": None,
        "asked_id": None,
        "promises": 0,
        "desktop": (),
        "matter_id": None,
        "story": None,
        "customer_id": "c-ana",
    }
    return ContactView(**{**values, **changes})


def transcript_view(text: str) -> RecordingView:
    return RecordingView(None, None, ms(at(60)), text)


class Centre:
    """A deployment that takes records in, derives matters, and scores."""

    def __init__(self, graph: Graph, keys: Keys) -> None:
        self.identity = open_identity(graph, keys, IdentitySettings())
        self.graph, self.keys = graph, keys
        self.rules = quality_book()
        self._ingest = Ingest(Resolver(self.identity))
        self._keeper = Keeper(Derivation(graph, keys))
        self.scorer = MachineScorer(self.identity, self.rules)
        self.now = at(60)

    async def take(self, *records: Record) -> None:
        await self._ingest.ingest([ANA, *records])
        await self._keeper.catch_up()

    async def look(self) -> None:
        """Let the machine score what came."""
        while await self.scorer.step(now_ms=ms(self.now)):
            pass
