"""A screen pop in a terminal says who, what to say and do, and why, in that order."""

from context.journey.model import Pivot, Praise
from context.pop import (
    Attempt,
    Candidate,
    Effort,
    Evidence,
    Matter,
    NextAction,
    Question,
    Resolution,
    Route,
    ScreenPop,
)
from context.routing.model import Outcome, Placement
from graph.model import CustomerView, IdentifierView, InteractionView, LineView, OrderView
from tellonce.cli.pop_text import SHOWN, pop_text

MINUTE_MS = 60_000
AT_MS = 1_793_610_000_000  # 2026-11-02 09:00


def pop(**parts):
    usual = {
        "resolution": Resolution.NONE,
        "acknowledgement": "Thank you for calling.",
        "route": Route("general desk", "nothing is known yet"),
        "effort": Effort(0, 0, 0, 0),
    }
    return ScreenPop(**{**usual, **parts})


def test_one_customer_comes_with_attempts_and_what_to_do():
    customer = CustomerView(
        id="c1",
        name="John Hartwell",
        city="Denver",
        sources=("shop",),
        identifiers=(IdentifierView("phone", "+13035550197"),),
        matched=("phone",),
    )
    tried = Attempt("i1", "voice", AT_MS, "abandoned", 843, "Called, waited 14 minutes")
    shown = pop_text(
        pop(
            resolution=Resolution.ONE,
            customer=customer,
            attempts=(tried,),
            effort=Effort(3, 3, 843, 0),
            matters=(Matter("m1", "Pocket projector", AT_MS, "open", AT_MS, "same order"),),
            orders=(
                OrderView(
                    "20533",
                    "shop",
                    AT_MS,
                    status="delivered",
                    currency="USD",
                    total="249.00",
                    lines=(LineView(name="Projector"),),
                ),
            ),
            next_actions=(
                NextAction("exchange", "Exchange it now", "dead on arrival"),
                NextAction(
                    "call_back",
                    "Call back",
                    "missed",
                    authority="waive_fee",
                    limit="up to 9.00 USD",
                    owner="team lead",
                    due_ms=AT_MS,
                ),
            ),
        )
    ).splitlines()

    assert shown[0] == "ONE      John Hartwell, Denver"
    assert "Do       Exchange it now  (dead on arrival)" in shown
    bounds = shown[shown.index("Do       Call back  (missed)") + 1]
    assert bounds == (
        "         by whoever may waive_fee; up to 9.00 USD; "
        "team lead answers for it by 2026-11-02 09:00"
    )
    assert "Tried    3 times on 3 channels, 14 minutes waited" in shown
    assert "         2026-11-02 09:00  voice   Called, waited 14 minutes" in shown
    assert "Orders   2026-11-02 09:00  20533  Projector  249.00 USD  delivered" in shown


def test_matters_come_with_their_way_their_cost_and_their_end():
    effort = Effort(3, 3, 843, 1, talked_seconds=4200, retellings=2, people=3)
    pivots = (Pivot("social", "dm", AT_MS, "asked"), Pivot("dm", "voice", AT_MS, "no answer"))
    praise = (Praise("t9", "x", "social", AT_MS, 2500, "Thank you!"),)
    open_one = Matter(
        "m1", "The bag", AT_MS, "open", AT_MS, "same order",
        effort=effort, pivots=pivots, on_its_way=True, reopened=1,
    )  # fmt: skip
    closed = Matter(
        "m2", "The kettle", AT_MS, "closed", AT_MS, "one attempt",
        closed_at_ms=AT_MS, closed_by="thanks", closed_why="The customer said thanks",
        praise=praise,
    )  # fmt: skip

    shown = pop_text(
        pop(resolution=Resolution.ONE, matters=(open_one,), closed_matters=(closed,))
    ).splitlines()

    assert shown[shown.index("Matters  The bag  (same order)") + 1 :][:4] == [
        "           social → dm → voice",
        "           14 minutes waited, 1 hour talked, handed on 1 time, told again 2 times, "
        "3 people spoken to",
        "           came up again 1 time",
        "           what replaces the goods is on its way",
    ]
    assert "Closed   2026-11-02 09:00  The kettle  (The customer said thanks)" in shown
    assert "           thanks in public, 2,500 readers: Thank you!" in shown


def test_several_candidates_come_with_evidence_and_the_question():
    evidence = Evidence("name", "nickname_last", 15.3, "bill smyth", "william smith", "nickname")
    shown = pop_text(
        pop(
            resolution=Resolution.SEVERAL,
            candidates=(Candidate("c1", "William Smith", "St. Louis", 9.1, 0.81, (evidence,), 2),),
            question=Question("email", "Which e-mail address?", "they differ in it"),
        )
    )

    assert shown.startswith("SEVERAL  one customer fits, and nothing proves it yet")
    assert "81.0%   William Smith, St. Louis, 2 of that name there" in shown
    assert "+15.3 bits  nickname: bill smyth / william smith" in shown
    assert "Ask      Which e-mail address?  (they differ in it)" in shown


def test_nobody_is_answered_with_a_sentence_a_question_and_a_desk():
    shown = pop_text(pop(question=Question("phone", "Which number?", "to find you")))

    assert shown.splitlines() == [
        "NONE     nobody that we know of",
        "",
        "Say      Thank you for calling.",
        "Ask      Which number?  (to find you)",
        "Desk     general desk  (nothing is known yet)",
    ]


def test_a_message_with_escape_sequences_is_shown_harmless():
    tweet = InteractionView("i1", "x", "social", "mention", "in", AT_MS, text="\x1b[2Jgone")

    assert "\x1b" not in pop_text(pop(resolution=Resolution.ONE, interactions=(tweet,)))


def test_a_long_story_is_cut_and_says_so():
    orders = tuple(OrderView(str(number), "shop", AT_MS) for number in range(SHOWN + 3))

    assert "… and 3 more" in pop_text(pop(resolution=Resolution.ONE, orders=orders))


def test_the_desk_comes_with_what_to_ask_who_may_have_it_and_what_became_of_it():
    route = Route(
        "refinance",
        "it is about a refinance; at risk: one abandoned attempt",
        ask="Is it about “New loan” or “Payoff letter”?",
        placement=Placement(("a-2",), True, None, "One agent with refinance"),
        decided_at_ms=AT_MS,
        outcome=Outcome(True, "It was handed on and ended at sales", "sales"),
    )

    shown = pop_text(pop(route=route))

    assert "Desk     refinance  (it is about a refinance; at risk: one abandoned attempt)" in shown
    assert "         ask first: Is it about “New loan” or “Payoff letter”?" in shown
    assert (
        "         wrong: It was handed on and ended at sales; One agent with refinance; "
        "decided 2026-11-02 09:00"
    ) in shown
