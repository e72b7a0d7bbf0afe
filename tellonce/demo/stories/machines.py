"""The stacked machines: a washer under a dryer, a wife on the phone, a husband in public."""

from datetime import datetime, timedelta
from typing import Final

from tellonce.demo.calls import Call
from tellonce.demo.stories.telling import Json, Step, Story, account, ago, post

HOME_PHONE: Final = "+16145550123"
KAREN_PHONE: Final = "+16145550191"
WASHER: Final = "W-5512"
VISIT: Final = "visit-8804"
DAN: Final[Json] = {
    "id": "u9302",
    "name": "Dan Brandt",
    "city": "Columbus, OH",
    "handles": [{"network": "x", "handle": "@dan_builds_ohio"}],
}
NOTE: Final = "Washer leaks. Machines are stacked: two technicians were needed to take them down."
BY_PHONE: Final[Json] = {"channel": "voice", "phone": KAREN_PHONE}
BY_HANDLE: Final[Json] = {
    "channel": "social",
    "handle": {"network": "x", "handle": "@dan_builds_ohio"},
}


def story(now: datetime) -> Story:
    call = Call(ago(now, minutes=130), "call-9301", KAREN_PHONE, "Karen Brandt")
    return Story(
        "the stacked machines",
        "The stacked machines: household, authority, silos",
        (
            Step(
                ago(now, days=200),
                "Karen and Dan Brandt have a washer and a dryer, stacked, from one shop. At the "
                "first repair two technicians were needed, and the visit's note says so.",
                (*_household(now), *_machines(now)),
            ),
            Step(
                ago(now, minutes=60),
                "The washer leaks again. Karen calls: over an hour, two people, and the policy is "
                "one technician.",
                (_case(ago(now, minutes=70)),),
                calls=_the_call(call),
                looks="whoever speaks with Karen next",
                lookup=BY_PHONE,
            ),
            Step(
                ago(now, minutes=20),
                "Dan, with another handle and another phone, complains in public.",
                (_dans_post(ago(now, minutes=20)),),
                looks="the social desk",
                lookup=BY_HANDLE,
            ),
            Step(
                ago(now, minutes=5),
                "Another customer tells him in the thread what helped, and he says thanks for all "
                "to read: the loop is closed, and who helped is credited.",
                _thread(now),
                board=True,
            ),
        ),
    )


def _thread(now: datetime) -> tuple[Json, Json]:
    helper = {
        "id": "u9303",
        "name": "Pat Okafor",
        "city": "Tulsa, OK",
        "handles": [{"network": "x", "handle": "@pat_fixes_ok", "followers": 310}],
    }
    advice = post(
        ago(now, minutes=15),
        "x-9302",
        helper,
        "You need to ask for the two-person slot when you book. That worked for me.",
        reach=290,
        in_reply_to="x-9301",
    )
    thanks = post(
        ago(now, minutes=5),
        "x-9303",
        DAN,
        "Thanks Pat, that did it! Two people come on Monday.",
        reach=4_300,
        in_reply_to="x-9302",
    )
    return {**advice, "kind": "reply"}, {**thanks, "kind": "reply"}


def _the_call(call: Call) -> tuple[Json, ...]:
    return (
        call.event("ringing", 0),
        call.event("queued", 4, queue="gadgets"),
        call.event("answered", 1_560, queue="gadgets", agent="a-104"),
        call.event("transferred", 2_400, queue="orders"),
        call.event("answered", 3_300, queue="orders", agent="a-103"),
        call.event("ended", 4_210),
    )


def _case(at: datetime) -> Json:
    return {
        "type": "case",
        "source": "field",
        "id": "F-2290",
        "opened_at": at.isoformat(),
        "status": "open",
        "subject": "The washer leaks again",
        "about": [{"type": "asset", "id": WASHER}],
        "person": {"id": "c9301", "source": "shop"},
    }


def _dans_post(at: datetime) -> Json:
    return post(
        at,
        "x-9301",
        DAN,
        "Stacked washer and dryer, leaking AGAIN. You needed two people last time. My wife has "
        "been on the phone for over an hour to hear that you send one.",
        reach=4_100,
    )


def _household(now: datetime) -> tuple[Json, Json]:
    home = {"address": "77 Elm Court", "postcode": "43085"}
    karen = {
        **account("shop", "c9301", "Karen", "Brandt", "Columbus", "OH"),
        **home,
        "phones": [KAREN_PHONE, HOME_PHONE],
        "emails": ["karen.brandt@example.com"],
        "birth_date": "1981-05-17",
        "updated_at": ago(now, days=900).isoformat(),
    }
    dan = {
        **account("shop", "c9302", "Dan", "Brandt", "Columbus", "OH"),
        **home,
        "phones": ["+16145550192", HOME_PHONE],
        "emails": ["dan.brandt@example.net"],
        "handles": [{"network": "x", "handle": "@dan_builds_ohio"}],
        "birth_date": "1979-11-30",
        "updated_at": ago(now, days=500).isoformat(),
    }
    return karen, dan


def _machines(now: datetime) -> tuple[Json, ...]:
    since = ago(now, days=760)
    washer = _asset(WASHER, "Washer 500", "WB-17", since)
    dryer = _asset("D-5513", "Dryer 500", "DB-04", since)
    visited = ago(now, days=200)
    visit = {
        "type": "interaction",
        "source": "field",
        "id": VISIT,
        "channel": "counter",
        "kind": "visit",
        "direction": "out",
        "started_at": visited.isoformat(),
        "ended_at": (visited + timedelta(minutes=50)).isoformat(),
        "status": "ended",
        "text": NOTE,
        "agent": "t-31",
        "about": [{"type": "asset", "id": WASHER}],
        "person": {"id": "c9301", "source": "shop"},
    }
    return washer, dryer, visit


def _asset(id_: str, name: str, batch: str, since: datetime) -> Json:
    return {
        "type": "asset",
        "source": "field",
        "id": id_,
        "name": name,
        "serial": f"SN-{id_}",
        "batch": batch,
        "since": since.isoformat(),
        "person": {"id": "c9301", "source": "shop"},
    }
