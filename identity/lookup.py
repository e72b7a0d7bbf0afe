"""Who is on the line? Candidates for a contact, without deciding or writing anything."""

from dataclasses import dataclass

from graph.queries import source_records
from identity.batch import HashedKeys, Prepared, known_from
from identity.blocking import blocking_keys
from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState
from identity.explain import Weighed
from identity.fellegi_sunter import PairScore, probabilities, score_customer
from identity.normalise.record import normalise
from identity.records import PersonRecord, RecordKind
from identity.resolution import Resolution
from identity.resolver import resolution_over
from identity.setup import Identity
from identity.survivorship import GoldenRecord, golden_record, known_as
from identity.versions import Version

MOST_CANDIDATES = 5
LEAST_BITS = -6.0  # a candidate below 1 in 64 helps nobody


@dataclass(frozen=True, slots=True)
class LookupCandidate:
    """A customer who may be the contact, with the evidence for and against."""

    customer: CustomerState
    golden: GoldenRecord
    score: PairScore
    probability: float  # over all candidates and "somebody else"
    namesakes: int  # customers found with that name in that city
    weighed: Weighed  # what the score is of, so that it can be explained


async def find_candidates(
    identity: Identity,
    clues: ComparableRecord,
    *,
    without: str | None = None,
    least_bits: float = LEAST_BITS,
) -> tuple[LookupCandidate, ...]:
    """Return at most five candidates for these clues, likeliest first, in two reads.

    Customer `without` is none, nor is anybody with less than `least_bits` of evidence.
    """
    prepared = Prepared(
        "", Version(PersonRecord(source="", source_id="")), clues, blocking_keys(clues)
    )
    asked = HashedKeys.of([prepared], identity.keys)
    row = await source_records.read_batch(
        identity.graph,
        record_keys=[],
        blocking_keys=list(asked.blocking),
        identifier_keys=list(asked.identifiers),
        number_keys=[],
    )
    resolution = await resolution_over(identity, known_from(row, asked))
    scored = rank(resolution, clues, without=without, least_bits=least_bits)
    holders = resolution.identifier_customers(clues.identifiers)
    calibration = identity.calibration
    weights = [score.weight for score, _ in scored]
    chances = probabilities([calibration.bits(one) for one in weights] if calibration else weights)
    namesakes = sum(_is_namesake(score) for score, _ in scored)
    return tuple(
        LookupCandidate(
            customer,
            golden_record(customer.records.values(), identity.survivorship),
            score,
            chance,
            namesakes,
            Weighed(clues, customer.evidence(), RecordKind.CONTACT, holders, resolution.total),
        )
        for (score, customer), chance in zip(scored, chances, strict=True)
    )[:MOST_CANDIDATES]


def rank(
    resolution: Resolution,
    clues: ComparableRecord,
    *,
    without: str | None = None,
    least_bits: float = LEAST_BITS,
) -> list[tuple[PairScore, CustomerState]]:
    """Return the customers whom these clues may mean with the evidence, the heaviest first.

    Customer `without` is none, nor is anybody with less than `least_bits` of evidence. Public
    profiles are left out where an account fits.
    """
    holders = resolution.identifier_customers(clues.identifiers)
    scored = []
    for customer_id in resolution.candidates(clues, blocking_keys(clues)):
        customer = resolution.customers[customer_id]
        score = score_customer(
            resolution.model,
            clues,
            customer.evidence(),
            identifier_customers=holders,
            customers=resolution.total,
        )
        if score.levels and score.weight >= least_bits and customer_id != without:
            scored.append((score, customer))
    scored = [one for one in scored if not _is_public(one[1])] or scored
    return sorted(scored, key=lambda one: (-one[0].weight, one[1].id))


def _is_public(customer: CustomerState) -> bool:
    """Whether only public profiles speak of this customer.

    One is no rival of an account with that name: it may well be the same person's.
    """
    return known_as(customer.records.values()) is RecordKind.PROFILE


def _is_namesake(score: PairScore) -> bool:
    levels = {one.comparison: one for one in score.levels}
    name, city = levels.get("name"), levels.get("city")
    return name is not None and name.weight > 0 and (city is None or city.weight > 0)


def is_supported(
    identity: Identity, clues: ComparableRecord, name: str | None, city: str | None
) -> bool:
    """Whether the name that a contact gives speaks for a customer whose number it cites."""
    if not clues.is_named:
        return False
    person = PersonRecord(source="", source_id="", name=name, city=city)
    known = normalise(person, default_region=identity.settings.default_region)
    score = score_customer(identity.model, clues, [known], identifier_customers={}, customers=1)
    return any(one.comparison == "name" and one.weight > 0 for one in score.levels)
