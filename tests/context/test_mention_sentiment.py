"""Praise, blame or neither: what turns a word round; how often it is right on labelled posts."""

import csv
from pathlib import Path

import pytest

from context.mentions.lexicon import LANGUAGES
from context.mentions.model import Tone
from context.mentions.sentiment import asks_something, sentiment_of

LABELLED = Path(__file__).parents[1] / "fixtures" / "mentions" / "labelled.csv"
# As measured when the lexicon was written; a change of it may not make it worse.
RIGHT_AT_LEAST = {"en": 0.73, "de": 0.65, "es": 0.8, "fr": 0.8}


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        pytest.param("happy with it", Tone.POSITIVE, id="good"),
        pytest.param("not happy with it", Tone.NEGATIVE, id="not good"),
        pytest.param("bad", Tone.NEGATIVE, id="bad"),
        pytest.param("not bad", Tone.POSITIVE, id="not bad"),
        pytest.param("It is great. Not tomorrow", Tone.POSITIVE, id="a not in another sentence"),
        pytest.param("nice shop, but it broke at once", Tone.NEGATIVE, id="but"),
        pytest.param("it broke, but they were great", Tone.POSITIVE, id="the other way round"),
        pytest.param("thank you", Tone.POSITIVE, id="thanks"),
        pytest.param("thanks for nothing", Tone.NEGATIVE, id="thanks that are none"),
        pytest.param("no calls please", Tone.NEUTRAL, id="a wish"),
        pytest.param("can you help me?", Tone.NEUTRAL, id="a question"),
        pytest.param("😡😡", Tone.NEGATIVE, id="a face"),
        pytest.param("my parcel :(", Tone.NEGATIVE, id="a face of signs"),
        pytest.param("it's 10:30 (noon)", Tone.NEUTRAL, id="no face"),
        pytest.param("DEAD ON ARRIVAL", Tone.NEGATIVE, id="shouted"),
        pytest.param("nicht zufrieden mit der Lampe", Tone.NEGATIVE, id="German"),
        pytest.param("muchas gracias, todo perfecto", Tone.POSITIVE, id="Spanish"),
        pytest.param("plus jamais, quelle honte", Tone.NEGATIVE, id="French"),
        pytest.param("荷物が届かない", Tone.NEUTRAL, id="a language that it does not know"),
        pytest.param("", Tone.NEUTRAL, id="nothing"),
        pytest.param(None, Tone.NEUTRAL, id="no text"),
    ],
)
def test_the_tone_of_a_post(text, tone):
    assert sentiment_of(text).tone is tone


@pytest.mark.parametrize(
    ("stars", "text", "tone"),
    [
        pytest.param("1", "It came on Tuesday.", Tone.NEGATIVE, id="one star"),
        pytest.param("5", "It came on Tuesday.", Tone.POSITIVE, id="five"),
        pytest.param(
            "5", "terrible wait, but worth it", Tone.POSITIVE, id="five, whatever it says"
        ),
        pytest.param("3", "It came on Tuesday.", Tone.NEUTRAL, id="three"),
        pytest.param("3", "It broke, awful.", Tone.NEGATIVE, id="three with bad words"),
    ],
)
def test_stars_say_more_than_words(stars, text, tone):
    assert sentiment_of(text, rating=stars).tone is tone


def test_the_words_that_decided_it_are_named():
    assert sentiment_of("The kettle is broken, never again").words == ("broken", "never again")


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_labelled_posts_it_is_right_as_often_as_is_said(language):
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    held_out = [row for row in rows if row["half"] == "held_out"]

    right = sum(sentiment_of(row["text"]).tone.value == row["tone"] for row in held_out)

    assert len(held_out) >= 8
    assert right / len(held_out) >= RIGHT_AT_LEAST[language]


def test_a_hostile_text_costs_no_more_than_another():
    sentiment_of("not " * 1_000_000)


def test_only_a_question_mark_makes_a_question():
    assert asks_something("where is it?")
    assert not asks_something("where is it")
