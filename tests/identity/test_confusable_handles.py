"""Somebody who poses as a customer, or writes from an office's mailbox, is never taken for one."""

import pytest

from identity.batch import arrival, prepare
from identity.decision import Rule
from identity.model_file import load_model
from identity.records import Handle, PersonRecord, RecordKind
from identity.resolution import Resolution
from identity.settings import IdentitySettings
from identity.versions import Version

SETTINGS = IdentitySettings()


@pytest.fixture
def arrive(keys):
    """Let records arrive one after another; return the resolution."""

    def resolved(*people):
        resolution = Resolution(load_model(None), SETTINGS)
        for one in people:
            key = f"{one.source}:{one.source_id}"
            resolution.resolve(arrival(prepare(Version.first(one), key, SETTINGS), keys))
        return resolution

    return resolved


def ana(source_id, handle, **values):
    values = {"name": "Ana Quackenbush", "city": "Austin, TX"} | values
    return PersonRecord(source="x", source_id=source_id, handles=(Handle("x", handle),), **values)


def mail(source_id, address, **values):
    return PersonRecord(source="mail", source_id=source_id, emails=(address,), **values)


LOOK_ALIKES = [
    pytest.param("аna_q", id="Cyrillic a"),
    pytest.param("ana_ԛ", id="Cyrillic q"),
    pytest.param("ɑna_q", id="Latin alpha"),
    pytest.param("ána_q", id="a mark"),
]


@pytest.mark.parametrize("handle", LOOK_ALIKES)
def test_a_look_alike_is_never_linked_and_waits_for_a_person(arrive, handle):
    resolution = arrive(ana("1", "ana_q"), ana("2", handle))

    assert resolution.customer_of["x:1"] != resolution.customer_of["x:2"]
    (doubt,) = resolution.changes.doubts
    assert {doubt.record_key, doubt.other_key} == {"x:1", "x:2"}
    assert doubt.reason == "the handles look alike and are not the same"


@pytest.mark.parametrize("handle", LOOK_ALIKES)
def test_not_even_with_an_e_mail_and_a_telephone_in_common(arrive, handle):
    more = {"emails": ("ana@example.com",), "phones": ("+1 555 010 0123",)}

    resolution = arrive(ana("1", "ana_q", **more), ana("2", handle, **more))

    assert resolution.customer_of["x:1"] != resolution.customer_of["x:2"]
    assert [one.reason for one in resolution.changes.doubts] == [
        "the handles look alike and are not the same"
    ]


def test_the_same_handle_written_otherwise_is_linked(arrive):
    resolution = arrive(ana("1", "ana_q"), ana("2", "https://x.com/Ana_Q?s=20"))

    assert resolution.customer_of["x:1"] == resolution.customer_of["x:2"]
    assert resolution.changes.doubts == []


def test_an_offices_mailbox_attributes_a_contact_and_links_nobody(arrive):
    resolution = arrive(mail("1", "sales@example.com"), mail("2", "sales@example.com"))

    assert resolution.changes.placed["mail:2"].rule is Rule.LOOKUP


def test_a_persons_mailbox_links(arrive):
    resolution = arrive(mail("1", "ana.q@example.com"), mail("2", "ana.q@example.com"))

    assert resolution.changes.placed["mail:2"].rule is Rule.LINK


def test_an_offices_mailbox_and_a_surname_are_left_to_a_person(arrive):
    resolution = arrive(
        mail("1", "sales@example.com", name="Jorge Quackenbush"),
        mail("2", "sales@example.com", family_name="Quackenbush"),
    )

    assert resolution.customer_of["mail:1"] != resolution.customer_of["mail:2"]
    assert [one.reason for one in resolution.changes.doubts] == [
        "only evidence that a household shares"
    ]


def test_two_colleagues_of_one_office_stay_two(arrive):
    shared = {"emails": ("office@example.com",), "phones": ("555-010-0100",), "city": "Austin, TX"}
    people = [
        PersonRecord(source="crm", source_id="1", name="Ana Quackenbush", **shared),
        PersonRecord(source="crm", source_id="2", name="Jorge Moss", **shared),
        PersonRecord(
            source="phone", source_id="3", kind=RecordKind.CONTACT, phones=("555-010-0100 x7",)
        ),
    ]

    resolution = arrive(*people)

    assert len(set(resolution.customer_of.values())) == 3
