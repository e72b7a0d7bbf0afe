"""Who is contacting us, and what should the agent know: the screen pop."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from context.journey.model import Attempt, Effort, Matter, NextAction, Route
from context.journey.story import tell
from context.policies.book import RuleBook, policy_book
from context.policies.model import Policy
from graph.model import (
    AssetView,
    CartView,
    CaseView,
    ContractView,
    CustomerId,
    CustomerView,
    InteractionView,
    OrderView,
)
from graph.queries.pop import customer_by_id, customers_by_identifiers, customers_by_interaction
from identity.batch import cited_identifiers, identifier_key, quoted_readings
from identity.comparable import ComparableRecord
from identity.explain import words
from identity.explanation import Explanation
from identity.lookup import LookupCandidate, find_candidates, is_supported
from identity.normalise.record import normalise
from identity.question import best_question
from identity.records import Handle, Number, PersonRecord, RecordKind
from identity.setup import Identity
from identity.why import RecordWhy, why_one_customer

__all__ = [
    "Attempt",
    "Candidate",
    "Desk",
    "Effort",
    "Evidence",
    "Lookup",
    "Matter",
    "NextAction",
    "Question",
    "Resolution",
    "Route",
    "ScreenPop",
    "clues_of",
    "customer",
    "screen_pop",
]


class Resolution(StrEnum):
    ONE = "ONE"
    SEVERAL = "SEVERAL"
    NONE = "NONE"
    MIGRATING = "MIGRATING"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison over what was asked and what a customer's records say."""

    comparison: str  # "name", "city", "phone", …
    level: str  # "exact", "nickname_last", …
    weight: float  # bits, term frequency included
    ours: str | None  # what the lookup said
    theirs: str | None  # what the customer's records say
    words: str  # "nickname and last name equal"


@dataclass(frozen=True, slots=True)
class Candidate:
    customer_id: CustomerId
    name: str | None
    city: str | None
    weight: float  # bits, prior included
    probability: float  # over all candidates and "somebody else"
    evidence: tuple[Evidence, ...]
    namesakes: int  # customers with that name in that city, this one included
    explanation: Explanation | None = None  # only when the pop was asked why


@dataclass(frozen=True, slots=True)
class Question:
    """The one question that separates the candidates best."""

    field: str  # "email", "phone", "order", "postcode", …
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ScreenPop:
    resolution: Resolution
    acknowledgement: str
    route: Route
    effort: Effort
    customer: CustomerView | None = None
    candidates: tuple[Candidate, ...] = ()
    question: Question | None = None
    attempts: tuple[Attempt, ...] = ()
    matters: tuple[Matter, ...] = ()
    interactions: tuple[InteractionView, ...] = ()
    orders: tuple[OrderView, ...] = ()
    carts: tuple[CartView, ...] = ()
    cases: tuple[CaseView, ...] = ()
    assets: tuple[AssetView, ...] = ()
    contracts: tuple[ContractView, ...] = ()
    next_actions: tuple[NextAction, ...] = ()
    why: tuple[RecordWhy, ...] = ()  # why the customer's records are one; only when asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What is known of a contact; any part may be missing."""

    channel: str | None = None
    phone: str | None = None
    email: str | None = None
    handle: tuple[str, str] | None = None  # (network, handle)
    order_number: str | None = None
    case_number: str | None = None
    account_number: str | None = None
    interaction: str | None = None  # source_id of an interaction that was recorded already
    name: str | None = None
    city: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a pop is put together from."""

    identity: Identity
    policies: RuleBook[tuple[Policy, ...]] = field(default_factory=policy_book)


ASK_SEVERAL = "Thank you for getting in touch. One question, so that I open the right file:"
ASK_NONE = Question(
    "identifier",
    "Which e-mail address, phone number or order number did you use with us before?",
    "nothing that we know matches this contact yet",
)
ASK_TO_CONFIRM = Question(
    "identifier",
    "Which e-mail address, phone number or order number did you use with us before?",
    "an answer that is on file confirms who it is, and a stranger could not give it",
)


async def screen_pop(desk: Desk, lookup: Lookup, *, now: datetime, why: bool = False) -> ScreenPop:
    """Return who is contacting us and what an agent needs so that nobody has to tell it again.

    One read for a known identifier; candidates take two more, and asking `why` takes two for the
    customer's records; a text may cost another once a minute. Nothing is written.
    """
    if lookup.text:
        await desk.identity.numbers.refresh(desk.identity.graph)
    clues, cited = clues_of(lookup, desk.identity)
    now_ms = round(now.timestamp() * 1000)
    views = await _holders(desk, lookup, clues)
    one = _the_one(desk, views, clues, cited)
    if one is not None and one.known_as == RecordKind.PROFILE:
        namesakes = await _accounts_like(desk, one, lookup)
        if namesakes:
            pop = _several(namesakes, clues, now_ms, contact=one)
            return _explained(desk, pop, namesakes) if why else pop
    if one is not None:
        pop = _one(desk, lookup, one, now_ms)
        return replace(pop, why=await why_one_customer(desk.identity, one.id)) if why else pop
    candidates = await find_candidates(desk.identity, clues)
    if not candidates:
        return _none(now_ms)
    pop = _several(candidates, clues, now_ms)
    return _explained(desk, pop, candidates) if why else pop


def _explained(desk: Desk, pop: ScreenPop, found: Sequence[LookupCandidate]) -> ScreenPop:
    """Return the pop with the whole evidence beside each of its candidates."""
    explain = desk.identity.explainer.explain
    explained = (
        replace(shown, explanation=explain(one.weighed))
        for shown, one in zip(pop.candidates, found, strict=True)
    )
    return replace(pop, candidates=tuple(explained))


async def _accounts_like(
    desk: Desk, profile: CustomerView, lookup: Lookup
) -> tuple[LookupCandidate, ...]:
    """Return customers with an account whom this public profile may belong to."""
    told = replace(lookup, name=lookup.name or profile.name, city=lookup.city or profile.city)
    clues, _ = clues_of(told, desk.identity)
    return await find_candidates(
        desk.identity,
        clues,
        without=profile.id,
        least_bits=desk.identity.settings.thresholds.review,
    )


async def customer(desk: Desk, customer_id: str) -> CustomerView | None:
    """Return a customer by id; the id of a merged one answers with whom it became."""
    return await customer_by_id(desk.identity.graph, CustomerId(customer_id))


def clues_of(lookup: Lookup, identity: Identity) -> tuple[ComparableRecord, frozenset[str]]:
    """Return what the lookup says, normalised, and which of its numbers are merely cited."""
    numbers = [
        Number(kind, value)
        for kind, value in (
            ("order", lookup.order_number),
            ("case", lookup.case_number),
            ("account", lookup.account_number),
        )
        if value
    ]
    quoted = _quoted(lookup, identity)
    numbers += [Number(*quoted_readings(number)[0]) for number in quoted]
    person = PersonRecord(
        source="lookup",
        source_id="lookup",
        kind=RecordKind.CONTACT,
        name=lookup.name,
        city=lookup.city,
        phones=(lookup.phone,) if lookup.phone else (),
        emails=(lookup.email,) if lookup.email else (),
        handles=(Handle(*lookup.handle),) if lookup.handle else (),
        numbers=tuple(numbers),
    )
    settings = identity.settings
    clues = normalise(
        person, default_region=settings.default_region, company_phones=settings.company_phones
    )
    named = [one.replace(":", " ") for one in (lookup.order_number, lookup.case_number) if one]
    return clues, cited_identifiers([*named, *quoted])


def _quoted(lookup: Lookup, identity: Identity) -> list[str]:
    """Return the numbers in the text; an account's that was given besides is no mere quotation."""
    quoted = identity.numbers.patterns.read(lookup.text) if lookup.text else ()
    return [one for one in quoted if not (lookup.account_number and one.startswith("account:"))]


async def _holders(desk: Desk, lookup: Lookup, clues: ComparableRecord) -> list[CustomerView]:
    graph, keys = desk.identity.graph, desk.identity.keys
    if lookup.interaction:
        source, _, source_id = lookup.interaction.partition(":")
        key = keys.activity("Interaction", source, source_id)
        found = await customers_by_interaction(graph, key)
        if found:
            return found
    if not clues.identifiers:
        return []
    wanted = [identifier_key(one, keys) for one in sorted(clues.identifiers)]
    return await customers_by_identifiers(graph, wanted)


def _the_one(
    desk: Desk, views: Sequence[CustomerView], clues: ComparableRecord, cited: frozenset[str]
) -> CustomerView | None:
    """Return the one customer behind the identifiers, if there is exactly one and it may be told.

    A number that is merely cited counts only with support from the name: numbers can be guessed.
    """
    cited_kinds = {one.partition(":")[0] for one in cited}
    proofs = {one.id: set(one.matched) - cited_kinds for one in views}
    proved = [one for one in views if proofs[one.id]]
    named = [one for one in proved if one.name] or proved
    if named:
        every = set[str]().union(*proofs.values())
        whole = [one for one in named if proofs[one.id] == every]
        return whole[0] if len(whole) == 1 else None
    supported = [one for one in views if is_supported(desk.identity, clues, one.name, one.city)]
    return supported[0] if len(supported) == 1 else None


def _one(desk: Desk, lookup: Lookup, view: CustomerView, now_ms: int) -> ScreenPop:
    policies = desk.policies.current()
    story = tell(view, now_ms=now_ms, channel=lookup.channel, policies=policies)
    return ScreenPop(
        resolution=Resolution.ONE,
        customer=view,
        acknowledgement=story.acknowledgement,
        route=story.route,
        effort=story.effort,
        attempts=story.attempts,
        matters=story.matters,
        next_actions=story.next_actions,
        interactions=view.interactions,
        orders=view.orders,
        carts=view.carts,
        cases=view.cases,
        assets=view.assets,
        contracts=view.contracts,
    )


def _several(
    found: Sequence[LookupCandidate],
    clues: ComparableRecord,
    now_ms: int,
    *,
    contact: CustomerView | None = None,
) -> ScreenPop:
    """`contact` is a public profile that nobody is sure of: what it said itself may be shown."""
    story = tell(contact, now_ms=now_ms)
    asked = best_question([(one.probability, one.customer.evidence()) for one in found], clues)
    return ScreenPop(
        resolution=Resolution.SEVERAL,
        candidates=tuple(_candidate(one) for one in found),
        question=Question(*asked) if asked else ASK_TO_CONFIRM,
        acknowledgement=ASK_SEVERAL,
        route=story.route,
        effort=story.effort,
        attempts=story.attempts,
        interactions=contact.interactions if contact else (),
    )


def _none(now_ms: int) -> ScreenPop:
    story = tell(None, now_ms=now_ms)
    return ScreenPop(
        resolution=Resolution.NONE,
        question=ASK_NONE,
        acknowledgement=story.acknowledgement,
        route=story.route,
        effort=story.effort,
    )


def _candidate(found: LookupCandidate) -> Candidate:
    return Candidate(
        customer_id=CustomerId(found.customer.id),
        name=found.golden.name,
        city=found.golden.city,
        weight=found.score.weight,
        probability=found.probability,
        evidence=tuple(
            Evidence(
                one.comparison,
                one.level,
                one.weight,
                one.left,
                one.right,
                words(one.comparison, one.level),
            )
            for one in found.score.levels
        ),
        namesakes=found.namesakes,
    )
