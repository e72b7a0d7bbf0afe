"""The alarm company: bought by a competitor, and its customers are nowhere to be found."""

from datetime import datetime, timedelta
from typing import Final

from tellonce.demo.books import DemoBook
from tellonce.demo.calls import Call
from tellonce.demo.stories.telling import Json, Step, Story, account, ago, order

PHONE: Final = "+15125550177"
MAIL: Final = "neil.castor@example.com"
CONTRACT: Final = "AL-2207"
BY_PHONE: Final[Json] = {"channel": "voice", "phone": PHONE}
HEAD: Final = """\
book = "homeguard"
former_company = "HomeGuard Alarm"
desk = "alarm desk"
expected = {expected}

[sentence]
en = "You are right with us. We took over HomeGuard Alarm, and I am sorry that nobody told you."

[service]
en = "Your alarm goes on reporting to the same control room, day and night."

[contract]
en = "Your contract goes on as it is, at the same price; payments arrive where they should."

[[file]]
name = "texas"
entries = "texas.csv"
"""


def story(now: datetime) -> Story:
    book = _book(now)
    call = Call(ago(now, minutes=70), "call-9601", PHONE)
    return Story(
        "the alarm company",
        "The alarm company: an acquired book of business",
        (
            Step(
                ago(now, days=9),
                "Neil Castor's alarm provider is bought by a competitor, where he once ordered a "
                "speaker. Before any row of its book is loaded, its manifest is announced: hashes.",
                _known_already(now),
                announces=book,
            ),
            Step(
                ago(now, minutes=60),
                "The old provider's page is gone, its number is buried. After an hour he reaches "
                "the new company, waits, and hangs up.",
                calls=(
                    call.event("ringing", 0),
                    call.event("queued", 4, queue="orders"),
                    call.event("abandoned", 610, queue="orders"),
                ),
            ),
            Step(
                ago(now, minutes=20),
                "He calls again, from the phone that only the old provider knows.",
                looks="the agent on the line",
                lookup=BY_PHONE,
            ),
            Step(
                now,
                "The book is loaded. He calls a third time.",
                loads=book,
                looks="the agent on the line",
                lookup=BY_PHONE,
            ),
        ),
    )


def _known_already(now: datetime) -> tuple[Json, ...]:
    """He is a customer of the buyer as well, by his mail address alone."""
    neil = {
        **account("shop", "c9601", "Neil", "Castor", "Austin", "TX"),
        "emails": [MAIL],
        "updated_at": ago(now, days=500).isoformat(),
    }
    return neil, order(ago(now, days=480), "20961", "c9601", "SPEAK-1")


def _book(now: datetime) -> DemoBook:
    neil = {
        **account("homeguard", "h9601", "Neil", "Castor", "Austin", "TX"),
        "emails": [MAIL],
        "phones": [PHONE],
        "address": "1802 Alder Street",
        "postcode": "78704",
        "updated_at": ago(now, days=30).isoformat(),
    }
    ines = {
        **account("homeguard", "h9602", "Ines", "Madrigal", "Austin", "TX"),
        "phones": ["+15125550178"],
        "updated_at": ago(now, days=30).isoformat(),
    }
    expected = (now + timedelta(days=10)).date().isoformat()
    contracts = (
        _contract(now, CONTRACT, "h9601", "HG-88-4711"),
        _contract(now, "AL-2208", "h9602", "HG-88-4712"),
    )
    return DemoBook(
        "homeguard",
        "texas",
        HEAD.format(expected=expected),
        (neil, ines, *contracts, _old_case(now)),
    )


def _contract(now: datetime, id_: str, of: str, former: str) -> Json:
    return {
        "type": "contract",
        "source": "homeguard",
        "id": id_,
        "name": "Alarm with control room",
        "status": "active",
        "starts_at": ago(now, days=1_400).isoformat(),
        "currency": "USD",
        "price": "32.00",
        "interval": "month",
        "former_company": "HomeGuard Alarm",
        "former_numbers": [former],
        "person": {"id": of},
    }


def _old_case(now: datetime) -> Json:
    return {
        "type": "case",
        "source": "homeguard",
        "id": "HGC-551",
        "opened_at": ago(now, days=40).isoformat(),
        "closed_at": ago(now, days=38).isoformat(),
        "status": "closed",
        "subject": "Smoke detector in the hall replaced",
        "person": {"id": "h9601"},
    }
