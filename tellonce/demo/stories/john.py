"""John: a dead gadget, an abandoned call, a canned tweet, and a chat that is being offered now."""

from datetime import datetime, timedelta
from typing import Final

from tellonce.demo.calls import Call
from tellonce.demo.life import CANNED, answer
from tellonce.demo.stories.telling import Json, Step, Story, account, ago, order, post, shipment

ORDER: Final = "20533"
PHONE: Final = "+13035550197"
CHAT: Final = "chat-john"
JOHN: Final = "john.hartwell@example.com"
RITA: Final = "rita.salas@example.com"
RITA_ON_X: Final[Json] = {
    "id": "u9203",
    "name": "Rita S",
    "handles": [{"network": "x", "handle": "@rita_salas_co"}],
}
RITA_ON_FACEBOOK: Final[Json] = {
    "id": "f9203",
    "name": "Rita Salas",
    "handles": [{"network": "facebook", "handle": "rita.salas.boulder"}],
}
CLOSED: Final[Json] = {"status": "closed"}
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
            *_other_ending(now),
            Step(
                now,
                "He opens a chat. This is the agent's screen before a word is typed.",
                (_chat(ago(now, minutes=2), CHAT, JOHN, "John"),),
                looks="the chat's agent",
                lookup=BY_CHAT,
            ),
        ),
    )


def _other_ending(now: datetime) -> tuple[Step, ...]:
    """Return what happens where the chat is closed without a solution: an afternoon in public."""
    angry = "Northwind sells projectors that are dead on arrival, and closes the chat on you."
    on_facebook = {
        **post(ago(now, minutes=300), "fb-9203", RITA_ON_FACEBOOK, angry, reach=820),
        "source": "facebook",
        "kind": "post",
    }
    warning = post(
        ago(now, minutes=240), "x-9203", RITA_ON_X, "Do not buy at Northwind.", reach=1_400
    )
    review = {
        **post(ago(now, minutes=180), "rv-9203", {"id": "c9203", "source": "shop"}, angry, reach=0),
        **{"source": "reviews", "channel": "review", "kind": "review", "rating": 1, "reach": None},
    }
    letter = {
        **post(ago(now, minutes=120), "news-9203", {"id": RITA, "emails": [RITA]}, angry, reach=0),
        **{"source": "news", "channel": "email", "kind": "letter", "reach": None},
    }
    return (
        Step(
            ago(now, minutes=330),
            "There is another ending. Rita has the same projector, and her chat is closed without "
            "a word.",
            (*_rita(now), {**_chat(ago(now, minutes=340), "chat-rita", RITA, "Rita"), **CLOSED}),
        ),
        Step(
            ago(now, minutes=240),
            "She posts on one network and warns others on a second: supervisors are warned at "
            "once.",
            (on_facebook, {**warning, "kind": "post"}),
            storms=True,
        ),
        Step(
            ago(now, minutes=120),
            "A review with one star and a letter to the local news follow, in one afternoon.",
            (review, letter),
            board=True,
            storms=True,
        ),
    )


def _rita(now: datetime) -> tuple[Json, ...]:
    rita = {
        **account("shop", "c9203", "Rita", "Salas", "Boulder", "CO"),
        "emails": [RITA],
        "phones": ["+13035550186"],
        "handles": [*RITA_ON_X["handles"], *RITA_ON_FACEBOOK["handles"]],
        "updated_at": ago(now, days=500).isoformat(),
    }
    return rita, order(ago(now, days=5), "20534", "c9203", "PROJ-P2")


def _account(now: datetime) -> Json:
    return {
        **account("shop", "c9201", "John", "Hartwell", "Denver", "CO"),
        "emails": ["john.hartwell@example.com"],
        "phones": [PHONE],
        "handles": [{"network": "x", "handle": "@jhartwell_dnvr"}],
        "numbers": [{"kind": "loyalty", "value": "88-9201"}],
        "updated_at": ago(now, days=700).isoformat(),
    }


def _chat(at: datetime, id_: str, email: str, name: str) -> Json:
    return {
        "type": "interaction",
        "source": "chat",
        "id": id_,
        "channel": "chat",
        "kind": "chat",
        "direction": "in",
        "started_at": at.isoformat(),
        "status": "queued",
        "queue": "chat",
        "person": {"id": email, "name": name, "emails": [email]},
    }
