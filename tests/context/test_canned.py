"""A standard reply that answers nothing is canned; an answer is none, however often it is given."""

import pytest

from context.canned.index import CannedIndex, Reply
from context.canned.lookalikes import BLOCK
from context.canned.signature import dump_signature, load_signature, signature_of

DM = "{greeting} we're sorry about this. Please DM us your order number so we can help. {sign}"


def judged(*replies: Reply):
    """Return the verdict on the last reply, all of them being known."""
    index = CannedIndex()
    for one in replies:
        index.add(one)
    return index.judge(replies[-1])


def to(customer: str, text: str, question: str = "") -> Reply:
    return Reply(f"to {customer}", customer, text, question)


def test_the_same_request_to_two_customers_is_canned_and_names_the_other():
    verdict = judged(
        to("ana", DM.format(greeting="Hi Ana,", sign="^JB")),
        to("ben", DM.format(greeting="@ben_77", sign="/MK")),
    )

    assert verdict.canned
    assert verdict.like == "to ana"
    assert verdict.similarity == pytest.approx(1, abs=0.1)
    assert verdict.reason == (
        "it only apologises, offers help and sends elsewhere; nearly the same went to one other "
        "customer"
    )


def test_the_first_of_its_kind_is_canned_when_it_is_nothing_but_phrases():
    verdict = judged(to("ana", DM.format(greeting="Hi Ana,", sign="^JB")))

    assert verdict.canned
    assert verdict.like is None


def test_the_same_customer_told_twice_is_nobody_else():
    first = to("ana", DM.format(greeting="Hi Ana,", sign="^JB"))

    assert judged(first, Reply("again", "ana", first.text)).like is None


def test_a_fact_that_many_needed_is_an_answer_each_time():
    verdict = judged(
        to("ana", "Flight 482 is delayed until 6pm because the crew is over its hours. ^JB"),
        to("ben", "Flight 482 is delayed until 6pm as the crew is over its hours."),
        to("cy", "@cy_1 Flight 482 is delayed until 6pm, the crew is over its hours ^MK"),
    )

    assert not verdict.canned
    assert verdict.similarity > 0.85
    assert verdict.reason == "it names a time, an amount or a number"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "Hi Jo, I understand your frustration. I've taken the late fee off. Have a great day!",
            "it says what was done",
            id="a step taken between phrases",
        ),
        pytest.param(
            "Sorry for the wait! The shade ships from Gdansk on the 14th. Thanks for your patience",
            "it names a time, an amount or a number",
            id="a date between phrases",
        ),
        pytest.param(
            "Oh no! Was the salad from the fridge by the door?",
            "it asks about this matter",
            id="a question of this matter",
        ),
        pytest.param(
            "Turn the tap left first, then press the button.",
            "it speaks of this matter (turn, tap, left)",
            id="an instruction",
        ),
    ],
)
def test_an_answer_with_standard_phrases_at_both_ends_is_an_answer(text, reason):
    verdict = judged(to("ana", text))

    assert not verdict.canned
    assert verdict.reason == reason


def test_taking_up_what_the_customer_wrote_speaks_against():
    text = "Sorry to hear that! Our kettle lids are checked by the team. Please contact us here."
    without = judged(to("ana", text))
    asked = judged(to("ana", text, "the lid of my kettle leaks"))

    assert asked.chance < without.chance


def test_in_another_language_several_others_make_it_canned():
    text = "Pahoittelemme tapahtunutta ja selvitämme asian mahdollisimman pian, {}"
    replies = [to(name, text.format(name)) for name in ("aino", "eero", "liisa")]

    assert not judged(*replies[:2]).canned
    assert judged(*replies).canned


def test_a_reply_without_words_says_nothing():
    verdict = judged(to("ana", "👍"))

    assert (verdict.canned, verdict.reason) == (False, "nothing is said in words")


def test_a_reply_that_joins_twice_counts_once():
    ana = to("ana", "Kindly note that the market is shut.")
    ben = to("ben", "Kindly note that the market is shut!")

    assert judged(ana, ben) == judged(ana, ana, ben)


def test_a_commoner_key_than_a_block_holds_still_finds_the_same_text():
    index = CannedIndex()
    for number in range(BLOCK * 3):
        words = f"{chr(97 + number % 26)}x{chr(97 + number // 26)}".replace("x", "q")
        index.add(to(f"c{number}", f"Please DM us your {words} number"))
    last = to("new", f"Please DM us your {words} number")

    assert index.judge(last).like == f"to c{BLOCK * 3 - 1}"


def test_near_texts_share_a_key_and_strangers_do_not():
    one = signature_of("we are sorry please dm us your order number so we can help you")
    near = signature_of("we are so sorry please dm us your account number so we can help you")
    other = signature_of("the lift at elm park waits for a motor from turin")

    assert set(one) & set(near)
    assert not set(one) & set(other)


def test_a_signature_is_kept_as_ascii_and_read_again():
    signature = signature_of("please dm us your order number so we can help")

    assert load_signature(dump_signature(signature)) == signature
    assert dump_signature(signature).isascii()
    with pytest.raises(ValueError, match="whole keys"):
        load_signature("12345")
