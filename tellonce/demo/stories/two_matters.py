"""The two matters: a refinance that routing took for a new loan, a voicemail, a tweet."""

from datetime import datetime, timedelta
from typing import Final

from tellonce.demo.calls import HOTLINE, Call
from tellonce.demo.stories.telling import Json, Step, Story, account, ago, message, post

PHONE: Final = "+13145550198"
VOICEMAIL: Final = (
    "This is Elizabeth Marlowe. It is about my refinance, the payoff letter is wrong."
)
BETH: Final[Json] = {
    "id": "u9101",
    "name": "Beth Marlowe",
    "city": "Saint Louis",
    "handles": [{"network": "x", "handle": "@marlowe_reads"}],
}
BY_PHONE: Final[Json] = {"channel": "voice", "phone": PHONE}
BY_NAME: Final[Json] = {"channel": "social", "name": "Beth Marlowe", "city": "Saint Louis"}


def story(now: datetime) -> Story:
    misrouted = Call(now - timedelta(days=6), "call-9101", PHONE, "Elizabeth Marlowe")
    missed = Call(now - timedelta(days=5), "call-9103", HOTLINE, to=PHONE)
    solved = Call(now - timedelta(days=2), "call-9102", PHONE, "Elizabeth Marlowe")
    tweet = post(
        ago(now, days=1),
        "x-9101",
        BETH,
        "Your auto-routing sent me to the wrong person for a week. The right one took ten minutes.",
        reach=2_500,
    )
    return Story(
        "the two matters",
        "The two matters: misroute, voicemail, tweet, name and city",
        (
            Step(
                ago(now, days=9),
                "Elizabeth is closing a refinance and has also asked about a new loan. An older "
                "Elizabeth Marlowe lives in the same city.",
                _on_file(now),
            ),
            Step(
                ago(now, days=6),
                "She calls about the refinance. Routing takes it for the new loan; that desk "
                "cannot help, and its voicemail takes her.",
                calls=(
                    misrouted.event("ringing", 0),
                    misrouted.event("queued", 5, queue="new-loans"),
                    misrouted.event("answered", 245, queue="new-loans", agent="a-107"),
                    misrouted.event("transferred", 330, queue="voicemail"),
                    misrouted.event("voicemail", 420, text=VOICEMAIL),
                ),
                looks="whoever takes her next call",
                lookup=BY_PHONE,
            ),
            Step(
                ago(now, days=5),
                "The call back misses her.",
                calls=(
                    missed.event("ringing", 0, direction="out"),
                    missed.event("abandoned", 35, direction="out"),
                ),
                looks="whoever takes her next call",
                lookup=BY_PHONE,
            ),
            Step(
                ago(now, days=2),
                "She reaches the wrong desk live, which hands her on; the right one solves it at "
                "once.",
                calls=(
                    solved.event("ringing", 0),
                    solved.event("queued", 4, queue="new-loans"),
                    solved.event("answered", 380, queue="new-loans", agent="a-107"),
                    solved.event("transferred", 560, queue="refinance"),
                    solved.event("answered", 640, queue="refinance", agent="a-112"),
                    solved.event("ended", 1_240),
                ),
            ),
            Step(
                ago(now, days=1),
                "She tweets that auto-routing did this to her. The profile has a nickname and a "
                "city in another spelling, nothing else.",
                (tweet,),
                looks="the social desk",
                lookup=BY_NAME,
            ),
            *_apology(now),
        ),
    )


def _apology(now: datetime) -> tuple[Step, ...]:
    """Return how it ends: she says which loan it is, is called, and thanks for all to read."""
    called = Call(now - timedelta(hours=18), "call-9104", HOTLINE, to=PHONE)
    return (
        Step(
            ago(now, days=0.8),
            "Asked in private what it is about, she answers with a case's number. That makes it "
            "one customer, with a telephone.",
            (message(ago(now, days=0.8), "dm-9101", BETH, "It is my refinance, case Q-3108."),),
        ),
        Step(
            ago(now, days=0.75),
            "Somebody with a name calls her and apologises.",
            calls=(
                called.event("ringing", 0, direction="out"),
                called.event("answered", 9, direction="out", agent="a-112"),
                called.event("ended", 310, direction="out", agent="a-112"),
            ),
        ),
        Step(
            ago(now, days=0.2),
            "Her thanks in public end the loop: 2,500 people may have read them.",
            (
                post(
                    ago(now, days=0.2),
                    "x-9102",
                    BETH,
                    "Thank you for calling me about this. That was decent of you.",
                    reach=2_500,
                ),
            ),
            board=True,
        ),
    )


def _on_file(now: datetime) -> tuple[Json, ...]:
    borrower = {
        **account("crm", "k9101", "Elizabeth", "Marlowe", "St. Louis", "MO"),
        "phones": [PHONE],
        "emails": ["e.marlowe@example.com"],
        "birth_date": "1979-04-12",
        "updated_at": ago(now, days=800).isoformat(),
    }
    namesake = {
        **account("shop", "c9102", "Elizabeth", "Marlowe", "St. Louis", "MO"),
        "emails": ["lizzie@example.net"],
        "phones": ["+13145550194"],
        "birth_date": "1955-11-02",
        "updated_at": ago(now, days=90).isoformat(),
    }
    refinance = {
        "type": "contract",
        "source": "crm",
        "id": "L-77120",
        "name": "Refinance, 15 years fixed",
        "status": "closing",
        "starts_at": ago(now, days=20).isoformat(),
        "currency": "USD",
        "price": "1184.20",
        "interval": "month",
        "person": {"id": "k9101"},
    }
    question = {
        "type": "case",
        "source": "crm",
        "id": "Q-3108",
        "opened_at": ago(now, days=9).isoformat(),
        "status": "open",
        "subject": "Asked about one of the new loans, a home equity line",
        "priority": "normal",
        "person": {"id": "k9101"},
    }
    return borrower, namesake, refinance, question
