"""Which pieces of a customer's history are one matter?"""

import pytest

from graph.model import AssetView, ContractView
from tests.context.matters import (
    call,
    case,
    different,
    groups,
    matters,
    one,
    order,
    reply,
    same,
    talk,
)


def test_what_names_the_same_order_is_one_matter_however_far_apart():
    left = one("email", 20, about=("order 1",))
    right = one("chat", 0.1, about=("order 1", "product 5"))

    (matter,) = matters(left, right)

    assert matter.attempts == 2
    assert matter.channels == ("email", "chat")
    assert matter.about == ("order 1", "product 5")
    assert matter.opened_at_ms == left.started_at_ms
    assert "all about order 1" in matter.why


def test_what_names_different_orders_is_two_matters_however_close():
    assert (
        len(matters(one("email", 1, about=("order 1",)), one("chat", 1, about=("order 2",)))) == 2
    )


def test_two_orders_in_one_thread_of_mails_are_two_matters():
    first, second = one("email", 0.2, about=("order 1",)), one("email", 0.1, about=("order 2",))

    assert groups(first, second) == [{first.id}, {second.id}]


def test_an_order_that_comes_up_again_is_the_same_matter_and_a_machine_another_one():
    def twice(about):
        done = talk(80, about=(about,))
        return groups(call(81, "abandoned", about=(about,)), done, one("email", 1, about=(about,)))

    assert len(twice("order 1")) == 1
    assert len(twice("asset w1")) == 2


def test_replies_belong_to_what_they_reply_to():
    left = one("email", 20, id="a")

    assert len(matters(left, one("email", 1, in_reply_to="a"))) == 1
    assert len(matters(left, one("email", 1))) == 2


def test_what_happens_within_three_days_is_one_matter_when_nothing_sets_it_apart():
    assert len(matters(call(4, "abandoned"), one("email", 2))) == 1
    assert len(matters(call(6, "abandoned"), one("email", 2))) == 2


def test_an_attempt_in_the_middle_joins_both_sides():
    given = [call(6, "abandoned"), call(1, "abandoned"), call(3.5, "abandoned")]

    assert [matter.attempts for matter in matters(*given)] == [3]


def test_a_question_in_other_words_where_the_first_one_was_asked_is_another_matter():
    kettle = one("email", 3, text="My kettle leaks")
    bill = one("email", 1, text="I never got an invoice for the course")

    assert len(matters(kettle, bill)) == 2


def test_who_goes_on_elsewhere_goes_on_with_the_same_matter():
    post = one("social", 2, text="My projector is dead on arrival")
    chat = one("chat", 1, text="I have tried everywhere, nobody cares")

    assert groups(post, chat) == [{post.id, chat.id}]


def test_words_in_common_lead_to_the_right_one_of_two():
    loan = case("1", 6, subject="Asked about a home equity line")
    refinance = case("2", 6, subject="Refinance of the house")
    voicemail = call(5, "voicemail", text="The payoff letter of my refinance is wrong")

    found = groups(voicemail, cases=(loan, refinance))

    assert found == [{"1"}, {"2", voicemail.id}]


def test_two_matters_stay_two_when_a_call_says_nothing():
    loan = case("1", 2, subject="Asked about a home equity line")
    refinance = case("2", 2, subject="Refinance of the house")
    silent = call(1, "abandoned")

    assert groups(silent, cases=(loan, refinance)) == [{"1"}, {"2"}, {silent.id}]


def test_silent_calls_in_doubt_are_one_matter_of_their_own():
    cases = (case("1", 2, subject="Home equity line"), case("2", 2, subject="Refinance"))
    calls = [call(1, "abandoned"), call(0.5, "abandoned")]

    assert groups(*calls, cases=cases)[2] == {one.id for one in calls}


def test_the_customers_own_name_is_no_subject():
    loan = one("email", 3, text="Nora Whitfield asks for a mortgage")
    bag = one("email", 1, text="Nora Whitfield wants her duffel back")

    assert len(matters(loan, bag)) == 1
    assert len(matters(loan, bag, name="Nora Whitfield")) == 2


def test_an_open_case_is_a_matter_and_a_closed_one_is_a_closed_one():
    opened, closed = matters(
        cases=[case(subject="No picture"), case("8", 0.5, closed=0.1, subject="A bill")]
    )

    assert (opened.subject, opened.about, opened.status) == ("No picture", ("case 7",), "open")
    assert (closed.status, closed.closed_by) == ("closed", "case_closed")


def test_a_text_that_names_an_item_is_about_that_order():
    given = [order("1", 6), order("2", 6, "Pocket projector")]

    (matter,) = matters(one("email", 1, text="My projector is dead"), orders=given)

    assert matter.about == ("order 2",)
    assert "“projector” names an item of order 2" in matter.why
    assert ("order", "shop", "2") in {(it.kind, it.source, it.id) for it in matter.evidence}


def test_a_text_that_fits_two_orders_names_neither():
    given = [order("1", 6, "Red kettle"), order("2", 6, "Steel kettle")]

    assert matters(one("email", 1, text="The kettle leaks"), orders=given)[0].about == ()


def test_a_text_names_the_order_that_stands_beside_one_that_was_sent_back():
    given = [order("1", 9, status="returned"), order("2", 6)]

    assert matters(one("email", 1, text="The kettle leaks"), orders=given)[0].about == ("order 2",)


def test_nobody_speaks_of_goods_before_they_are_ordered():
    given = [order("1", 6), order("2", 1)]

    assert matters(one("email", 3, text="The kettle leaks"), orders=given)[0].about[0] == "order 1"


@pytest.mark.parametrize(
    ("belonging", "about"),
    [
        ({"contracts": (ContractView("L1", "crm", "Refinance, fixed"),)}, "contract L1"),
        ({"assets": (AssetView("w1", "field", "Refinance gadget"),)}, "asset w1"),
    ],
)
def test_a_text_may_name_a_contract_or_an_asset(belonging, about):
    (matter,) = matters(one("email", 1, text="It is about my refinance"), **belonging)

    assert matter.about == (about,)


@pytest.mark.parametrize(
    ("orders", "about"),
    [
        pytest.param([order("1", 6)], ("order 1",), id="the only recent order"),
        pytest.param([order("1", 6), order("2", 90)], ("order 1",), id="an old one besides"),
        pytest.param([order("1", 6), order("2", 6)], (), id="two recent orders"),
        pytest.param([order("1", 40)], (), id="long ago"),
        pytest.param([order("1", 6, status="cancelled")], (), id="cancelled"),
        pytest.param([order("1", 0.5)], (), id="placed after it"),
    ],
)
def test_the_only_order_of_the_month_before_is_taken_for_what_it_is_about(orders, about):
    assert matters(one("email", 1), orders=orders)[0].about == about


def test_a_long_text_becomes_a_short_subject():
    (matter,) = matters(one("email", 1, text="word " * 100))

    assert len(matter.subject) <= 80
    assert matter.subject.endswith("…")


def test_a_visit_is_evidence_of_the_matter_about_that_machine_and_no_attempt():
    note = one("counter", 2, kind="visit", direction="out", about=("asset w1",), text="Filter")

    (matter,) = matters(note, cases=[case("9", 3, about=("asset w1",))])

    assert note.id in {it.id for it in matter.evidence}
    assert matter.attempts == 0


def test_each_change_of_channel_is_told_with_its_reason():
    post = one("social", 3, text="I wanted the OLD bag")
    ours = reply(post, 2.9, text="Would you send us a message?")
    written = one("dm", 2.6, text="Here I am")

    (matter,) = matters(post, ours, written, call(1, "abandoned"), one("sms", 0.5))

    assert [(it.from_channel, it.to_channel, it.why) for it in matter.pivots] == [
        ("social", "dm", "after our reply to the post on X"),
        ("dm", "voice", "the direct message on X had no answer yet"),
        ("voice", "sms", "nobody answered the call"),
    ]


# What people say of it


def test_what_is_put_together_by_hand_is_one_matter():
    left, right = one("email", 40, text="Kettle"), one("email", 1, text="Invoice")

    assert len(matters(left, right)) == 2
    (matter,) = matters(left, right, judgements=[same(left, right)])
    assert "put together by hand" in matter.why


def test_what_is_put_together_by_hand_is_so_through_others():
    one_, two, three = one("email", 90), one("email", 50), one("email", 1)

    assert len(matters(one_, two, three, judgements=[same(one_, two), same(two, three)])) == 1


def test_what_is_split_by_hand_is_two_matters_even_with_one_reference():
    left, right = one("email", 5, about=("order 1",)), one("chat", 1, about=("order 1",))

    assert groups(left, right, judgements=[different(left, right)]) == [{left.id}, {right.id}]


def test_a_conversation_can_be_split():
    left, right = one("dm", 0.2, text="The bag"), one("dm", 0.1, text="The bill")

    assert len(matters(left, right)) == 1
    assert len(matters(left, right, judgements=[different(left, right)])) == 2


def test_what_is_put_together_keeps_apart_from_what_either_is_split_from():
    left, right, other = one("email", 50), one("email", 30), one("email", 28)
    said = [same(left, right), different(left, other)]

    assert groups(left, right, other) == [{left.id}, {right.id, other.id}]
    assert groups(left, right, other, judgements=said) == [{left.id, right.id}, {other.id}]


def test_the_last_word_counts():
    left, right = one("email", 40), one("email", 1)

    assert len(matters(left, right, judgements=[same(left, right), different(left, right)])) == 2
    assert len(matters(left, right, judgements=[different(left, right), same(left, right)])) == 1
