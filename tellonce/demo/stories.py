"""Which stories does the demo world tell? A bag, two matters, and John, with invented people.

Each story gives its records and its calls, and what to ask to see it. Times run backwards from
`now`, so that the demo is always about this week.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from tellonce.demo.calls import HOTLINE, Call
from tellonce.demo.life import CANNED, answer
from tellonce.demo.shop import line, product

Json = dict[str, Any]

NORA_ORDER: Final = "20417"
JOHN_ORDER: Final = "20533"
BETH_PHONE: Final = "+13145550198"
JOHN_PHONE: Final = "+13035550197"
VOICEMAIL: Final = (
    "This is Elizabeth Marlowe. It is about my refinance, the payoff letter is wrong."
)
JOHN_CHAT: Final = "chat-john"


# 1. The bag: a carry-on of the wrong model, a tweet, and an order number in the second message.


def the_bag(now: datetime) -> list[Json]:
    account = {
        **_account("shop", "c9001", "Nora", "Whitfield", "Portland", "OR"),
        "emails": ["nora.whitfield@example.com"],
        "phones": ["+15035550196"],
        "address": "18 Harbor Road",
        "numbers": [{"kind": "loyalty", "value": "88-9001"}],
        "birth_date": "1968-03-30",
        "updated_at": _ago(now, days=2_900),
    }
    namesake = {
        **_account("shop", "c9002", "Nora", "Whitfield", "Portland", "OR"),
        "emails": ["nwhitfield@example.org"],
        "birth_date": "1994-09-02",
        "phones": ["+15035550195"],
        "updated_at": _ago(now, days=400),
    }
    earlier = [
        _order(now, f"7{number:04d}", "c9001", "DUFFEL-40-RED", days=2_800 - 250 * number)
        for number in range(1, 11)
    ]
    carry_on = _order(now, NORA_ORDER, "c9001", "CARRY-22-NAVY", days=12)
    return [account, namesake, *earlier, carry_on, *_noras_talk(now)]


def _noras_talk(now: datetime) -> list[Json]:
    nora = {
        "id": "u9001",
        "name": "Nora Whitfield",
        "city": "Portland, OR",
        "handles": [{"network": "x", "handle": "@nora_on_the_go"}],
    }
    tweet = _post(
        now,
        "x-9001",
        nora,
        "Ordered my carry-on, got a «new and improved» one. I wanted the OLD one. No calls please.",
        days=3,
        reach=640,
    )
    first = _message(now, "dm-9001", nora, "Hi, it's about my bag. I'd rather write.", days=2.6)
    second = _message(
        now,
        "dm-9002",
        nora,
        f"Sure, it was order {NORA_ORDER}, and I have had three of the old ones before.",
        days=1.9,
    )
    return [
        tweet,
        answer(tweet, now - timedelta(days=2.9), "Would you send us a message?", agent="a-102"),
        first,
        answer(first, now - timedelta(days=2.5), "Which order is it about?", agent="a-101"),
        second,
    ]


# 2. The two matters: a refinance that routing took for a new loan, a voicemail, a tweet.


def the_two_matters(now: datetime) -> list[Json]:
    borrower = {
        **_account("crm", "k9101", "Elizabeth", "Marlowe", "St. Louis", "MO"),
        "phones": [BETH_PHONE],
        "emails": ["e.marlowe@example.com"],
        "birth_date": "1979-04-12",
        "updated_at": _ago(now, days=800),
    }
    namesake = {
        **_account("shop", "c9102", "Elizabeth", "Marlowe", "St. Louis", "MO"),
        "emails": ["lizzie@example.net"],
        "phones": ["+13145550194"],
        "birth_date": "1955-11-02",
        "updated_at": _ago(now, days=90),
    }
    refinance = {
        "type": "contract",
        "source": "crm",
        "id": "L-77120",
        "name": "Refinance, 15 years fixed",
        "status": "closing",
        "starts_at": _ago(now, days=20),
        "currency": "USD",
        "price": "1184.20",
        "interval": "month",
        "person": {"id": "k9101"},
    }
    question = {
        "type": "case",
        "source": "crm",
        "id": "Q-3108",
        "opened_at": _ago(now, days=9),
        "status": "open",
        "subject": "Asked about a home equity line",
        "priority": "normal",
        "person": {"id": "k9101"},
    }
    return [borrower, namesake, refinance, question, _beths_tweet(now)]


def _beths_tweet(now: datetime) -> Json:
    beth = {
        "id": "u9101",
        "name": "Beth Marlowe",
        "city": "Saint Louis",
        "handles": [{"network": "x", "handle": "@marlowe_reads"}],
    }
    tweet = _post(
        now,
        "x-9101",
        beth,
        "Your auto-routing sent me to the wrong person for a week. The right one took ten minutes.",
        days=1,
        reach=2_500,
    )
    return tweet


def the_two_matters_calls(now: datetime) -> list[Json]:
    """A voicemail at the wrong desk, a call back that misses her, the wrong desk again."""
    misrouted = Call(now - timedelta(days=6), "call-9101", BETH_PHONE, "Elizabeth Marlowe")
    missed = Call(now - timedelta(days=5), "call-9103", HOTLINE, to=BETH_PHONE)
    solved = Call(now - timedelta(days=2), "call-9102", BETH_PHONE, "Elizabeth Marlowe")
    return [
        misrouted.event("ringing", 0),
        misrouted.event("queued", 5, queue="new-loans"),
        misrouted.event("answered", 245, queue="new-loans", agent="a-107"),
        misrouted.event("transferred", 330, queue="voicemail"),
        misrouted.event("voicemail", 420, text=VOICEMAIL),
        missed.event("ringing", 0, direction="out"),
        missed.event("abandoned", 35, direction="out"),
        solved.event("ringing", 0),
        solved.event("queued", 4, queue="new-loans"),
        solved.event("answered", 380, queue="new-loans", agent="a-107"),
        solved.event("transferred", 560, queue="refinance"),
        solved.event("answered", 640, queue="refinance", agent="a-112"),
        solved.event("ended", 1_240),
    ]


# 3. John: a dead gadget, an abandoned call, a canned tweet, and a chat that is being offered now.


def john(now: datetime) -> list[Json]:
    account = {
        **_account("shop", "c9201", "John", "Hartwell", "Denver", "CO"),
        "emails": ["john.hartwell@example.com"],
        "phones": [JOHN_PHONE],
        "handles": [{"network": "x", "handle": "@jhartwell_dnvr"}],
        "numbers": [{"kind": "loyalty", "value": "88-9201"}],
        "updated_at": _ago(now, days=700),
    }
    projector = _order(now, JOHN_ORDER, "c9201", "PROJ-P2", days=6)
    delivery = {
        "type": "shipment",
        "source": "shop",
        "id": f"S{JOHN_ORDER}",
        "shipped_at": _ago(now, days=5),
        "delivered_at": _ago(now, days=3),
        "status": "delivered",
        "carrier": "Blue Parcel",
        "tracking": f"BP{JOHN_ORDER}US",
        "about": [{"type": "order", "id": JOHN_ORDER}],
        "person": {"id": "c9201"},
    }
    profile = {
        "id": "u9201",
        "name": "John H.",
        "city": "Denver",
        "handles": [{"network": "x", "handle": "@jhartwell_dnvr"}],
    }
    tweet = _post(
        now,
        "x-9201",
        profile,
        "Brand new projector, dead on arrival. Called, waited, nobody there. Hello?",
        days=1.8,
        reach=310,
    )
    chat = {
        "type": "interaction",
        "source": "chat",
        "id": JOHN_CHAT,
        "channel": "chat",
        "kind": "chat",
        "direction": "in",
        "started_at": _ago(now, minutes=2),
        "status": "queued",
        "queue": "chat",
        "person": {
            "id": "john.hartwell@example.com",
            "name": "John",
            "emails": ["john.hartwell@example.com"],
        },
    }
    canned = answer(tweet, now - timedelta(days=1.4), CANNED, agent="a-102")
    return [account, projector, delivery, tweet, canned, chat]


def john_calls(now: datetime) -> list[Json]:
    """One call: fourteen minutes in the queue, and nobody answered."""
    call = Call(now - timedelta(days=2), "call-9201", JOHN_PHONE, "J HARTWELL")
    return [
        call.event("ringing", 0),
        call.event("queued", 3, queue="gadgets"),
        call.event("abandoned", 843, queue="gadgets"),
    ]


LOOKUPS: Final[dict[str, Json]] = {
    "the bag": {"channel": "dm", "handle": {"network": "x", "handle": "@nora_on_the_go"}},
    "the two matters": {"channel": "social", "name": "Beth Marlowe", "city": "Saint Louis"},
    "john": {
        "channel": "chat",
        "interaction": f"chat:{JOHN_CHAT}",
        "email": "john.hartwell@example.com",
    },
}


def _account(
    source: str, id_: str, given_name: str, family_name: str, city: str, region: str
) -> Json:
    return {
        "type": "person",
        "source": source,
        "id": id_,
        "given_name": given_name,
        "family_name": family_name,
        "city": city,
        "region": region,
        "country": "US",
    }


def _order(now: datetime, id_: str, account: str, sku: str, *, days: float) -> Json:
    bought = product(sku)
    return {
        "type": "order",
        "source": "shop",
        "id": id_,
        "placed_at": _ago(now, days=days),
        "status": "delivered",
        "currency": "USD",
        "total": bought.price,
        "lines": [line(bought)],
        "person": {"id": account},
    }


def _post(now: datetime, id_: str, person: Json, text: str, *, days: float, reach: int) -> Json:
    said = _message(now, id_, person, text, days=days)
    return {**said, "channel": "social", "kind": "mention", "public": True, "reach": reach}


def _message(now: datetime, id_: str, person: Json, text: str, *, days: float) -> Json:
    return {
        "type": "interaction",
        "source": "x",
        "id": id_,
        "channel": "dm",
        "kind": "message",
        "direction": "in",
        "public": False,
        "started_at": _ago(now, days=days),
        "text": text,
        "person": person,
    }


def _ago(now: datetime, *, days: float = 0, minutes: float = 0) -> str:
    return (now - timedelta(days=days, minutes=minutes)).isoformat()
