"""The silent sufferers: a price, a shop, a bulb; three complain, and the others say nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from tellonce.demo.stories.telling import Json, Step, Story, account, ago

MARGARET_PHONE: Final = "+12075550131"
BY_PHONE: Final[Json] = {"channel": "voice", "phone": MARGARET_PHONE}
BILL: Final = "My bill went up by $10 after five years, and no one said so."
CLOSED: Final = (
    "So the Riverside store is closing? I have spent tens of thousands here, and I read it on the "
    "door."
)
BULB: Final = (
    "The replacement bulb for my projector is discontinued. I did not buy a disposable product!"
)
RIVERSIDE: Final = "riverside"
PROJECTOR: Final = "PROJ-P2"
PLAN: Final = "Home internet 300"

# Who is who: the account, given and family name, then what makes the difference.
INTERNET: Final = (
    ("k9701", "Margaret", "Ellison", "complained"),
    ("k9702", "Owen", "Pritchard", "silent"),
    ("k9703", "Nadia", "Rahman", "silent"),
    ("k9704", "Theo", "Vance", "had a letter"),
    ("k9705", "Ingrid", "Sauer", "pays less"),
    ("k9706", "Luis", "Cordero", "has cancelled"),
    ("k9707", "Patrice", "Morel", "pays more for three years"),
)
SHOPPERS: Final = (
    ("c9711", "Harold", "Whitcombe", "24800.00", "complained"),
    ("c9712", "Beatriz", "Fontes", "8450.00", "silent"),
    ("c9713", "Samuel", "Adeyemi", "3120.00", "silent"),
    ("c9714", "Greta", "Lindqvist", "640.00", "silent"),
    ("c9715", "Ivan", "Stoyanov", "5200.00", "cancelled the order"),
    ("c9716", "Chloe", "Farrow", "7100.00", "buys at another shop"),
)
OWNERS: Final = (
    ("c9721", "Arthur", "Pemberton", "complained"),
    ("c9722", "Yuki", "Tanabe", "silent"),
    ("c9723", "Rosa", "Quintero", "gave it back"),
)
# What each of them says of being reached, besides an e-mail address.
REACHED: Final[Mapping[str, Json]] = {
    "k9702": {"emails": [], "address": "14 Fore Street", "postcode": "04101"},
    "k9703": {"preferred_channel": "sms", "phones": ["+12075550133"]},
    "c9712": {"language": "es"},
    "c9713": {"consents": [{"channel": "any", "purpose": "service", "given": False}]},
}


def story(now: datetime) -> Story:
    return Story(
        "the silent sufferers",
        "The silent sufferers: three complain, and the others are found and told",
        (
            Step(
                ago(now, days=1_800),
                "Seven households have the same internet plan, six people buy at two stores, "
                "three own a projector.",
                (*_accounts(now), *_plans(now), *_purchases(now), *_projectors(now)),
            ),
            Step(
                ago(now, days=20),
                "The plan's price goes up by ten dollars. One of them gets a letter about it.",
                (*_new_prices(now), _letter(ago(now, days=25))),
            ),
            Step(
                ago(now, days=12),
                f"Margaret calls: “{BILL}”",
                (
                    _says(
                        ago(now, days=12),
                        "call-9701",
                        "voice",
                        BILL,
                        {"phones": [MARGARET_PHONE]},
                    ),
                ),
                looks="the agent on the line",
                lookup=BY_PHONE,
            ),
            Step(
                ago(now, days=7),
                f"The projector's bulb is discontinued. Arthur writes: “{BULB}”",
                (
                    _bulb(ago(now, days=30)),
                    _says(ago(now, days=7), "mail-9721", "email", BULB, _by(OWNERS[0][0])),
                ),
            ),
            Step(
                ago(now, days=5),
                f"The Riverside store will close. Harold, at the counter: “{CLOSED}”",
                (
                    _store(now, RIVERSIDE, "Riverside store", now + timedelta(days=30)),
                    _says(ago(now, days=5), "visit-9711", "counter", CLOSED, _by(SHOPPERS[0][0])),
                ),
            ),
            Step(
                now,
                "Three sentences, three causes. Whom else do they concern, and who of these has "
                "said nothing?",
                insights=("price-rise", "closed", "part-ended"),
            ),
            Step(
                now,
                "They are told before they have to ask, each on the channel that they want; a "
                "tenth is held out, so that it will be known what it was good for. Before anybody "
                "is told, this is what is looked at:",
                notices=("price-rise", "closing"),
            ),
        ),
    )


def _accounts(now: datetime) -> tuple[Json, ...]:
    told = [(id, given, family, "crm") for id, given, family, _ in INTERNET]
    told += [(id, given, family, "shop") for id, given, family, *_ in (*SHOPPERS, *OWNERS)]
    return tuple(_account(now, *one) for one in told)


def _account(now: datetime, id: str, given: str, family: str, source: str) -> Json:
    mail = f"{given}.{family}@example.com".lower()
    phones = [MARGARET_PHONE] if id == INTERNET[0][0] else []
    return {
        **account(source, id, given, family, "Portland", "ME"),
        "emails": [mail],
        **({"phones": phones} if phones else {}),
        "updated_at": ago(now, days=1_790).isoformat(),
        **REACHED.get(id, {}),
    }


def _plans(now: datetime) -> tuple[Json, ...]:
    """Return the plans as they were: one costs more than today, one has been dear for long."""
    prices = {"pays less": "59.99"}
    plans = [_plan(id, prices.get(how, "39.99"), ago(now, days=1_780)) for id, *_, how in INTERNET]
    longest, *_ = INTERNET[-1]
    return (*plans, _plan(longest, "49.99", ago(now, days=1_100)))


def _new_prices(now: datetime) -> tuple[Json, ...]:
    at = ago(now, days=20)
    over = {"has cancelled": {"status": "cancelled"}}
    return tuple(
        _plan(id, "49.99", at, **over.get(how, {}))
        for id, *_, how in INTERNET
        if how != "pays more for three years"
    )


def _plan(of: str, price: str, at: datetime, **more: str) -> Json:
    return {
        "type": "contract",
        "source": "crm",
        "id": f"N-{of[1:]}",
        "name": PLAN,
        "status": "active",
        "currency": "USD",
        "price": price,
        "interval": "month",
        "updated_at": at.isoformat(),
        "person": {"id": of},
        **more,
    }


def _letter(at: datetime) -> Json:
    of = next(id for id, *_, how in INTERNET if how == "had a letter")
    return {
        "type": "interaction",
        "source": "crm",
        "id": "letter-9704",
        "channel": "letter",
        "kind": "letter",
        "direction": "out",
        "started_at": at.isoformat(),
        "text": f"From next month on, your {PLAN} costs 49.99.",
        "about": [{"type": "contract", "id": f"N-{of[1:]}"}],
        "person": {"id": of},
    }


def _purchases(now: datetime) -> tuple[Json, ...]:
    """Return both stores, and each shopper's purchases in two parts."""
    stores = (
        _store(ago(now, days=1_700), RIVERSIDE, "Riverside store"),
        _store(ago(now, days=1_700), "hilltop", "Hilltop store"),
    )
    return (*stores, *(order for one in SHOPPERS for order in _orders(now, *one)))


def _orders(
    now: datetime, id: str, _given: str, _family: str, total: str, how: str
) -> tuple[Json, ...]:
    half = (Decimal(total) / 2).quantize(Decimal("0.01"))
    return tuple(
        {
            "type": "order",
            "source": "shop",
            "id": f"{97_100 + int(id[1:]) * 10 + part}",
            "placed_at": ago(now, days=400 - 100 * part).isoformat(),
            "status": "cancelled" if how == "cancelled the order" else "delivered",
            "currency": "USD",
            "total": str(half),
            "place": "hilltop" if how == "buys at another shop" else RIVERSIDE,
            "lines": [{"name": "Garden furniture", "quantity": 1, "price": str(half)}],
            "person": {"id": id},
        }
        for part in (1, 2)
    )


def _store(at: datetime, id: str, name: str, closes_at: datetime | None = None) -> Json:
    return {
        "type": "place",
        "source": "shop",
        "id": id,
        "name": name,
        "city": "Portland",
        **({"closes_at": closes_at.isoformat()} if closes_at else {}),
        "updated_at": at.isoformat(),
    }


def _projectors(now: datetime) -> tuple[Json, ...]:
    return tuple(
        {
            "type": "asset",
            "source": "shop",
            "id": f"A-{id}",
            "name": "Pocket projector P2",
            "product": PROJECTOR,
            "serial": f"{PROJECTOR}-{id}",
            "batch": "2025-05",
            "since": ago(now, days=500).isoformat(),
            "status": "returned" if how == "gave it back" else "in_use",
            "person": {"id": id},
        }
        for id, _, _, how in OWNERS
    )


def _bulb(at: datetime) -> Json:
    return {
        "type": "product",
        "source": "shop",
        "id": "BULB-P2",
        "name": "Bulb for the P2",
        "currency": "USD",
        "price": "39.00",
        "stock": 0,
        "status": "discontinued",
        "discontinued_at": at.isoformat(),
        "fits": [PROJECTOR],
        "updated_at": at.isoformat(),
    }


def _says(at: datetime, id: str, channel: str, text: str, person: Json) -> Json:
    return {
        "type": "interaction",
        "source": "desk",
        "id": id,
        "channel": channel,
        "kind": {"voice": "call", "email": "mail"}.get(channel, "visit"),
        "direction": "in",
        "started_at": at.isoformat(),
        "ended_at": (at + timedelta(minutes=6)).isoformat(),
        "text": text,
        "person": person,
    }


def _by(account_id: str) -> Json:
    return {"source": "shop", "id": account_id}
