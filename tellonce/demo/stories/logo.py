"""The logo: an untagged post with two photos, which a response team answers once."""

from datetime import datetime
from typing import Final

from tellonce.demo.life import answer
from tellonce.demo.stories.telling import Json, Step, Story, account, ago, message, order, post

HANDLE: Final = "@oliver_quist_nv"
OLIVER: Final[Json] = {
    "id": "u9501",
    "name": "Oliver Quist",
    "city": "Reno, NV",
    "handles": [{"network": "x", "handle": HANDLE, "followers": 12_400}],
}
LOOKUP: Final[Json] = {"channel": "social", "handle": {"network": "x", "handle": HANDLE}}


def story(now: datetime) -> Story:
    said = _the_post(ago(now, minutes=50))
    sorry = answer(
        said,
        ago(now, minutes=35),
        "Two years past its date should never stand on a shelf, Oliver. Your 45 dollars are on "
        "their way back; which shop was it? I have written to you.",
        agent="a-102",
    )
    wrote = message(
        ago(now, minutes=30), "dm-9501", OLIVER, "It was the shop on Main, on Saturday."
    )
    return Story(
        "the logo",
        "The logo: an untagged post, and a response team that answers it once",
        (
            Step(
                ago(now, days=90),
                "Oliver has been a customer for years. His public profile has many followers.",
                _on_file(now),
            ),
            Step(
                ago(now, minutes=50),
                "He was sold a kettle from a box with an old date, and got a shrug. He posts two "
                "photos and names the chain in words: nobody is tagged. It is on the board at "
                "once, with an hour on its clock.",
                (said,),
                looks="the response team",
                lookup=LOOKUP,
                board=True,
            ),
            Step(
                ago(now, minutes=30),
                "One of the team claims it, so that nobody else answers as well, answers in "
                "public, and goes on in private.",
                (sorry, wrote),
                looks="whoever reads his message",
                lookup=LOOKUP,
                board=True,
            ),
        ),
    )


def _the_post(at: datetime) -> Json:
    photos = [
        {"url": "https://img.example.com/9501-1.jpg", "kind": "photo", "text": "a date: 03/2024"},
        {"url": "https://img.example.com/9501-2.jpg", "kind": "photo", "text": "a shop's sign"},
    ]
    said = post(
        at,
        "x-9501",
        OLIVER,
        "Northwind sold me a kettle that is two years past its date. No apology, a shrug. Look!",
        reach=900,
        media=photos,
    )
    return {**said, "kind": "post"}


def _on_file(now: datetime) -> tuple[Json, ...]:
    oliver = {
        **account("shop", "c9501", "Oliver", "Quist", "Reno", "NV"),
        "emails": ["oliver.quist@example.com"],
        "handles": [{"network": "x", "handle": HANDLE}],
        "updated_at": ago(now, days=1_200).isoformat(),
    }
    bought = [
        order(ago(now, days=90 * number), f"9501{number}", "c9501", "KETTLE-3")
        for number in range(1, 6)
    ]
    return (oliver, *bought)
