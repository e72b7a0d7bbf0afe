"""Whoever is erased leaves no mention and no firestorm behind; a document says all of both."""

from datetime import UTC, datetime, timedelta

import pytest

from context.derivation import Derivation
from context.ingest import Ingest
from context.keeper import Keeper
from context.mentions.board import board, firestorms
from context.mentions.model import WAITING
from context.records import Media
from identity.erasure import Who, erase
from identity.portability import export_customer
from identity.records import Handle, PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity
from tests.context.mentions import NOW, Book, post, somebody

pytestmark = pytest.mark.graph

ANA = PersonRecord("x", "u1", RecordKind.PROFILE, name="Ana", handles=(Handle("x", "@ana_l", 700),))
ANA_THERE = PersonRecord("reviews", "u1", name="Ana", handles=(Handle("x", "@ana_l"),))
PHOTO = Media("https://img.example.com/1.jpg", "photo", "a torn rucksack")
LEFT = """
MATCH (n)
WHERE labels(n)[0] IN ['Mention', 'PendingMention', 'Firestorm', 'Interaction']
RETURN labels(n)[0] AS label, n.source_id AS id
ORDER BY label
"""


@pytest.fixture
async def identity(graph, keys) -> Identity:
    identity = open_identity(graph, keys, IdentitySettings())
    keeper = Keeper(Derivation(graph, keys, mentions=Book()))
    ingest = Ingest(Resolver(identity), keeper, mentions=Book())
    posts = [
        post("p1", "Northwind, my rucksack tore", ANA, media=(PHOTO,)),
        post(
            "r1", "Torn.", ANA_THERE, channel="review", started_at=NOW - timedelta(minutes=5),
            rating=None,
        ),
        post("p2", "Northwind is awful", somebody("Ben")),
    ]  # fmt: skip
    for one in posts:
        await ingest.ingest([one], live=True)
    return identity


async def anas_id(graph) -> str:
    (storm,) = await firestorms(graph, after=None, limit=9)
    return storm.customer.id


async def test_nothing_of_hers_is_left_and_his_stays(graph, identity):
    ana = await anas_id(graph)

    await erase(identity, ana, Who("Kim"), at_ms=1)

    left = await graph.read(LEFT)
    assert sorted(one["label"] for one in left) == ["Interaction", "Mention", "PendingMention"]
    (his,) = await board(graph, WAITING, after=None, limit=9, now_ms=0)
    assert his.interaction_id == "p2"


async def test_the_document_says_what_she_said_in_public_and_what_became_of_it(graph, identity):
    ana = await anas_id(graph)

    document = await export_customer(identity, ana, now=datetime(2026, 11, 23, tzinfo=UTC))

    assert [one["source_id"] for one in document["mentions"]] == ["p1", "r1"]
    assert document["mentions"][0]["found"][0]["name"] == "Northwind"
    (storm,) = document["firestorms"]
    assert storm["places"] == ["x", "reviews"]
    said = next(one for one in document["interactions"] if one["source_id"] == "p1")
    assert said["media"][0]["url"] == PHOTO.url
