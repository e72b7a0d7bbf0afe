"""Who is contacting us, and what should the agent know: the screen pop."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from context.acknowledgements import PhraseBook
from context.books.looking import migrating
from context.contact_points.book import contact_point_book
from context.contact_points.choose import contact_points, points_of_desk
from context.contact_points.model import ContactPoint
from context.households.actions import household_actions
from context.insights.book import insight_book
from context.insights.model import InsightRules
from context.journey.model import Attempt, Effort, Matter, NextAction
from context.journey.story import tell
from context.mentions.book import InForce, mention_book
from context.migrating import asks_books, is_stranger, migrating_pop, texts_to_ask
from context.naming import readings
from context.policies.book import RuleBook, policy_book
from context.policies.model import Policy
from context.promises.book import promise_book
from context.promises.model import PromiseRules
from context.promises.view import promises_of
from context.quality.book import quality_book
from context.quality.model import QualityRules
from context.routes import front_desk, routing_book
from context.routing.model import Contact, Route, RoutingRules
from context.routing.present import present_route
from context.screen import Candidate, Evidence, Lookup, Question, Resolution, ScreenPop
from context.settings import UTC_ZONE
from context.standing import with_standing
from context.stored_matters import kept_matters
from graph.model import CustomerId, CustomerView
from graph.queries.books import held_or_cited, read_books
from graph.queries.pop import customer_by_id, customers_by_identifiers, customers_by_interaction
from identity.batch import cited_identifiers, identifier_key, quoted_readings
from identity.comparable import ComparableRecord
from identity.explain import words
from identity.lookup import LookupCandidate, find_candidates, is_supported
from identity.normalise.record import normalise
from identity.question import best_question
from identity.records import Handle, Number, PersonRecord, RecordKind
from identity.setup import Identity
from identity.why import why_one_customer

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


@dataclass(frozen=True, slots=True)
class Desk:
    """What a pop is put together from."""

    identity: Identity
    policies: RuleBook[tuple[Policy, ...]] = field(default_factory=policy_book)
    promises: RuleBook[PromiseRules] = field(default_factory=promise_book)
    routing: RuleBook[RoutingRules] = field(default_factory=routing_book)
    phrases: PhraseBook = field(default_factory=PhraseBook)
    insights: RuleBook[InsightRules] = field(default_factory=insight_book)
    points: RuleBook[tuple[ContactPoint, ...]] = field(default_factory=contact_point_book)
    mentions: RuleBook[InForce] = field(default_factory=mention_book)
    quality: RuleBook[QualityRules] = field(default_factory=quality_book)
    zone: ZoneInfo = UTC_ZONE  # in which days and opening hours are meant
    hidden: frozenset[str] = frozenset()  # "identifiers": whoever asks does not see them


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
    customer's records; a text may cost another once a minute. Whoever has no account, or gives
    what its customer does not hold, may be in a book that is being loaded: one small read, and two
    more where there are books. Nothing is written.
    """
    if lookup.text:
        await desk.identity.numbers.refresh(desk.identity.graph)
    clues, cited = clues_of(lookup, desk.identity)
    pop = await _found(desk, lookup, clues, cited, now=now, why=why)
    if asks_books(pop, clues):
        pop = await _with_books(desk, pop, lookup, clues, now)
    points = points_of_desk(desk.points.current(), pop.route.desk, now=now, zone=desk.zone)
    return replace(pop, route=replace(pop.route, contact_points=points)) if points else pop


async def _found(
    desk: Desk,
    lookup: Lookup,
    clues: ComparableRecord,
    cited: frozenset[str],
    *,
    now: datetime,
    why: bool,
) -> ScreenPop:
    """Return the pop as far as the graph knows who it is."""
    now_ms = round(now.timestamp() * 1000)
    views = await _holders(desk, lookup, clues)
    one = _the_one(desk, views, clues, cited)
    if one is not None and one.known_as == RecordKind.PROFILE:
        namesakes = await _accounts_like(desk, one, lookup)
        if namesakes:
            route = await _front_desk(desk, now)
            pop = _several(namesakes, clues, now_ms, route, contact=one)
            return _explained(desk, pop, namesakes) if why else pop
    if one is not None:
        pop = _one(desk, lookup, one, now)
        return replace(pop, why=await why_one_customer(desk.identity, one.id)) if why else pop
    candidates = await find_candidates(desk.identity, clues)
    route = await _front_desk(desk, now)
    if not candidates:
        return _none(now_ms, route)
    pop = _several(candidates, clues, now_ms, route)
    return _explained(desk, pop, candidates) if why else pop


async def _with_books(
    desk: Desk, pop: ScreenPop, lookup: Lookup, clues: ComparableRecord, now: datetime
) -> ScreenPop:
    """Return the pop with the book that this contact is in, if it is in one.

    One small read where no book is announced; whoever holds nothing in any costs two or three.
    """
    graph, settings = desk.identity.graph, desk.identity.settings
    if not (books := await read_books(graph)):
        return pop
    view = pop.customer
    held = await held_or_cited(graph, view.id) if view and is_stranger(pop) else []
    found = await migrating(
        graph,
        desk.identity.keys,
        books,
        texts_to_ask(pop, lookup, clues, held, settings.default_region),
        now_ms=round(now.timestamp() * 1000),
        language=view.language if view else None,
    )
    if found is None:
        return pop
    points = contact_points(
        desk.points.current(), now=now, zone=desk.zone, desk=found.desk, book=found.book
    )
    found = replace(found, contact_points=points)
    if not is_stranger(pop):
        return replace(pop, migrating=found)
    rules = replace(desk.routing.current(), front_desk=found.desk)
    route = await front_desk(graph, rules, now=now, zone=desk.zone)
    return migrating_pop(pop, found, route, desk.zone)


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
    found = await customer_by_id(desk.identity.graph, CustomerId(customer_id), hidden=desk.hidden)
    return with_standing(found, desk.zone) if found else None


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
        named = [keys.activity("Interaction", *one) for one in readings(lookup.interaction)]
        if found := await customers_by_interaction(graph, named, hidden=desk.hidden):
            return found
    if not clues.identifiers:
        return []
    wanted = [identifier_key(one, keys) for one in sorted(clues.identifiers)]
    return await customers_by_identifiers(graph, wanted, hidden=desk.hidden)


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


async def _front_desk(desk: Desk, now: datetime) -> Route:
    rules = desk.routing.current()
    return await front_desk(desk.identity.graph, rules, now=now, zone=desk.zone)


def _contact(lookup: Lookup, view: CustomerView) -> Contact:
    there = {(one.source, one.id) for one in view.interactions}
    named = readings(lookup.interaction or "")
    interaction = next((one for one in named if one in there), next(iter(named), None))
    return Contact(lookup.channel, text=lookup.text, interaction=interaction)


def _one(desk: Desk, lookup: Lookup, view: CustomerView, now: datetime) -> ScreenPop:
    now_ms = round(now.timestamp() * 1000)
    policies = desk.policies.current()
    view = with_standing(view, desk.zone)
    story = tell(
        view,
        now_ms=now_ms,
        zone=desk.zone,
        channel=lookup.channel,
        policies=policies,
        matters=kept_matters(view),
        phrases=desk.phrases.current(),
        language=view.language,
    )
    contact, rules = _contact(lookup, view), desk.routing.current()
    route = present_route(
        view, contact, rules, now=now, zone=desk.zone, policies=policies, problems=story.problems
    )
    at_home = household_actions(view, now_ms, channel=lookup.channel, policies=policies)
    return ScreenPop(
        resolution=Resolution.ONE,
        customer=view,
        acknowledgement=story.acknowledgement,
        route=route,
        effort=story.effort,
        attempts=story.attempts,
        matters=story.matters,
        closed_matters=story.closed,
        next_actions=(*story.next_actions, *at_home),
        promises=promises_of(view, now_ms=now_ms, rules=desk.promises.current()),
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
    route: Route,
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
        route=route,
        effort=story.effort,
        attempts=story.attempts,
        interactions=contact.interactions if contact else (),
    )


def _none(now_ms: int, route: Route) -> ScreenPop:
    story = tell(None, now_ms=now_ms)
    return ScreenPop(
        resolution=Resolution.NONE,
        question=ASK_NONE,
        acknowledgement=story.acknowledgement,
        route=route,
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
