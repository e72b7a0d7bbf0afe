"""The boots: worn ones are shipped, a story is told three times, and a competitor is quicker.

A part of the story of the logo: what a company hears when it listens to itself, on every channel.
"""

from datetime import datetime, timedelta
from typing import Final

from tellonce.demo.calls import Call
from tellonce.demo.life import answer
from tellonce.demo.stories.telling import Json, Step, Story, account, ago, order, post, shipment

ORDER: Final = "20611"
PHONE: Final = "+17755550142"
CALL: Final = "call-9551"
VISIT: Final = "visit-9551"
SWITCH: Final = "voice:demo"
LOOKUP: Final[Json] = {"channel": "voice", "phone": PHONE}
PRIYA: Final[Json] = {"id": "c9551", "source": "shop"}
ON_X: Final[Json] = {
    "id": "u9551",
    "name": "Priya Anand",
    "city": "Reno, NV",
    "handles": [{"network": "x", "handle": "@priya_anand_nv"}],
}


def story(now: datetime) -> Story:
    began, visited = ago(now, days=2), ago(now, days=1.3)
    wrote = _mail(ago(now, days=3))
    asked = "We are sorry about the boots. Please call us."
    sorry = {**answer(wrote, ago(now, days=2.9), asked, agent="a-101"), "person": PRIYA}
    complained = post(
        ago(now, days=1.9),
        "x-9551",
        ON_X,
        f"Worn rain boots, mud and all, order {ORDER}. Three people, three times the story.",
        reach=260,
    )
    offered = answer(
        complained, ago(now, days=1.8), "We refund them, Priya: bring them in.", agent="a-102"
    )
    thanks = post(ago(now, days=1.05), "x-9552", ON_X, "Thank you, the money is back.", reach=260)
    return Story(
        "the boots",
        "The boots: worn ones, three retellings, a competitor",
        (
            Step(
                ago(now, days=4),
                "Priya orders rain boots for her son. Worn ones arrive, with mud in them.",
                _on_file(now),
            ),
            Step(ago(now, days=2.9), "She writes, and is asked to call.", (wrote, sorry)),
            Step(
                began,
                "She calls, is handed on twice, and tells her story three times. The call is "
                "recorded; the number of her card is masked before it is kept. Nobody has to "
                "listen to know how it went: the machine has scored it.",
                (_recording(began),),
                calls=_the_call(Call(began, CALL, PHONE, "Priya Anand")),
                looks="whoever speaks with her next",
                lookup=LOOKUP,
                scored=(f"{SWITCH}:{CALL}",),
            ),
            Step(
                ago(now, days=1.8),
                "She posts, and is answered in public.",
                (complained, offered),
                scored=(f"x:{offered['id']}",),
            ),
            Step(
                visited,
                "She brings the boots to the counter. The clerk has her file open and knows of "
                "the calls; she tells him where she bought the same pair instead, next day and "
                "free.",
                (_visit(visited), _said_there(visited), _file_opened(visited)),
                scored=(f"counter:{VISIT}",),
            ),
            Step(
                ago(now, days=1.05),
                "The money is back, and she says so. Now the whole journey is scored, over all "
                "channels; asked what she thinks of it, she gives two of five.",
                (thanks, _survey(ago(now, days=1))),
                looks="whoever speaks with her next",
                lookup=LOOKUP,
                scored=(f"journey:{SWITCH}:{CALL}",),
            ),
        ),
    )


def _on_file(now: datetime) -> tuple[Json, ...]:
    priya = {
        **account("shop", "c9551", "Priya", "Anand", "Reno", "NV"),
        "emails": ["priya.anand@example.com"],
        "phones": [PHONE],
        "handles": [{"network": "x", "handle": "@priya_anand_nv"}],
        "updated_at": ago(now, days=300).isoformat(),
    }
    return (
        priya,
        order(ago(now, days=6), ORDER, "c9551", "BOOT-7"),
        shipment(ago(now, days=5), ORDER, "c9551", ago(now, days=4)),
    )


def _mail(at: datetime) -> Json:
    return {
        "type": "interaction",
        "source": "mail",
        "id": "m-9551",
        "channel": "email",
        "kind": "mail",
        "direction": "in",
        "public": False,
        "started_at": at.isoformat(),
        "text": f"The rain boots of order {ORDER} came worn, with mud in them.",
        "about": [{"type": "order", "id": ORDER, "source": "shop"}],
        "person": PRIYA,
    }


def _the_call(call: Call) -> tuple[Json, ...]:
    return (
        call.event("ringing", 0),
        call.event("queued", 4, queue="orders"),
        call.event("answered", 300, queue="orders", agent="a-101"),
        call.event("transferred", 480, queue="gadgets"),
        call.event("answered", 700, queue="gadgets", agent="a-104"),
        call.event("transferred", 800, queue="orders"),
        call.event("answered", 1_000, queue="orders", agent="a-103"),
        call.event("ended", 1_200, text=f"Wrap-up: worn rain boots, order {ORDER}"),
    )


def _recording(at: datetime) -> Json:
    return _tape(
        CALL,
        SWITCH,
        at,
        ("agent", 300, 304, "Good morning, what is it about?"),
        ("customer", 305, 330, "The rain boots for my son came worn."),
        ("hold", 335, 700, ""),
        ("agent", 700, 702, "Gadgets, hello."),
        ("customer", 703, 730, "As I said: worn boots."),
        ("hold", 731, 1_000, ""),
        ("agent", 1_000, 1_003, "Orders, what can I do?"),
        ("customer", 1_004, 1_060, "Worn boots! I paid with 4111 1111 1111 1111."),
        ("agent", 1_050, 1_070, "You may bring them to a shop."),
    )


def _said_there(at: datetime) -> Json:
    return _tape(
        VISIT,
        "counter",
        at,
        ("agent", 0, 5, "Hello, I see that you called and were handed on twice. I am sorry."),
        ("customer", 6, 20, "Quick Boots sent the same pair, next day and free."),
        ("agent", 21, 30, "The money is on its way."),
    )


def _survey(at: datetime) -> Json:
    return {
        "type": "survey",
        "source": "surveys",
        "id": "s-9551",
        "answered_at": at.isoformat(),
        "score": 2,
        "text": "It was solved at the counter. On the phone I told it three times.",
        "about": [{"type": "interaction", "id": VISIT, "source": "counter"}],
    }


def _tape(of: str, source: str, at: datetime, *said: tuple[str, float, float, str]) -> Json:
    """Return what the recording system has of an interaction."""
    names = ("speaker", "from_seconds", "to_seconds", "text")
    return {
        "type": "recording",
        "source": "tapes",
        "id": f"tape-{of}",
        "url": f"https://recordings.example.com/{of}",
        "kept_until": (at + timedelta(days=90)).isoformat(),
        "updated_at": at.isoformat(),
        "transcript": [dict(zip(names, one, strict=True)) for one in said],
        "about": [{"type": "interaction", "id": of, "source": source}],
    }


def _visit(at: datetime) -> Json:
    return {
        "type": "interaction",
        "source": "counter",
        "id": VISIT,
        "channel": "counter",
        "kind": "visit",
        "direction": "in",
        "started_at": at.isoformat(),
        "ended_at": (at + timedelta(minutes=10)).isoformat(),
        "status": "ended",
        "text": "Brings the boots back",
        "agent": "a-103",
        "about": [{"type": "order", "id": ORDER, "source": "shop"}],
        "person": PRIYA,
    }


def _file_opened(at: datetime) -> Json:
    return {
        "type": "desktop_event",
        "source": "desk",
        "id": f"{VISIT}-file",
        "kind": "screen_opened",
        "name": f"order {ORDER}",
        "agent": "a-103",
        "at": (at - timedelta(minutes=1)).isoformat(),
        "about": [{"type": "interaction", "id": VISIT, "source": "counter"}],
    }
