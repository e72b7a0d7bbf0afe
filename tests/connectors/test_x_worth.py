"""Money is spent on what matters, never beyond the month's, at prices that a person can set."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import BudgetSpentError
from connectors.purse import Purse
from connectors.x.prices import SHIPPED, read_prices
from connectors.x.rules import stream_rule
from connectors.x.streams import access
from connectors.x.worth import (
    KnownPost,
    choose,
    due_again,
    left_out_words,
    with_threads,
)
from tests.connectors.x_double import PRICES, WRITES, settings

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)


def known(id_: str, *, hours: float = 2, read: float | None = None, **more) -> KnownPost:
    """Return a post that was written so many hours ago, and last read `read` hours ago."""
    written = NOW - timedelta(hours=hours)
    read_at = written if read is None else NOW - timedelta(hours=read)
    return KnownPost(id_, written, read_at, **more)


@pytest.mark.parametrize(
    ("hours", "read", "due"),
    [
        pytest.param(0.5, None, False, id="half an hour old"),
        pytest.param(1.5, None, True, id="an hour old, and not read since"),
        pytest.param(1.5, 0.2, False, id="read since"),
        pytest.param(7, 5, True, id="six hours old, last read at two"),
        pytest.param(30, 1, False, id="read after a day"),
        pytest.param(24 * 10, 24 * 8, True, id="nobody read for a week"),
        pytest.param(24 * 10, 24 * 6, False, id="done with"),
    ],
)
def test_a_post_is_read_again_as_it_grows_old_and_then_no_more(hours, read, due):
    assert bool(due_again([known("1", hours=hours, read=read)], now=NOW)) is due


def test_only_what_begins_a_thread_and_can_be_searched_is_followed():
    posts = [
        known("a"),
        known("b", begins_thread=False),
        known("c", hours=24 * 8),
    ]

    assert [one.id for one in with_threads(posts, now=NOW)] == ["a"]


def test_an_open_matter_comes_before_reach_and_reach_before_age():
    posts = [
        known("famous", reach=100_000),
        known("old", reach=50, hours=9),
        known("new", reach=50, hours=1),
        known("ours", reach=3, matter_open=True),
    ]

    choice = choose(posts, price=Decimal("0.01"), spare=Decimal("0.035"), most=10)

    assert [one.id for one in choice.chosen] == ["ours", "famous", "new"]
    assert [one.id for one in choice.left_out] == ["old"]


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.booleans()), max_size=30),
    st.decimals("0.001", 1, places=3),
    st.decimals(0, 5, places=2),
)
def test_no_choice_costs_more_than_there_is_and_what_is_left_is_worth_less(posts, price, spare):
    made = [known(str(i), reach=reach, matter_open=is_open) for i, (reach, is_open) in
            enumerate(posts)]  # fmt: skip

    choice = choose(made, price=price, spare=spare, most=20)

    assert len(choice.chosen) * price <= spare
    worth = [(one.matter_open, one.reach) for one in choice.chosen]
    assert all((one.matter_open, one.reach) <= least for one in choice.left_out for least in worth)


def test_what_was_left_out_is_told_with_how_much_it_matters():
    left = [known("a", reach=310), known("b", reach=4, matter_open=True)]

    words = left_out_words("threads", left, limit=Decimal(5))

    assert words == (
        "for money_a_month (5), 2 threads were not read: 1 of people with an open matter, "
        "reach 310 at most"
    )
    assert left_out_words("threads", [], limit=Decimal(5)) == ""


def test_the_prices_that_ship_are_those_of_the_double():
    prices = read_prices()

    reads = (prices.read_own, prices.read_post, prices.read_message, prices.read_user)
    assert reads == tuple(map(Decimal, PRICES.values()))
    writes = (prices.write_post, prices.write_post_with_link, prices.write_message)
    assert writes == tuple(map(Decimal, WRITES.values()))


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        pytest.param('post = "0.005"', "post = 0.005", "line 8: read.post: an amount", id="bare"),
        pytest.param('"0.005"', '"five"', "line 8: read.post: an amount", id="words"),
        pytest.param('"0.200"', '"200"', "line 14: write.post_with_link: an amount", id="cents"),
        pytest.param('own = "0.001"', "", "line 6: read: own is missing", id="missing"),
        pytest.param("[write]", "[wirte]", "write: is missing: a table", id="no such table"),
        pytest.param(
            'user = "0.010"', 'usr = "1"\nuser = "0.010"', "line 10: read.usr: is no", id="unknown"
        ),
        pytest.param("[read]", "[read", "is no TOML", id="no TOML"),
    ],
)
def test_a_file_of_prices_that_is_wrong_is_refused_with_its_line(tmp_path, was, becomes, problem):
    text = SHIPPED.read_text("utf-8")
    assert was in text
    file = tmp_path / "prices.toml"
    file.write_text(text.replace(was, becomes, 1), "utf-8")

    with pytest.raises(ValueError, match="prices") as refused:
        read_prices(str(file))

    assert problem in str(refused.value)
    assert str(file) in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"stream": "yes"}, "stream: ", id="no switch"),
        pytest.param({"sending": "maybe"}, "sending: ", id="no such switch"),
        pytest.param({"handle": "Acme Help"}, "handle: ", id="no handle"),
        pytest.param({"access_token": "abc"}, "access_token: ", id="no token"),
        pytest.param({"track": "acme OR " * 100}, "track: ", id="too many words"),
        pytest.param({"prices": "/nowhere.toml"}, "prices: /nowhere.toml", id="no prices"),
        pytest.param({"address": "http://x.example.com"}, "https://", id="in clear"),
    ],
)
def test_a_setting_that_says_something_else_is_refused_in_words(changes, problem):
    with pytest.raises(ValueError, match=problem):
        access(settings("https://x.example.com", **changes))


def test_the_rule_of_the_stream_hears_who_names_us_and_what_we_say():
    values = settings("https://x.example.com", handle="@acme_help", track='acme OR "carry on"')

    assert stream_rule(values) == (
        '(@acme_help OR to:acme_help OR from:acme_help OR (acme OR "carry on")) -is:retweet'
    )


@pytest.mark.graph
async def test_those_who_spend_at_once_never_pass_the_limit(graph):
    purses = [Purse(graph, "x:main", Decimal(1), now=lambda: NOW) for _ in range(4)]

    async def spend(purse: Purse) -> int:
        for count in range(20):
            try:
                await purse.take(Decimal("0.07"))
            except BudgetSpentError:
                return count
        return 20

    counts = await asyncio.gather(*(spend(one) for one in purses))

    assert sum(counts) == 14
    assert await purses[0].spent_amount() == Decimal("0.98")


@pytest.mark.graph
async def test_what_was_not_needed_is_given_back_and_a_new_month_begins_anew(graph):
    now = [NOW]
    purse = Purse(graph, "x:main", Decimal(1), now=lambda: now[0])
    taken = await purse.take(Decimal("0.9"))
    await purse.settle(taken, Decimal("0.1"))
    spent = await purse.spent_amount()
    with pytest.raises(BudgetSpentError):
        await purse.take(Decimal("0.75"), share=Decimal("0.8"))
    spare = await purse.spare()
    now[0] = datetime(2026, 12, 1, tzinfo=UTC)

    assert spent == Decimal("0.1")
    assert spare == Decimal("0.4")  # half of the month is over
    assert await purse.spent_amount() == 0
