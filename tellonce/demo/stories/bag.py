"""The bag: a carry-on of the wrong model, a tweet, and an order number in the second message."""

from datetime import datetime
from typing import Final

from tellonce.demo.life import answer
from tellonce.demo.shop import product
from tellonce.demo.stories.telling import (
    Json,
    Step,
    Story,
    account,
    ago,
    message,
    order,
    post,
    shipment,
)

ORDER: Final = "20417"
REPLACEMENT: Final = "20588"
SOLD_OUT: Final = "CARRY-21-TEAL"
NORA: Final[Json] = {
    "id": "u9001",
    "name": "Nora Whitfield",
    "city": "Portland, OR",
    "handles": [{"network": "x", "handle": "@nora_on_the_go"}],
}
LOOKUP: Final[Json] = {
    "channel": "dm",
    "handle": {"network": "x", "handle": "@nora_on_the_go"},
}


def story(now: datetime) -> Story:
    tweet = post(
        ago(now, days=3),
        "x-9001",
        NORA,
        "Ordered my carry-on, got a «new and improved» one. I wanted the OLD one. No calls please.",
        reach=640,
    )
    first = message(ago(now, days=2.6), "dm-9001", NORA, "Hi, it's about my bag. I'd rather write.")
    second = message(
        ago(now, days=1.9),
        "dm-9002",
        NORA,
        f"Sure, it was order {ORDER}, and I have had three of the old ones before.",
    )
    private = answer(tweet, ago(now, days=2.9), "Would you send us a message?", agent="a-102")
    which = answer(first, ago(now, days=2.5), "Which order is it about?", agent="a-101")
    return Story(
        "the bag",
        "The bag: tweet, messages over days, exchange",
        (
            Step(
                ago(now, days=12),
                "Nora, a customer of many years, has had ten orders and now buys a carry-on. "
                "Another Nora Whitfield lives in the same city.",
                (*_accounts(now), *_orders(now)),
            ),
            Step(
                at_of(tweet),
                "The wrong model arrives. She does not want to call: she tweets. Nobody knows "
                "whose handle that is; name and city fit two customers.",
                (tweet,),
                looks="the social desk",
                lookup=LOOKUP,
            ),
            Step(
                ago(now, days=2.5),
                "The shop asks to go private, and the talk goes on in messages.",
                (private, first, which),
            ),
            Step(
                at_of(second),
                "In her second message she writes the order's number in the middle of a sentence. "
                "That makes it one customer, and the tweet is hers as well. The old model is "
                "there in three colours.",
                (second,),
                looks="the agent in the messages",
                lookup=LOOKUP,
            ),
            Step(
                ago(now, days=1.8),
                "Somebody else buys the last one in teal: the offer changes while they talk.",
                (_sold_out(ago(now, days=1.8)),),
                looks="the same agent, a minute later",
                lookup=LOOKUP,
            ),
            *_solved(now, second),
        ),
    )


def _solved(now: datetime, second: Json) -> tuple[Step, ...]:
    offer = answer(
        second,
        ago(now, days=1.7),
        "We send you the old model in berry today. Please keep the other one, it costs nothing.",
        agent="a-102",
    )
    again = order(
        ago(now, days=1.65),
        REPLACEMENT,
        "c9001",
        "CARRY-21-BERRY",
        status="shipped",
        total="0.00",
    )
    sent, there = ago(now, days=1.6), ago(now, days=0.2)
    praise = post(
        ago(now, days=0.1),
        "x-9003",
        NORA,
        "Thank you! The OLD one is here, and nobody made me call. That is how it is done.",
        reach=1_900,
    )
    return (
        Step(
            sent,
            "The agent may exchange it: the old model, no card asked, nothing to return.",
            (offer, again, shipment(sent, REPLACEMENT, "c9001", None)),
        ),
        Step(
            ago(now, days=0.1),
            "It is delivered, which closes the matter; her thanks in public end the loop.",
            (
                {**again, "status": "delivered", "updated_at": there.isoformat()},
                {
                    **shipment(sent, REPLACEMENT, "c9001", there),
                    "updated_at": there.isoformat(),
                },
                praise,
            ),
            looks="whoever speaks with her next",
            lookup=LOOKUP,
        ),
    )


def at_of(said: Json) -> datetime:
    return datetime.fromisoformat(said["started_at"])


def _accounts(now: datetime) -> tuple[Json, Json]:
    nora = {
        **account("shop", "c9001", "Nora", "Whitfield", "Portland", "OR"),
        "emails": ["nora.whitfield@example.com"],
        "phones": ["+15035550196"],
        "address": "18 Harbor Road",
        "numbers": [{"kind": "loyalty", "value": "88-9001"}],
        "birth_date": "1968-03-30",
        "updated_at": ago(now, days=2_900).isoformat(),
    }
    namesake = {
        **account("shop", "c9002", "Nora", "Whitfield", "Portland", "OR"),
        "emails": ["nwhitfield@example.org"],
        "birth_date": "1994-09-02",
        "phones": ["+15035550195"],
        "updated_at": ago(now, days=400).isoformat(),
    }
    return nora, namesake


def _orders(now: datetime) -> list[Json]:
    earlier = [
        order(ago(now, days=2_800 - 250 * number), f"7{number:04d}", "c9001", "DUFFEL-40-RED")
        for number in range(1, 11)
    ]
    return [*earlier, order(ago(now, days=12), ORDER, "c9001", "CARRY-22-NAVY")]


def _sold_out(at: datetime) -> Json:
    gone = product(SOLD_OUT)
    return {
        "type": "product",
        "source": "shop",
        "id": gone.sku,
        "name": gone.name,
        "variant": gone.variant,
        "currency": "USD",
        "price": gone.price,
        "stock": 0,
        "updated_at": at.isoformat(),
    }
