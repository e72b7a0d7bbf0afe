"""The words of routing: rules, what they weigh, and the decision with all that was considered."""

from dataclasses import dataclass

from context.contact_points.model import Reachable
from context.journey.model import NextAction
from context.journey.problem import Problem
from context.policies.condition import Condition
from context.policies.template import Template
from graph.model import AgentView, QueueView


@dataclass(frozen=True, slots=True)
class Rule:
    """When something holds for a matter, this desk should have it, and who needs what."""

    name: str
    when: Condition
    desk: Template  # a queue's name, perhaps from a fact
    score: int  # points
    why: Template
    skill: str | None = None
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Points that a matter gets beside its rule's score: an order of urgency, no probability."""

    named: int = 6  # the contact that is here names what the matter is about
    authority: int = 4  # it can be solved by somebody with a certain authority only
    abandoned: int = 3  # for each such attempt
    unanswered: int = 2  # for each
    canned: int = 2  # for each: an answer that anybody could have got
    not_solved: int = 2  # for each
    repeated: int = 2  # three attempts or more
    public: int = 1  # where others read along; twice that from 10,000 readers on


@dataclass(frozen=True, slots=True)
class RoutingRules:
    rules: tuple[Rule, ...]
    weights: Weights = Weights()
    ask_below: int = 2  # points of margin under which somebody should ask rather than guess
    front_desk: str = "front desk"  # where nothing decides
    fingerprint: str = ""  # of the text that they were read from


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of the contact that is to be routed."""

    channel: str | None = None
    about: tuple[str, ...] = ()  # "order 1001": what it refers to itself
    text: str | None = None
    interaction: tuple[str, str] | None = None  # source and id, once it is recorded


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A problem under the id and subject that an agent sees, with what is to be done about it."""

    id: str
    subject: str
    problem: Problem
    actions: tuple[NextAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Staff:
    """Who could take a contact, as far as connectors say."""

    agents: tuple[AgentView, ...] | None = ()  # None: nobody looked
    queues: tuple[QueueView, ...] = ()
    not_answered: frozenset[str] = frozenset()  # ids of agents who were offered this contact


@dataclass(frozen=True, slots=True)
class AtRisk:
    points: int
    reason: str  # "two abandoned attempts, public"; empty without points


@dataclass(frozen=True, slots=True)
class Points:
    what: str  # "rule refinance", "named by the contact", "needs authority", "at risk"
    points: int


@dataclass(frozen=True, slots=True)
class RouteCandidate:
    """One matter with the desk that should have it."""

    matter: str  # its id
    subject: str
    rule: str  # the name of the one that decides the desk
    desk: str
    skills: tuple[str, ...]
    authority: tuple[str, ...]
    score: int
    points: tuple[Points, ...]  # what the score is made of
    reason: str
    evidence: tuple[str, ...] = ()  # "interaction:x:19001", "case:crm:7": what the matter is

    @property
    def destination(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        return self.desk, self.skills, self.authority


@dataclass(frozen=True, slots=True)
class Placement:
    """Who can have it now: agents who may, or the queue and why it is the queue."""

    agents: tuple[str, ...]  # ids, the one with the least further authority first
    is_open: bool
    opens_at_ms: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class RouteDecision:
    """Where a contact goes, why, and everything that was considered."""

    desk: str
    candidates: tuple[RouteCandidate, ...]  # the highest score first
    winner: RouteCandidate | None  # None: nothing is open
    margin: int | None  # points to the best one with another destination; None: there is none
    at_risk: AtRisk  # of the winner's matter
    reason: str
    ask: str | None  # a question for the customer, when the margin is too small
    skills: tuple[str, ...]
    authority: tuple[str, ...]
    placement: Placement


@dataclass(frozen=True, slots=True)
class Offer:
    """An agent who was offered a contact."""

    agent: str
    at_ms: int
    ended: str | None = None  # "no_answer", "offline"; None: answered, or not ended yet


@dataclass(frozen=True, slots=True)
class QueueState:
    """Who waits at a desk now."""

    name: str
    waiting: int | None
    longest_wait_seconds: int | None
    is_open: bool
    opens_at_ms: int | None  # None: it is open, or nobody says when


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision."""

    wrong: bool | None  # None: not known
    why: str | None = None
    went_to: str | None = None  # the desk that it ended at


@dataclass(frozen=True, slots=True)
class Route:
    """Where a contact should go, as whoever serves it sees it."""

    desk: str
    why: str
    candidates: tuple[RouteCandidate, ...] = ()
    margin: int | None = None
    ask: str | None = None
    skills: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    at_risk: AtRisk = AtRisk(0, "")
    placement: Placement | None = None
    offers: tuple[Offer, ...] = ()
    queue: QueueState | None = None
    decided_at_ms: int | None = None  # when the contact arrived; None: only now, at the look-up
    rules: str = ""  # fingerprint of those that decided
    outcome: Outcome = Outcome(None)
    contact_points: tuple[Reachable, ...] = ()  # where that desk is reached now
