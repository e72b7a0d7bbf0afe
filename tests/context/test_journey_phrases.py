"""What an agent says first, in the customer's language, by texts that anybody can edit."""

import logging
from datetime import UTC
from importlib.resources import files

import pytest

from context.acknowledgements import PhraseBook
from context.errors import RuleFileError
from context.journey.phrases import choose, plural
from context.journey.read_phrases import NAMES, parse_phrases
from context.journey.shipped_phrases import shipped_phrases
from context.journey.story import tell
from context.policies.parse import RefusedRulesError
from tests.context.matters import NOW, call, case, customer, one, order, reply, talk

POST = one("social", 1.8, text="My projector is dead on arrival")
JOHN = customer(
    call(2, "abandoned", waited_seconds=843),
    POST,
    reply(POST, 1.4, canned=True),
    orders=(order("20533", 6, "Pocket projector"),),
    given_name="John",
)


def said(view, language=None, **more):
    return tell(view, now_ms=NOW, language=language, **more).acknowledgement


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "You called on Monday and waited 14 minutes without an answer, and your post on X on "
            "Monday got a standard reply and nothing more. I have your order 20533 here.",
        ),
        (
            "de",
            "Sie haben am Montag angerufen, 14 Minuten gewartet und niemanden erreicht, und Ihr "
            "Beitrag auf X am Montag bekam eine Standardantwort und sonst nichts. Ihre Bestellung "
            "20533 liegt mir vor.",
        ),
        (
            "es",
            "Usted llamó el lunes, esperó 14 minutos y nadie le atendió y su publicación en X, el "
            "lunes, recibió una respuesta estándar y nada más. Tengo aquí su pedido 20533.",
        ),
        (
            "fr",
            "Vous avez appelé lundi et attendu 14 minutes sans obtenir de réponse, et votre "
            "publication sur X, lundi, n’a reçu qu’une réponse type. J’ai votre commande 20533 "
            "sous les yeux.",
        ),
    ],
)
def test_the_same_facts_are_said_in_each_language(language, expected):
    assert said(JOHN, language) == expected


@pytest.mark.parametrize("language", sorted(shipped_phrases()))
def test_everything_that_can_be_said_is_said_in_every_language(language):
    phrases = shipped_phrases()[language]
    said_of = {*phrases.texts, *phrases.counted, *phrases.lists}

    assert said_of == set(NAMES)


@pytest.mark.parametrize("language", sorted(shipped_phrases()))
@pytest.mark.parametrize(
    "view",
    [
        None,
        customer(),
        customer(given_name="Ana"),
        customer(cases=(case(), case("8"))),
        customer(call(0.01, "abandoned", waited_seconds=1), call(0.3, "voicemail")),
        customer(one("chat", 1, status="closed"), talk(9, transfers=1), talk(8.9, transfers=3)),
        customer(one("chat", 1, status="transferred"), one("email", 10), one("sms", 20)),
        customer(*(call(number, "abandoned") for number in range(1, 7))),
    ],
)
def test_no_sentence_has_a_gap_or_a_brace(view, language):
    sentence = said(view, language)

    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert not set("{}") & set(sentence)
    assert "  " not in sentence


@pytest.mark.parametrize(
    ("asked", "language"),
    [("de-AT", "de"), ("DE", "de"), ("fr_CA", "fr"), ("nl", "en"), (None, "en"), ("", "en")],
)
def test_a_language_without_phrases_is_english(asked, language):
    assert choose(asked, shipped_phrases()).language == language


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [
        ("en", 1, "one"), ("en", 0, "other"), ("fr", 0, "one"), ("fr", 2, "other"),
        ("pt-BR", 1, "one"), ("ja", 1, "other"), ("cs", 3, "few"), ("pl", 22, "few"),
        ("pl", 12, "many"), ("ru", 21, "one"), ("ru", 11, "many"), ("ru", 5, "many"),
    ],
)  # fmt: skip
def test_each_language_has_its_own_forms_for_numbers(language, number, form):
    assert plural(language, number) == form


def test_one_more_attempt_is_said_otherwise_than_two():
    english = shipped_phrases()["en"]

    assert english.count("clause.more", 1) == "you have tried once more since"
    assert english.count("clause.more", 2) == "you have tried 2 more times since"
    assert shipped_phrases()["de"].when(NOW - 3_600_000, NOW, UTC) == "vor 1 Stunde"


# Files of one's own


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        pytest.param('welcome = "Hi {name}."\n', 1, "no placeholder", id="no such value here"),
        pytest.param('\n[clause]\ncalled = "{wehn}"\n', 3, "{when}", id="misspelt"),
        pytest.param("[clause]\ncaled = 'x'\n", 2, "called", id="no such key"),
        pytest.param('[span]\nday = { one = "a day" }\n', 2, "'other'", id="no form for the rest"),
        pytest.param('[when]\nmonths = ["May"]\n', 2, "12 names", id="eleven months are missing"),
        pytest.param('welcome = "{"\n', 1, "braces", id="half a brace"),
        pytest.param("welcome = 3\n", 1, "a text", id="no text"),
        pytest.param("welcome =\n", 1, "TOML", id="no TOML"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_line(text, line, expected):
    with pytest.raises(RefusedRulesError) as refused:
        parse_phrases(text, "en", shipped_phrases()["en"])

    (fault,) = refused.value.faults
    assert fault.line == line
    assert expected in fault.expected


def test_a_language_that_does_not_ship_has_to_be_whole():
    with pytest.raises(RefusedRulesError, match=r"clause\.canned"):
        parse_phrases('welcome = "Dank u."\n', "nl")


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_file_replaces_what_it_says_and_leaves_the_rest(tmp_path):
    (tmp_path / "en.toml").write_text('[clause]\ncanned = "{message}: a form letter"\n')

    sentence = said(JOHN, phrases=PhraseBook(tmp_path).current())

    assert "waited 14 minutes without an answer, and post on X: a form letter." in sentence


def test_a_changed_file_is_taken_over_and_a_wrong_one_changes_nothing(tmp_path, clock, caplog):
    file = tmp_path / "en.toml"
    file.write_text('welcome = "Good day."\n')
    book = PhraseBook(tmp_path, clock=clock)

    file.write_text('welcome = "Good morning to you."\n')
    clock.now = 2
    assert said(customer(), phrases=book.current()) == "Good morning to you."

    with caplog.at_level(logging.WARNING):
        file.write_text('welcome = "Good {evening}."\n')
        clock.now = 4
        assert said(customer(), phrases=book.current()) == "Good morning to you."
    assert "rules_refused" in caplog.messages


def test_a_new_language_is_seen_while_we_run(tmp_path, clock, caplog):
    book = PhraseBook(tmp_path, clock=clock)
    whole = (shipped_text("fr")).replace("Merci de nous avoir contactés", "Bedankt")
    (tmp_path / "nl.toml").write_text("welcome = 1\n")
    with caplog.at_level(logging.WARNING):
        for clock.now in (2, 4):
            assert choose("nl", book.current()).language == "en"
    assert caplog.messages == ["phrases_refused"]

    (tmp_path / "nl.toml").write_text(whole)
    clock.now = 6
    assert said(customer(), "nl", phrases=book.current()) == "Bedankt."


def test_a_folder_that_cannot_be_used_is_refused_at_the_start(tmp_path):
    with pytest.raises(RuleFileError, match="cannot be read"):
        PhraseBook(tmp_path / "missing")
    (tmp_path / "German.toml").write_text("")
    with pytest.raises(RuleFileError, match="no language"):
        PhraseBook(tmp_path)
    (tmp_path / "German.toml").rename(tmp_path / "de.toml")
    (tmp_path / "de.toml").write_text("welcome = 3\n")
    with pytest.raises(RuleFileError, match="line 1"):
        PhraseBook(tmp_path)


def shipped_text(language):
    return (files("context.journey") / "acknowledgements" / f"{language}.toml").read_text("utf-8")


def test_nobody_is_told_what_they_feel():
    feelings = ("frustrat", "ärger", "enfad", "énerv", "angry", "upset", "wütend", "colère")

    for language in shipped_phrases():
        text = shipped_text(language).lower()
        assert not [one for one in feelings if one in text]
