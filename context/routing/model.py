"""The words of routing: rules, what they weigh, and the decision with all that was considered."""

from collections.abc import Mapping
from dataclasses import dataclass

from context.journey.matters import Problem
from context.journey.model import NextAction
from context.policies.condition import Condition
from context.policies.template import Template
from context.records import AgentRecord, QueueRecord


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


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of the contact that is to be routed."""

    channel: str | None = None
    about: tuple[str, ...] = ()  # "order 1001": what it refers to itself
    text: str | None = None


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

    agents: tuple[AgentRecord, ...] = ()
    queues: tuple[QueueRecord, ...] = ()
    not_answered: frozenset[str] = frozenset()  # ids of agents who were offered this contact


@dataclass(frozen=True, slots=True)
class AtRisk:
    points: int
    reason: str  # "two abandoned attempts, public"; empty without points


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
    points: Mapping[str, int]  # what the score is made of: "rule", "named", "at risk", …
    reason: str

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
