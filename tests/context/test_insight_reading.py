"""What customers complain of is read in their own words, in four languages."""

import pytest

from context.insights.phrases import read_phrase
from context.insights.reading import complaints_in
from context.insights.shipped import shipped_insights
from context.insights.text import own_words
from context.policies.operand import WrongOperandError
from context.promises.reading import read_promises
from context.promises.shipped import shipped_promises

CAUSES = shipped_insights().causes


def causes_in(text: str) -> list[str]:
    return [one.cause for one in complaints_in(text, CAUSES)]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        pytest.param("A bill up by $10 after five years: my bill went up!", "price-rise", id="en"),
        pytest.param("You raised my rate without a word", "price-rise", id="who did it"),
        pytest.param("Meine Rechnung ist um 10 Euro gestiegen", "price-rise", id="de"),
        pytest.param("Mi factura subió 10 euros", "price-rise", id="es"),
        pytest.param("Le prix de mon abonnement a augmenté", "price-rise", id="fr"),
        pytest.param("I see the store on Main Street is closed", "closed", id="a closed shop"),
        pytest.param("Die Filiale ist jetzt geschlossen", "closed", id="closed, de"),
        pytest.param("La tienda está cerrada", "closed", id="closed, es"),
        pytest.param("Le magasin a fermé", "closed", id="closed, fr"),
        pytest.param("The bulb is discontinued", "part-ended", id="a part"),
        pytest.param("I can't get a replacement filter", "part-ended", id="a part nobody sells"),
        pytest.param("Die Birne gibt es nicht mehr", "part-ended", id="a part, de"),
        pytest.param("My kettle arrived broken", "arrived-broken", id="broken"),
        pytest.param("Where is my parcel?", "late", id="late"),
        pytest.param("I was charged twice", "charged-twice", id="twice"),
    ],
)
def test_a_complaint_names_its_cause(text, cause):
    assert causes_in(text) == [cause]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("What does the plan cost?", id="a question about a price"),
        pytest.param("Is the store open on Sunday?", id="a question about a shop"),
        pytest.param("The bulb is bright and lovely", id="praise of the part"),
        pytest.param("Please close my ticket", id="something else to close"),
        pytest.param("My bill. It went well.", id="the words stand in two sentences"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_only_sounds_alike_is_none(text):
    assert causes_in(text) == []


def test_what_is_quoted_below_is_not_said_by_the_customer():
    mail = "Thanks!\n> your bill went up\nOn 2 May Kim wrote:\nThe bill went up."

    assert causes_in(mail) == []


def test_the_words_that_say_so_are_kept():
    (found,) = complaints_in("Hi. Yesterday my bill went up by $10!", CAUSES)

    assert (found.words, found.language) == ("bill went up", "en")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can't find it. Why?", "i cant find it . why . "),
        ("It costs €1,299.00 now", "it costs eur129900 now "),
        ("Mehr: https://example.com/a und a@example.com", "mehr und "),
    ],
)
def test_words_are_plain(text, words):
    assert own_words(text) == words


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("bill .. went up", "my bill has really went up", True),
        ("bill .. went up", "bill one two three four five six went up", False),
        ("(bill|rate) rose", "the rate rose", True),
        ("(bill|rate) rose", "the rates rose", False),
        ("discontinu*", "it was discontinued", True),
        ("discontinu*", "it was continued", False),
    ],
)
def test_a_phrase_is_words_with_gaps_choices_and_endings(phrase, text, found):
    assert (read_phrase(phrase).search(own_words(text)) is not None) is found


@pytest.mark.parametrize("phrase", ["", "..", "(bill", "bill)", "e-mail", 7, "x" * 300])
def test_a_phrase_that_is_none_is_refused(phrase):
    with pytest.raises(WrongOperandError):
        read_phrase(phrase)


def test_no_notice_that_ships_promises_what_would_be_broken():
    texts = [
        text
        for notice in shipped_insights().notices
        for several in notice.texts.values()
        for text in several
    ]

    assert [one for one in texts if read_promises(one, 0, shipped_promises())] == []
