"""The words of a customer's journey: attempts, matters, effort, and what to do next."""

from dataclasses import dataclass, field

GOOD_ENDS = frozenset({"answered", "solved"})  # outcomes of attempts that came to something
GOING_ON = frozenset({"waiting", "ringing", "talking"})  # outcomes that time alone may change


@dataclass(frozen=True, slots=True)
class Reference:
    """A piece of evidence."""

    kind: str  # "interaction", "case", "order", "asset", "contract"
    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.source}:{self.id}"


@dataclass(frozen=True, slots=True)
class MatterJudgement:
    """What somebody said of two interactions or cases: they are of one matter, or they are not."""

    left: Reference
    right: Reference
    same: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """An interaction that tried to get something solved, and what came of it.

    Messages of one conversation are one attempt, told by the first of them. What is kept has no
    words: they depend on when it is read.
    """

    interaction_id: str
    channel: str
    at_ms: int
    # Came to nothing: "abandoned", "unanswered", "canned", "not_solved", "chat_closed",
    # "transferred", "misrouted", "missed_call_back"; not over when last heard of: "waiting",
    # "ringing", "talking"; came to something: "answered", "solved".
    outcome: str
    waited_seconds: int | None
    words: str = ""  # "Called, waited 14 minutes, nobody answered"
    source: str = ""
    queue: str | None = None
    about: tuple[str, ...] = ()  # what it refers to: "order 1001"
    said: str | None = None  # the customer's own words
    thread: tuple[str, ...] = ()  # ids of its interactions and of those that they answer
    asked_at_ms: int | None = None  # when the customer said the last of it; None: at `at_ms`
    answered_at_ms: int | None = None  # by a person or by a standard reply
    messages: int = 1  # of the customer
    talked_seconds: int | None = None
    transfers: int = 0
    asked_back: bool = False  # the answer was a question
    missed_calls_back: int = 0  # calls of ours after it that reached nobody
    agents: tuple[str, ...] = ()  # who dealt with it, in order
    public: bool = False
    reach: int | None = None

    @property
    def last_ms(self) -> int:
        """Return when the customer said the last of it."""
        return self.at_ms if self.asked_at_ms is None else self.asked_at_ms


@dataclass(frozen=True, slots=True)
class Effort:
    """What it has cost the customer so far."""

    attempts: int
    channels: int
    waited_seconds: int  # live, on the line or in the queue
    transfers: int
    talked_seconds: int = 0
    retellings: int = 0  # the same thing explained again, to somebody else
    people: int = 0  # of ours whom the customer had to do with


@dataclass(frozen=True, slots=True)
class Pivot:
    """The matter went on elsewhere: from a mention to direct messages, from those to a call."""

    from_channel: str
    to_channel: str
    at_ms: int
    why: str


@dataclass(frozen=True, slots=True)
class Praise:
    """What the customer said in thanks for all to read."""

    interaction_id: str
    source: str
    channel: str
    at_ms: int
    reach: int | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class LoopStep:
    """One of: complaint, contact, solved, advocate."""

    step: str
    at_ms: int
    reach: int | None = None  # of what was said in public: readers of the complaint, of the thanks


@dataclass(frozen=True, slots=True)
class Matter:
    """One problem of one customer over days and channels, with what was tried and how it ended."""

    id: str  # the founding evidence, "interaction:x:19001", until it is stored under another one
    subject: str
    opened_at_ms: int
    status: str  # "open", "closed"; when read also "lapsed": nothing was heard for long
    last_at_ms: int
    why: str  # these belong together
    channels: tuple[str, ...] = ()  # where it was tried
    about: tuple[str, ...] = ()  # "order 1001", "case 7"
    tried: tuple[Attempt, ...] = ()  # all of them, oldest first
    evidence: tuple[Reference, ...] = ()  # interactions, cases, orders, assets, contracts
    effort: Effort = field(default=Effort(0, 0, 0, 0))
    open_cases: int = 0
    on_its_way: bool = False  # goods in place of those that it is about
    awaits_customer: bool = False  # nothing is open but a question of ours
    settled_at_ms: int | None = None  # what was tried until then is done, even if more came since
    closed_at_ms: int | None = None
    closed_by: str | None = None  # "thanks", "solved", "talked", "answered", "case_closed"…
    closed_why: str | None = None  # a sentence
    reopened: int = 0  # how often it was closed and came up again
    contact_at_ms: int | None = None  # when somebody of ours first dealt with it
    pivots: tuple[Pivot, ...] = ()
    praise: tuple[Praise, ...] = ()  # the end of the loop: thanks in public

    @property
    def attempts(self) -> int:
        """Return how often it was tried to be solved."""
        return len(self.tried)

    @property
    def loop(self) -> tuple[LoopStep, ...]:
        """Return how far it has come: complaint, contact, solved, advocate."""
        complained = [one.reach for one in self.tried if one.public and one.reach is not None]
        praised = [one.reach for one in self.praise if one.reach is not None]
        steps = (
            ("complaint", self.opened_at_ms, sum(complained) if complained else None),
            ("contact", self.contact_at_ms, None),
            ("solved", self.closed_at_ms, None),
            (
                "advocate",
                self.praise[0].at_ms if self.praise else None,
                sum(praised) if praised else None,
            ),
        )
        return tuple(
            LoopStep(step, at_ms, reach) for step, at_ms, reach in steps if at_ms is not None
        )


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
