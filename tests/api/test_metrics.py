"""What Prometheus reads: what was answered and refused here, and what waits in the graph."""

import re
from dataclasses import replace

import httpx2
import pytest
from starlette.applications import Starlette

from api.access import scope_for
from api.app import create_routes
from api.errors import UnknownScopeError
from api.keys import Caller, Role
from api.settings import ApiSettings
from context.ingest import Ingest
from context.pop import Desk
from graph.queries.watermark import read_backlog
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

KEYS = {
    "Bearer admin": Caller(Role.ADMIN, "admin"),
    "Bearer prometheus": Caller(Role.ADMIN, "prometheus", fields=frozenset({"metrics"})),
    "Bearer console": Caller(Role.ADMIN, "console", fields=frozenset({"customer"})),
    "Bearer agent": Caller(Role.AGENT, "agent"),
}
POP = "query($phone: String!) { screenPop(lookup: {phone: $phone}) { resolution } }"
ANA = PersonRecord(source="shop", source_id="c1", name="Ana Lopez", phones=("+1 555 010 0123",))


async def check_key(header: str | None) -> Caller | None:
    return KEYS.get(header or "")


@pytest.fixture
def identity(graph, keys):
    return open_identity(graph, keys, IdentitySettings())


@pytest.fixture
async def http(identity):
    app = Starlette(routes=create_routes(Desk(identity), check_key, ApiSettings()))
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://tellonce.example.com"
    ) as client:
        yield client


async def scrape(http: httpx2.AsyncClient) -> dict[str, float]:
    response = await http.get("/metrics", headers={"authorization": "Bearer prometheus"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=")
    found = re.findall(r"^(tellonce_\S+) (\S+)$", response.text, re.MULTILINE)
    return {name: float(value) for name, value in found}


async def pop(http: httpx2.AsyncClient, phone: str, key: str = "admin") -> None:
    body = {"query": POP, "variables": {"phone": phone}}
    await http.post("/graphql", json=body, headers={"authorization": f"Bearer {key}"})


async def test_pops_are_counted_by_how_they_ended(identity, http):
    await Ingest(Resolver(identity)).ingest([ANA])

    for phone in ("+15550100123", "+15550100123", "+15550109999"):
        await pop(http, phone)
    figures = await scrape(http)

    assert figures['tellonce_pops_total{resolution="ONE"}'] == 2
    assert figures['tellonce_pops_total{resolution="NONE"}'] == 1
    assert figures['tellonce_pops_total{resolution="SEVERAL"}'] == 0
    assert figures['tellonce_operation_seconds_count{kind="query"}'] == 3


async def test_refusals_are_counted_by_their_code(http):
    await pop(http, "1", key="nobody")
    await pop(http, "1", key="nobody")

    assert (await scrape(http))['tellonce_refusals_total{code="UNAUTHENTICATED"}'] == 2


async def test_decisions_are_counted_by_what_they_did_and_why(identity, http):
    again = replace(ANA, source="crm", emails=("ana@example.com",))
    await Ingest(Resolver(identity)).ingest([ANA])
    await Ingest(Resolver(identity)).ingest([again])

    figures = await scrape(http)

    assert sum(v for k, v in figures.items() if 'decisions_total{action="link"' in k) == 1


async def test_what_waits_is_read_of_the_graph(graph, identity, http):
    await Ingest(Resolver(identity)).ingest([ANA])

    figures = await scrape(http)

    backlog = await read_backlog(graph, limit=0)
    assert figures["tellonce_customers"] == figures["tellonce_source_records"] == 1
    assert figures["tellonce_context_lag_events"] == backlog.last - backlog.value > 0
    assert figures["tellonce_deliveries_parked"] == 0


async def test_scrapes_that_follow_at_once_read_the_graph_once(graph, http):
    await scrape(http)
    before = graph.reads

    await scrape(http)

    assert graph.reads == before


@pytest.mark.parametrize(
    ("header", "status"),
    [
        pytest.param(None, 401, id="no key"),
        pytest.param("Bearer wrong", 401, id="a wrong key"),
        pytest.param("Bearer agent", 403, id="an agent's"),
        pytest.param("Bearer console", 403, id="an admin's for something else"),
        pytest.param("Bearer admin", 200, id="an admin's"),
        pytest.param("Bearer prometheus", 200, id="one for this"),
    ],
)
async def test_who_may_read_them(http, header, status):
    headers = {"authorization": header} if header else {}

    response = await http.get("/metrics", headers=headers)

    assert response.status_code == status
    assert ("tellonce_pops" in response.text) is (status == 200)


async def test_a_key_for_nothing_but_metrics_asks_nobody(http):
    body = {"query": POP, "variables": {"phone": "1"}}
    response = await http.post(
        "/graphql", json=body, headers={"authorization": "Bearer prometheus"}
    )

    assert response.status_code == 403


def test_only_admins_keys_can_be_limited_to_metrics():
    assert scope_for(Role.ADMIN, ["metrics"]) == {"metrics"}
    with pytest.raises(UnknownScopeError):
        scope_for(Role.AGENT, ["metrics"])
