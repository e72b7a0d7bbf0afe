"""What is left of a reply once names, numbers, links and signatures are taken out."""

import pytest

from context.canned.lexicon import ACTS, LANGUAGES, UNKNOWN, lexicon
from context.canned.reading import MOST_WORDS, read_reply
from context.canned.words import MOST_COMPARED, plain_text, sentences_of


def plain(text: str) -> str:
    return plain_text(sentences_of(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("@ana_l Please DM us. ^JB", "@482113 please dm us ^MK", id="handle, initials"),
        pytest.param("Hi Tom, we can help. -Anna", "Hi Sandra, we can help! -Bo", id="names"),
        pytest.param("Dear Mr Okoro, thank you.", "Dear Ms Lindgren, thank you.", id="titles"),
        pytest.param("So sorry, Mia! Shoot us a DM", "So sorry, Jo! Shoot us a DM 😊", id="called"),
        pytest.param("See https://t.example/a1", "See https://t.example/zz?x=2", id="links"),
        pytest.param("Call 0800 555 0142", "Call +1 (555) 010-0199", id="phone numbers"),
        pytest.param("Write to a@example.com", "Write to care@example.net", id="addresses"),
        pytest.param("We'll look into it. 1/2 ^AB", "We will look into it. (2/2)^CD", id="parts"),
        pytest.param(
            "I’m sorry &amp; will help /JN", "I am sorry, will help /MT", id="short forms"
        ),
        pytest.param("Order 5531 is late", "Order A-77201 is late", id="order numbers"),
        pytest.param("Das tut uns leid. Grüße, Eva", "das tut uns leid. grüsse, Jan", id="german"),
        pytest.param("Happy to help. Thanks, Priya", "Happy to help. Thanks, Luke", id="signed"),
    ],
)
def test_fillings_of_one_template_read_alike(one, other):
    assert plain(one) == plain(other)
    assert plain(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The blue one fits", "The red one fits", id="a colour"),
        pytest.param("It leaves on Monday", "It leaves on Friday", id="a day"),
        pytest.param("Ask for Kim at the desk", "Ask for the key at the desk", id="inside"),
    ],
)
def test_what_is_said_of_a_matter_stays(one, other):
    assert plain(one) != plain(other)


@pytest.mark.parametrize("text", ["", "   ", "@ana_l ^JB", "😀😀", "…"])
def test_nothing_but_a_name_or_an_emoji_has_no_words(text):
    assert sentences_of(text) == ()


def test_a_very_long_text_is_read_in_part():
    reading = read_reply("please dm us " * 100_000)

    assert reading.words <= MOST_WORDS + 60
    assert len(reading.text) <= MOST_COMPARED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_has_words_and_no_table_lacks_an_act(language):
    known = lexicon(language)

    assert set(known.acts) == set(ACTS)
    assert not [name for name, phrases in known.acts.items() if phrases.match("")]
    assert not [name for name, phrases in known.cues.items() if phrases.match("")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We are sorry. Please send us a message.", "en"),
        ("Das tut uns leid. Bitte schicken Sie uns eine Nachricht.", "de"),
        ("Lamentamos las molestias. Por favor, envíenos un mensaje.", "es"),
        ("Nous sommes désolés. Merci de nous envoyer un message.", "fr"),
        ("Pahoittelemme tapahtunutta ja selvitämme asian mahdollisimman pian teille", UNKNOWN),
    ],
)
def test_the_language_is_that_of_the_small_words(text, language):
    assert read_reply(text).language == language
