"""A customer falls apart only if no order of arrival would hold it together."""

import pytest

from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState, Display, StoredRecord
from identity.decision import Rule
from identity.judgement import JudgedAs, Judgement, Judgements
from identity.model_file import load_model
from identity.records import RecordKind
from identity.regrowth import Rules, regrow
from identity.settings import Thresholds

MODEL = load_model(None)
PHONE = frozenset({"phone:+15550100123"})
EMAIL = frozenset({"email:ana@example.com"})
ANA = ComparableRecord(given="ana", family="lopez", city="austin", phones=PHONE)
ANA_BY_MAIL = ComparableRecord(given="ana", family="lopez", phones=PHONE, emails=EMAIL)
MAIL_ONLY = ComparableRecord(given="ana", emails=EMAIL)
JORGE = ComparableRecord(given="jorge", family="lopez", city="austin", phones=PHONE)


def customer(**records: ComparableRecord | tuple[ComparableRecord, Rule]) -> CustomerState:
    state = CustomerState("c1")
    for number, (key, told) in enumerate(records.items()):
        comparable, rule = told if isinstance(told, tuple) else (told, Rule.LINK)
        rule = Rule.NEW if number == 0 else rule
        state.records[key] = StoredRecord(key, RecordKind.ACCOUNT, rule, comparable, Display())
    return state


def judged(*said: tuple[str, str, JudgedAs]) -> Judgements:
    judgements = Judgements()
    for left, right, verdict in said:
        judgements.know(Judgement(left, right, verdict, "evidence", f"{left}{right}"))
    return judgements


def rules(*, link: float = 4.0, said: Judgements | None = None) -> Rules:
    return Rules(MODEL, Thresholds(link=link), said or Judgements(), {}, 34_000)


def test_records_that_belong_together_stay():
    assert regrow(customer(a=ANA, b=ANA_BY_MAIL), rules()) == [["a", "b"]]


def test_a_chain_holds_whichever_record_came_first():
    for state in (
        customer(a=ANA, b=ANA_BY_MAIL, c=MAIL_ONLY),
        customer(c=MAIL_ONLY, a=ANA, b=ANA_BY_MAIL),
    ):
        assert len(regrow(state, rules())) == 1


def test_two_people_fall_apart_and_the_larger_part_comes_first():
    state = customer(j=JORGE, a=ANA, b=ANA_BY_MAIL)

    assert regrow(state, rules()) == [["a", "b"], ["j"]]


def test_a_higher_threshold_parts_what_a_lower_one_holds():
    state = customer(a=ANA, b=ANA_BY_MAIL)

    assert len(regrow(state, rules(link=60))) == 2


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        pytest.param(
            ("a", "j", JudgedAs.SAME), [["a", "b", "j"]], id="what a person joined stays joined"
        ),
        pytest.param(
            ("a", "b", JudgedAs.DIFFERENT), [["a"], ["b"], ["j"]], id="what one parted stays so"
        ),
    ],
)
def test_people_outrank_the_model(said, groups):
    state = customer(a=ANA, b=ANA_BY_MAIL, j=JORGE)

    assert regrow(state, rules(said=judged(said))) == groups


def test_a_record_that_a_person_placed_stays_with_who_founded_the_customer():
    state = customer(a=ANA, j=(JORGE, Rule.JUDGEMENT))

    assert regrow(state, rules()) == [["a", "j"]]


def test_attributed_contacts_are_no_evidence():
    state = customer(a=ANA, call=(ComparableRecord(phones=PHONE), Rule.LOOKUP))

    assert regrow(state, rules()) == [["a"]]
