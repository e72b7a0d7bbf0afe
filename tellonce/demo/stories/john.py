"""John: a dead gadget, an abandoned call, a canned tweet, and a chat that is being offered now."""

from datetime import datetime, timedelta
from typing import Final

from tellonce.demo.calls import Call
from tellonce.demo.life import CANNED, answer
from tellonce.demo.stories.telling import Json, Step, Story, account, ago, order, post, shipment

ORDER: Final = "20533"
PHONE: Final = "+13035550197"
CHAT: Final = "chat-john"
BY_PHONE: Final[Json] = {"channel": "voice", "phone": PHONE}
BY_CHAT: Final[Json] = {
    "channel": "chat",
    "interaction": f"chat:{CHAT}",
    "email": "john.hartwell@example.com",
}


def story(now: datetime) -> Story:
    call = Call(now - timedelta(days=2), "call-9201", PHONE, "J HARTWELL")
    profile = {
        "id": "u9201",
        "name": "John H.",
        "city": "Denver",
        "handles": [{"network": "x", "handle": "@jhartwell_dnvr"}],
    }
    tweet = post(
        ago(now, days=1.8),
        "x-9201",
        profile,
        "Brand new projector, dead on arrival. Called, waited, nobody there. Hello?",
        reach=310,
    )
    return Story(
        "john",
        "John: abandoned call, canned answer, chat",
        (
            Step(
                ago(now, days=3),
                "John has bought a projector, and it is delivered.",
                (
                    _account(now),
                    order(ago(now, days=6), ORDER, "c9201", "PROJ-P2"),
                    shipment(ago(now, days=5), ORDER, "c9201", ago(now, days=3)),
                ),
            ),
            Step(
                ago(now, days=2),
                "It is dead on arrival. He calls, waits fourteen minutes, and hangs up.",
                calls=(
                    call.event("ringing", 0),
                    call.event("queued", 3, queue="gadgets"),
                    call.event("abandoned", 843, queue="gadgets"),
                ),
                looks="whoever calls him back",
                lookup=BY_PHONE,
            ),
            Step(
                ago(now, days=1.4),
                "He tweets. What comes back is what everybody gets, and nothing more.",
                (tweet, answer(tweet, ago(now, days=1.4), CANNED, agent="a-102")),
            ),
            Step(
                now,
                "He opens a chat. This is the agent's screen before a word is typed.",
                (_chat(ago(now, minutes=2)),),
                looks="the chat's agent",
                lookup=BY_CHAT,
            ),
        ),
    )


def _account(now: datetime) -> Json:
    return {
        **account("shop", "c9201", "John", "Hartwell", "Denver", "CO"),
        "emails": ["john.hartwell@example.com"],
        "phones": [PHONE],
        "handles": [{"network": "x", "handle": "@jhartwell_dnvr"}],
        "numbers": [{"kind": "loyalty", "value": "88-9201"}],
        "updated_at": ago(now, days=700).isoformat(),
    }


def _chat(at: datetime) -> Json:
    return {
        "type": "interaction",
        "source": "chat",
        "id": CHAT,
        "channel": "chat",
        "kind": "chat",
        "direction": "in",
        "started_at": at.isoformat(),
        "status": "queued",
        "queue": "chat",
        "person": {
            "id": "john.hartwell@example.com",
            "name": "John",
            "emails": ["john.hartwell@example.com"],
        },
    }
