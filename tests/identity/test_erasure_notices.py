"""What a person was told, or would have been, goes with her and stands in her export."""

import json

import pytest

from context.insights.notices import Making, approve_notice, make_notice
from identity.erasure import Who, erase
from identity.portability import export_customer
from tests.context.insights import ALL_TOLD, NOW, Company, ms, person, risen

pytestmark = pytest.mark.graph
ANA, BEN = person("Anastazja"), person("Ben")
CUSTOMER = """
MATCH (:SourceRecord {source: 'shop', source_id: $account})-[:RESOLVED_TO]->(c:Customer)
RETURN c.id AS id
"""
EVERYTHING = "MATCH (n) RETURN properties(n) AS kept"


@pytest.fixture
async def company(graph, keys) -> Company:
    """Both are told what their contract costs now."""
    company = Company(graph, keys, ALL_TOLD)
    await company.hears(*risen(ANA), *risen(BEN))
    notice = await make_notice(company.place(), "all", Making("Kim", ms(NOW), "k"))
    await approve_notice(graph, notice.id, actor="Kim", at_ms=ms(NOW))
    await company.sends()
    return company


async def ana(company: Company) -> str:
    (row,) = await company.graph.read(CUSTOMER, account="anastazja")
    return row["id"]


async def test_the_export_says_what_she_was_told(company):
    document = await export_customer(company.identity, await ana(company), now=NOW)

    (notice,) = document["notices"]
    assert notice["text"] == "Hello Anastazja, Home internet costs 49.99 USD now."
    assert (notice["state"], notice["channel"]) == ("sent", "email")
    assert "subject_key" not in notice


async def test_erased_nothing_of_hers_is_left_in_the_notice_and_the_other_stays(company):
    await erase(company.identity, await ana(company), Who("Kim"), at_ms=ms(NOW))

    left = json.dumps(await company.graph.read(EVERYTHING))
    rows = await company.graph.read("MATCH (p:Recipient) RETURN p.text AS text")
    assert "nastazja" not in left
    assert [row["text"] for row in rows] == ["Hello Ben, Home internet costs 49.99 USD now."]
