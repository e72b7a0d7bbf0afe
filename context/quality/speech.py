"""Who spoke how long, and when did nobody? Out of a transcript's timings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from context.records import Utterance

AGENT: Final = "agent"
CUSTOMER: Final = "customer"
HOLD: Final = "hold"  # music, or the words that somebody is waiting
SHORTEST_SILENCE: Final = 3.0  # seconds; shorter pauses are breath and thought
SHORTEST_OVERLAP: Final = 0.5  # seconds; less is a "mhm", or how recognisers cut


@dataclass(frozen=True, slots=True)
class Speech:
    """Figures of one talk, in seconds."""

    seconds: float  # from the first word to the last
    silence: float  # pauses that are long enough to count, together
    longest_silence: float
    talk_over: float  # both at once
    talk_overs: int
    hold: float
    agent: float
    customer: float

    @property
    def agent_share(self) -> int | None:
        """Return the agent's part of what was said, in percent."""
        said = self.agent + self.customer
        return round(100 * self.agent / said) if said else None


def speech_of(transcript: Iterable[Utterance]) -> Speech | None:
    """Return the figures of a transcript, in whatever order it comes; None without timings."""
    spoken = sorted((one.from_seconds, one.to_seconds, one.speaker) for one in transcript)
    spoken = [one for one in spoken if one[1] > one[0]]
    if not spoken:
        return None
    agent, customer = _of(spoken, AGENT), _of(spoken, CUSTOMER)
    pauses = _gaps(_merged([(start, end) for start, end, _ in spoken]))
    overlaps = [one for one in _shared(agent, customer) if one >= SHORTEST_OVERLAP]
    silences = [one for one in pauses if one >= SHORTEST_SILENCE]
    return Speech(
        seconds=max(end for _, end, _ in spoken) - spoken[0][0],
        silence=sum(silences),
        longest_silence=max(silences, default=0.0),
        talk_over=sum(overlaps),
        talk_overs=len(overlaps),
        hold=_length(_of(spoken, HOLD)),
        agent=_length(agent),
        customer=_length(customer),
    )


Span = tuple[float, float]


def _of(spoken: Iterable[tuple[float, float, str]], speaker: str) -> list[Span]:
    return _merged([(start, end) for start, end, who in spoken if who == speaker])


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Return the spans without overlaps among themselves; they come sorted."""
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _gaps(spans: Sequence[Span]) -> list[float]:
    return [after[0] - before[1] for before, after in pairwise(spans)]


def _length(spans: Iterable[Span]) -> float:
    return sum(end - start for start, end in spans)


def _shared(left: Iterable[Span], right: Sequence[Span]) -> list[float]:
    """Return how long each stretch is in which both speak."""
    found = [min(a[1], b[1]) - max(a[0], b[0]) for a in left for b in right]
    return [one for one in found if one > 0]
