"""What a file of policies may say, and what that means for a customer."""

from dataclasses import replace

import pytest

from context.journey.problem import Problem
from context.journey.story import tell
from context.journey.wording import DAY_MS
from context.policies.fact import ALWAYS, Kind, Subject
from context.policies.parse import parse_policies
from context.policies.shipped import shipped_policies
from context.policies.vocabulary import FACTS, RANGES
from graph.model import (
    CustomerId,
    CustomerView,
    InteractionView,
    LineView,
    OrderView,
    ReturnView,
    ShipmentView,
)

NOW = 1_795_000_000_000
ORDER = OrderView(
    "20417",
    "shop",
    NOW - 12 * DAY_MS,
    "delivered",
    "USD",
    "149.00",
    lines=(LineView(None, "Carry-on 22", "navy", "1", "149.00"),),
    shipments=(ShipmentView("s1", "delivered", delivered_at_ms=NOW - 5 * DAY_MS),),
)
TWEET = InteractionView(
    "t1", "x", "social", "mention", "in", NOW - 3 * DAY_MS, public=True, reach=640,
    text="Ordered my carry-on, got a «new and improved» one. I wanted the OLD one.",
)  # fmt: skip


def nora(**more):
    known = {"interactions": (TWEET,), "orders": (ORDER,), **more}
    return CustomerView(CustomerId("c1"), **known)


def policy(**replaced):
    """A file with one policy, of which some keys are written otherwise."""
    keys = {
        "name": '"p"',
        "for": '"order"',
        "when": '[{ fact = "order.live", is = true }]',
        "action": '"call_back"',
        "text": '"Call about {order.id}"',
        "why": '"It is live"',
        **replaced,
    }
    lines = [f"{key} = {value}" for key, value in keys.items() if value is not None]
    return "\n".join(["[[policy]]", *lines, ""])


# What a file may say


SECOND_RETURN = """
[[policy]]
name = "once"
for = "order"
when = [{ fact = "order.live", is = true }]
limit = { times = 2, days = 365, counted = "returns" }
action = "exchange"
text = "Exchange it"
why = "As agreed"
"""


@pytest.mark.parametrize(
    ("days_ago", "offered"),
    [
        pytest.param((10,), True, id="one return"),
        pytest.param((10, 20), False, id="two returns"),
        pytest.param((10, 366), True, id="two, one of them long ago"),
    ],
)
def test_a_limit_on_how_often_counts_what_was_before(days_ago, offered):
    returns = tuple(ReturnView(f"r{one}", opened_at_ms=NOW - one * DAY_MS) for one in days_ago)
    customer = nora(orders=(replace(ORDER, returns=returns),))

    actions = tell(customer, now_ms=NOW, policies=parse_policies(SECOND_RETURN)).next_actions

    assert bool(actions) is offered


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param('{ fact = "order.status", is = "Delivered" }', True, id="case aside"),
        pytest.param('{ fact = "order.status", is = "deliver" }', False, id="not a part"),
        pytest.param('{ fact = "order.status", in = ["sent", "delivered"] }', True, id="in"),
        pytest.param('{ fact = "order.status", in = ["sent"] }', False, id="not in"),
        pytest.param('{ fact = "order.since_delivery", at_most = 5 }', True, id="days at most"),
        pytest.param('{ fact = "order.since_delivery", at_most = 4.9 }', False, id="a bit less"),
        pytest.param('{ fact = "order.since_delivery", at_least = 5 }', True, id="days at least"),
        pytest.param(
            '{ fact = "order.worth", at_least = "149.00", currency = "USD" }', True, id="money"
        ),
        pytest.param(
            '{ fact = "order.worth", at_least = 149.01, currency = "USD" }', False, id="a cent"
        ),
        pytest.param(
            '{ fact = "order.worth", at_least = 1, currency = "EUR" }', False, id="other money"
        ),
        pytest.param('{ fact = "customer.orders", is = 1 }', True, id="count"),
        pytest.param('{ fact = "matter.channels", contains = "social" }', True, id="contains"),
        pytest.param('{ fact = "matter.said", says = "the old  one" }', True, id="phrase"),
        pytest.param('{ fact = "matter.said", says = "the old on" }', False, id="part of a word"),
        pytest.param('{ fact = "customer.city", exists = false }', True, id="not on file"),
        pytest.param('{ fact = "customer.city", is = "Portland" }', False, id="unknown is no"),
        pytest.param(
            '{ not = { fact = "customer.city", is = "Portland" } }', True, id="not of unknown"
        ),
        pytest.param(
            '{ any = [{ fact = "order.live", is = false },{ fact = "matter.public", is = true }] }',
            True,
            id="any",
        ),
        pytest.param(
            '{ all = [{ fact = "order.live", is = true },{ fact = "matter.public", is = false }] }',
            False,
            id="all",
        ),
        pytest.param('{ fact = "contact.channel", is = "dm" }', True, id="channel of the contact"),
        pytest.param(
            '{ fact = "customer.tenure", at_least = 1, at_most = 9 }', False, id="two operators"
        ),
    ],
)
def test_a_condition_holds_for_what_is_on_file(condition, holds):
    customer = nora(since_ms=NOW - 12 * DAY_MS)
    read = parse_policies(policy(when=f"[{condition}]"))

    actions = tell(customer, now_ms=NOW, channel="dm", policies=read).next_actions

    assert bool(actions) is holds


def test_a_text_says_facts_only_and_the_first_one_that_is_known():
    read = parse_policies(policy(text='["From {customer.city}", "Order {order.id}, {{really}}"]'))

    (action,) = tell(nora(), now_ms=NOW, policies=read).next_actions

    assert action.text == "Order 20417, {really}"


def test_without_the_facts_for_its_text_nothing_is_said():
    read = parse_policies(policy(why='"From {customer.city}"'))

    assert tell(nora(), now_ms=NOW, policies=read).next_actions == ()


def test_of_one_thing_each_action_is_taken_once_by_the_highest_priority():
    one = policy(name='"low"', priority="1")
    read = parse_policies(one + policy(name='"high"', priority="2") + policy(action='"thank"'))

    names = [it.policy for it in tell(nora(), now_ms=NOW, policies=read).next_actions]

    assert names == ["p", "high"]


def test_a_file_adds_to_what_ships_replaces_by_name_and_leaves_out():
    text = 'off = ["answer"]\n' + policy(name='"call-back"', text='"Ring {order.id}"')

    read = {one.name: one for one in parse_policies(text, shipped_policies())}

    assert "answer" not in read
    assert read["call-back"].text.source == ("Ring {order.id}",)
    assert "exchange-fault" in read


def test_an_empty_file_leaves_what_ships():
    assert parse_policies("", shipped_policies()) == shipped_policies()


# The vocabulary


def test_every_fact_can_be_read_of_somebody_of_whom_nothing_is_known():
    nobody = Subject(CustomerView(CustomerId("c")), NOW, Problem())

    for fact in FACTS.values():
        value = fact.read(nobody)
        assert value is None or value == 0 or fact.kind is Kind.FLAG, fact.name


def test_every_fact_is_of_something_that_a_policy_can_be_for():
    assert {one.of for one in FACTS.values()} == {*RANGES, *ALWAYS}
