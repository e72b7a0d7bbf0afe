"""The unknown caller: no number shown, a nickname, and a city with another spelling."""

from datetime import datetime
from typing import Final

from tellonce.demo.stories.telling import Json, Step, Story, account, ago, message

WILL: Final[Json] = {
    "id": "ig9401",
    "name": "Will Hargrove",
    "city": "St Paul",
    "handles": [{"network": "instagram", "handle": "@will_hargrove_mn"}],
}
BY_NAME: Final[Json] = {"channel": "voice", "name": "Bill Hargrove", "city": "Saint Paul"}
BY_ANSWER: Final[Json] = {**BY_NAME, "email": "w.hargrove@example.org"}


def story(now: datetime) -> Story:
    wrote = message(
        ago(now, days=7),
        "ig-9401",
        WILL,
        "Hi, the reading lamp flickers. Can somebody call me?",
        source="instagram",
    )
    return Story(
        "the unknown caller",
        "The unknown caller: who it may be, and the question that separates them",
        (
            Step(
                ago(now, days=300),
                "Two men called William Hargrove are customers in St. Paul.",
                (
                    _william(now, "c9401", "w.hargrove@example.org", "+16515550193", "1962-01-19"),
                    _william(now, "c9402", "bhargrove@example.com", "+16515550190", "1990-07-08"),
                ),
            ),
            Step(
                ago(now, days=7),
                "One of them, nobody knows which, writes on Instagram.",
                (wrote,),
            ),
            Step(
                ago(now, minutes=10),
                "Somebody calls without a number: “Bill Hargrove, Saint Paul, I wrote to you on "
                "Instagram last week.”",
                looks="the agent on the line",
                lookup=BY_NAME,
            ),
            Step(
                now,
                "The agent asks the question, and he gives his e-mail address.",
                looks="the agent on the line",
                lookup=BY_ANSWER,
            ),
        ),
    )


def _william(now: datetime, id_: str, email: str, phone: str, born: str) -> Json:
    return {
        **account("shop", id_, "William", "Hargrove", "St. Paul", "MN"),
        "emails": [email],
        "phones": [phone],
        "birth_date": born,
        "updated_at": ago(now, days=300).isoformat(),
    }
