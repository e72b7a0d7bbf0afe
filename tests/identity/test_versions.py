"""Two versions of one record."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

from identity.records import Handle, PersonRecord, RecordKind
from identity.versions import Version, overlay

ANA = PersonRecord(source="shop", source_id="c17", given_name="Ana", family_name="Lopez")


def on_day(day: int, person: PersonRecord) -> Version:
    return Version.first(replace(person, updated_at=datetime(2026, 11, day, tzinfo=UTC)))


def mention(day: int, **values: object) -> Version:
    said = PersonRecord(source="shop", source_id="c17", complete=False)
    return on_day(day, replace(said, **values))  # type: ignore[arg-type]


def test_a_newer_complete_version_replaces_the_older_one():
    moved = on_day(9, replace(ANA, city="Austin"))

    assert overlay(on_day(2, ANA), moved) == moved


def test_an_older_complete_version_changes_nothing():
    newest = on_day(9, replace(ANA, city="Austin"))

    assert overlay(newest, on_day(2, replace(ANA, city="Dallas"))) == newest


def test_what_an_activity_says_in_passing_adds_and_never_takes_away():
    known = on_day(2, replace(ANA, phones=("+1 555 010 0123",)))

    seen = overlay(known, mention(3, handles=(Handle("x", "@ana_l"),)))

    assert seen.person.phones == ("+1 555 010 0123",)
    assert seen.person.handles == (Handle("x", "@ana_l"),)
    assert seen.person.given_name == "Ana"


def test_a_second_mention_adds_to_the_first():
    both = overlay(mention(2, emails=("a@example.com",)), mention(3, emails=("b@example.com",)))

    assert set(both.person.emails) == {"a@example.com", "b@example.com"}


def test_a_mention_older_than_the_newest_account_says_nothing_any_more():
    account = on_day(9, ANA)

    assert overlay(account, mention(3, city="Dallas")) == account


def test_seeing_everything_again_changes_nothing():
    versions = [
        on_day(2, replace(ANA, city="Dallas")),
        mention(5, city="Austin"),
        mention(3, emails=("ana@example.com",)),
        on_day(4, replace(ANA, postcode="78701")),
    ]

    for order in permutations(versions):
        once = order[0]
        for version in order[1:]:
            once = overlay(once, version)
        twice = once
        for version in order:
            twice = overlay(twice, version)
        assert twice == once


def test_an_account_stays_one_when_a_public_profile_mentions_it():
    known = overlay(on_day(2, ANA), mention(3, kind=RecordKind.PROFILE, city="Austin"))

    assert known.person.kind is RecordKind.ACCOUNT
