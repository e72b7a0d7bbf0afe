"""What is scored by the machine, and who is to be asked: after evidence came, or over a period.

Events say what changed; a watermark of its own says up to which event that has been looked at. To
look twice does no harm: a scorecard is made once for a thing, a form and a scorer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from context.journey.wording import DAY_MS
from context.policies.book import RuleBook
from context.quality.cards import card_row, form_row, of_contact, of_journey
from context.quality.contact import contact_facts, is_scorable
from context.quality.journey import journey_facts, matter_of
from context.quality.machine import machine_answers
from context.quality.model import JOURNEY, MACHINE, Form, QualityRules
from context.quality.surveys import asking, is_due
from context.settings import UTC_ZONE
from context.standing import with_standing
from graph.access import Row, Statement
from graph.model import CustomerId
from graph.quality import ContactView, JourneyView
from graph.queries import quality as queries
from graph.queries.derivation import owners
from graph.queries.pop import customer_by_id
from graph.queries.scorecards import store_scorecards
from graph.queries.surveys import ask
from identity.deliveries import SLICES
from identity.setup import Identity

MOST_EVENTS: Final = 100
AT_ONCE: Final = 100  # things of one transaction
STALE_MS: Final = 35 * DAY_MS  # what is older came in as history: it is scored when asked for

Progress = Callable[[int], None]


@dataclass(slots=True)
class MachineScored:
    """How much the machine scored."""

    interactions: int = 0
    journeys: int = 0
    scorecards: int = 0


class MachineScorer:
    """Scores by the forms in force, and finds who is to be asked."""

    def __init__(self, identity: Identity, rules: RuleBook[QualityRules]) -> None:
        self._identity, self._rules = identity, rules
        self._graph, self._keys = identity.graph, identity.keys

    async def step(self, *, now_ms: int) -> bool:
        """Look at the next events; return whether there were any."""
        events = await queries.quality_events(self._graph, limit=MOST_EVENTS)
        if events is None:
            return False
        related = await queries.interactions_of(self._graph, events.subjects)
        changed = sorted({*events.subjects, *related})
        customers = {*events.customers, *await owners(self._graph, events.subjects, events.labels)}
        customers |= await owners(self._graph, related, ("Interaction",))
        since_ms = now_ms - STALE_MS
        for keys in _chunks(changed):
            found = await queries.contacts(self._graph, keys)
            fresh = [one for one in found if one.started_at_ms >= since_ms]
            await self._write(self._of_contacts(fresh, now_ms)[0])
        ids = await queries.closed_matters(self._graph, sorted(customers), since_ms=since_ms)
        for some in _chunks(ids):
            journeys = await queries.journeys(self._graph, some)
            statements, _ = self._of_journeys(journeys, now_ms)
            await self._write([*statements, *await self._due(journeys, now_ms)])
        await self._graph.write([queries.looked_at(events.last)])
        return True

    async def score_between(
        self,
        since: datetime,
        until: datetime,
        *,
        now_ms: int,
        progress: Progress | None = None,
    ) -> MachineScored:
        """Score everything that began, or was closed, in a period; asks nobody."""
        span = {"since_ms": _ms(since), "until_ms": _ms(until)}
        done = MachineScored()
        for one in SLICES:
            keys = await queries.interactions_between(self._graph, slice=one, **span)
            for some in _chunks(keys):
                found = await queries.contacts(self._graph, some)
                statements, cards = self._of_contacts(found, now_ms)
                await self._write(statements)
                done.interactions += sum(is_scorable(it) for it in found)
                done.scorecards += cards
            ids = await queries.matters_between(self._graph, slice=one, **span)
            for some in _chunks(ids):
                journeys = await queries.journeys(self._graph, some)
                statements, cards = self._of_journeys(journeys, now_ms)
                await self._write(statements)
                done.journeys += len(journeys)
                done.scorecards += cards
            if progress:
                progress(1)
        return done

    def _of_contacts(
        self, found: Iterable[ContactView], now_ms: int
    ) -> tuple[list[Statement], int]:
        rules = self._rules.current()
        rows: list[Row] = []
        used: dict[str, Form] = {}
        for one in found:
            if not is_scorable(one):
                continue
            facts = contact_facts(one, rules.competitors)
            for form in rules.forms_for(one.channel):
                answers = machine_answers(form, facts)
                if answers:
                    scored = of_contact(one)
                    rows.append(
                        card_row(self._keys, scored, form, answers, scorer=MACHINE, at_ms=now_ms)
                    )
                    used[form.version] = form
        return store_scorecards(_forms(used, now_ms), rows) if rows else [], len(rows)

    def _of_journeys(
        self, found: Iterable[JourneyView], now_ms: int
    ) -> tuple[list[Statement], int]:
        rules = self._rules.current()
        rows: dict[str, list[Row]] = {"Interaction": [], "Case": []}
        used: dict[str, Form] = {}
        for one in found:
            facts = journey_facts(one, rules.competitors)
            for form in rules.forms_for(JOURNEY):
                answers = machine_answers(form, facts)
                if answers:
                    scored = of_journey(one)
                    row = card_row(self._keys, scored, form, answers, scorer=MACHINE, at_ms=now_ms)
                    rows[scored.label].append(row)
                    used[form.version] = form
        cards = sum(map(len, rows.values()))
        forms = _forms(used, now_ms)
        return store_scorecards(forms, rows["Interaction"], rows["Case"]) if cards else [], cards

    async def _due(self, found: Iterable[JourneyView], now_ms: int) -> list[Statement]:
        """Return the writes that customers are to be asked, about each matter once."""
        rules = self._rules.current().surveys
        statements = []
        for one in found:
            matter = matter_of(one)
            if one.is_asked or not is_due(matter, rules, now_ms=now_ms):
                continue
            customer = await customer_by_id(self._graph, CustomerId(one.customer_id))
            if customer is None:
                continue
            known = with_standing(customer, UTC_ZONE)
            how = asking(matter, known.preferred_channel, known.consents)
            key = self._keys.key("SurveyRequest", one.subject[1])
            properties: Row = {
                "asked_at_ms": now_ms,
                "matter": one.matter_id,
                "channel": how.channel,
                "why": how.why,
            }
            tell = how.channel is not None
            statements.append(ask(key, one.subject, properties, customer_id=customer.id, tell=tell))
        return statements

    async def _write(self, statements: Sequence[Statement]) -> None:
        if statements:
            await self._graph.write(statements)


def _forms(used: dict[str, Form], at_ms: int) -> list[Row]:
    return [form_row(one, at_ms) for one in used.values()]


def _chunks(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
