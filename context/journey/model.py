"""The words of a customer's journey: attempts, matters, effort, what to do next, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """An interaction that tried to get something solved, and did not.

    Messages of one conversation are one attempt, told by the first of them.
    """

    interaction_id: str
    channel: str
    at_ms: int
    outcome: str  # "abandoned", "unanswered", "canned", "not_solved", "waiting"
    waited_seconds: int | None
    words: str  # "Called, waited 14 minutes, nobody answered"
    source: str = ""
    queue: str | None = None
    about: tuple[str, ...] = ()  # what it refers to: "order 1001"
    said: str | None = None  # the customer's own words
    thread: tuple[str, ...] = ()  # ids of its interactions and of those that they answer


@dataclass(frozen=True, slots=True)
class Matter:
    """Open attempts, cases and orders that are one problem."""

    id: str
    subject: str
    opened_at_ms: int
    attempts: int
    channels: tuple[str, ...]
    about: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Effort:
    """What it has cost the customer so far."""

    attempts: int
    channels: int
    waited_seconds: int  # live, on the line or in the queue
    transfers: int


@dataclass(frozen=True, slots=True)
class NextAction:
    action: str  # "exchange", "call_back", "answer", "continue_case"
    text: str
    why: str
    policy: str | None = None  # the name of the one that says so
    about: str | None = None  # "order 1001"
    authority: str | None = None  # what whoever does it must be allowed to
    limit: str | None = None  # in words
    needs: tuple[str, ...] = ()  # the variants in stock that it can be done with
    terms: tuple[str, ...] = ()  # "no_card", "no_return"
    owner: str | None = None  # who answers for it being done
    due_ms: int | None = None  # by when


@dataclass(frozen=True, slots=True)
class Route:
    desk: str
    why: str
