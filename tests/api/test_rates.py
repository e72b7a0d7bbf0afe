"""How often one key may ask, and how often it may ask for somebody nobody knows."""

import asyncio

import pytest

from api.audit import Look
from api.errors import BusyError, TooOftenError
from api.keys import Caller, Role
from api.rate_settings import Rates
from api.rates import MOST_CALLERS, Turnstile
from api.settings import read_api_settings
from context.screen import Resolution

ANA = Caller(Role.AGENT, "Ana", "k-1")
BEN = Caller(Role.AGENT, "Ben", "k-2")
NOBODY = Look("pop", (), "voice", Resolution.NONE)
SOMEBODY = Look("pop", ("c-1",), "voice", Resolution.ONE)
STRANGER = '{ screenPop(lookup: {phone: "+15559999"}) { resolution } }'
JOHN = '{ screenPop(lookup: {phone: "+15550142"}) { resolution } }'


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def admitted(turnstile: Turnstile, caller: Caller, times: int, field: str = "customers") -> int:
    for count in range(times):
        try:
            turnstile.enter(caller, [field])
        except TooOftenError:
            return count
    return times


def test_a_burst_passes_and_then_so_many_a_second(clock):
    turnstile = Turnstile(Rates(a_second=10, burst=20), clock)

    assert admitted(turnstile, ANA, 100) == 20
    clock.now += 1
    assert admitted(turnstile, ANA, 100) == 10
    clock.now += 3600
    assert admitted(turnstile, ANA, 100) == 20


def test_each_key_has_its_own_bucket(clock):
    turnstile = Turnstile(Rates(a_second=1, burst=2), clock)

    assert admitted(turnstile, ANA, 9) == 2
    assert admitted(turnstile, BEN, 9) == 2


def test_whoever_is_refused_is_told_when_to_come_back(clock):
    turnstile = Turnstile(Rates(a_second=0.25, burst=1), clock)
    turnstile.enter(ANA, [])

    with pytest.raises(TooOftenError) as refused:
        turnstile.enter(ANA, [])

    assert refused.value.retry_seconds == 4


def test_whoever_asks_for_strangers_only_is_stopped_from_looking_up(clock):
    turnstile = Turnstile(Rates(unknown_a_minute=30), clock)
    for _ in range(30):
        turnstile.enter(ANA, ["screenPop"])
        turnstile.looked(ANA, [NOBODY])

    assert admitted(turnstile, ANA, 1, "screenPop") == 0
    assert admitted(turnstile, ANA, 1, "customers") == 1
    assert admitted(turnstile, BEN, 1, "screenPop") == 1
    clock.now += 2.1
    assert admitted(turnstile, ANA, 1, "screenPop") == 1


def test_customers_who_are_known_may_be_looked_up_all_day(clock):
    turnstile = Turnstile(Rates(unknown_a_minute=30), clock)

    for _ in range(10_000):
        clock.now += 0.1
        turnstile.enter(ANA, ["screenPop"])
        turnstile.looked(ANA, [SOMEBODY])


def test_zero_is_no_limit(clock):
    turnstile = Turnstile(Rates(a_second=0, unknown_a_minute=0, in_flight=0), clock)
    turnstile.running = 10_000

    for _ in range(1000):
        turnstile.enter(ANA, ["screenPop"])
        turnstile.looked(ANA, [NOBODY])


def test_callers_are_forgotten_in_turn(clock):
    turnstile = Turnstile(Rates(), clock)

    for number in range(MOST_CALLERS + 50):
        turnstile.enter(Caller(Role.AGENT, "x", f"k-{number}"), [])

    assert len(turnstile._buckets) == MOST_CALLERS


def test_too_many_at_once_are_refused(clock):
    turnstile = Turnstile(Rates(in_flight=3), clock, running=3)

    with pytest.raises(BusyError):
        turnstile.enter(ANA, [])


async def test_over_http_it_is_429_with_the_time_to_come_back(make_app, open_client, client):
    app = make_app(rates=Rates(unknown_a_minute=2))
    async with open_client(app) as http:
        asked = [
            await http.post(
                "/graphql",
                json={"query": STRANGER},
                headers={"authorization": client.authorization},
            )
            for _ in range(3)
        ]

    assert [one.status_code for one in asked] == [200, 200, 429]
    assert asked[2].headers["retry-after"] == "30"
    assert asked[2].json()["errors"][0]["extensions"]["code"] == "TOO_OFTEN"


async def test_over_http_too_many_at_once_are_503_and_the_others_are_answered(
    make_app, open_client, client, answers, monkeypatch
):
    go, both, seen = asyncio.Event(), asyncio.Event(), []
    shown = answers.screen_pop

    async def slow(lookup, *, now):
        seen.append(lookup)
        if len(seen) == 2:
            both.set()
        await go.wait()
        return await shown(lookup, now=now)

    monkeypatch.setattr(answers, "screen_pop", slow)
    async with open_client(make_app(rates=Rates(in_flight=2))) as http:
        headers = {"authorization": client.authorization}
        body = {"query": JOHN}
        waiting = [
            asyncio.create_task(http.post("/graphql", json=body, headers=headers)) for _ in range(2)
        ]
        await asyncio.wait_for(both.wait(), 5)
        refused = await http.post("/graphql", json=body, headers=headers)
        go.set()
        answered = await asyncio.gather(*waiting)

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert [one.status_code for one in answered] == [200, 200]


def test_the_settings_are_read_and_a_bad_one_is_named():
    settings = read_api_settings(
        {"TELLONCE_RATE_PER_SECOND": "5", "TELLONCE_UNKNOWN_PER_MINUTE": "0"}
    )

    assert (settings.rates.a_second, settings.rates.burst) == (5, 10)
    assert settings.rates.unknown_a_minute == 0
    with pytest.raises(ValueError, match="TELLONCE_RATE_PER_SECOND is 'many'"):
        read_api_settings({"TELLONCE_RATE_PER_SECOND": "many"})
