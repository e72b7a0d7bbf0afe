"""How customers write that they want to be spoken with, and what only looks like it."""

import pytest

from context.records import InteractionRecord
from context.wishes.reading import read_wishes, wishes_of_interaction
from tests.context.promises import START


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Please don't call me.", "not voice"),
        ("No calls please, I'm at work all day.", "not voice"),
        ("I do not want to call. Can we do it here?", "not voice"),
        ("Don’t call me, just write.", "not voice"),
        ("Stop calling me!", "not voice"),
        ("Never call me again.", "not voice"),
        ("I'd rather not talk on the phone.", "not voice"),
        ("In writing only please", "not voice"),
        ("only by e-mail", "only email"),
        ("Please contact me only via email.", "only email"),
        ("By email only, thanks", "only email"),
        ("Please do not email me any more", "not email"),
        ("Stop texting me", "not sms"),
        ("I prefer email.", "prefer email"),
        ("I would prefer to be contacted by text", "prefer sms"),
        ("Email me instead.", "prefer email"),
        ("You can call me back tomorrow.", "may voice"),
        ("Bitte rufen Sie mich nicht an.", "not voice"),
        ("Rufen Sie mich nicht mehr an", "not voice"),
        ("Keine Anrufe bitte.", "not voice"),
        ("Ich möchte nicht telefonieren.", "not voice"),
        ("Nur per E-Mail bitte.", "only email"),
        ("Am liebsten per Mail.", "prefer email"),
        ("Rufen Sie mich bitte an.", "may voice"),
        ("Por favor, no me llamen.", "not voice"),
        ("No quiero llamadas.", "not voice"),
        ("Solo por correo, gracias.", "only email"),
        ("Prefiero el correo electrónico.", "prefer email"),
        ("Pueden llamarme mañana", "may voice"),
        ("Ne m’appelez pas, s'il vous plaît.", "not voice"),
        ("Je ne veux pas être appelée.", "not voice"),
        ("Uniquement par e-mail.", "only email"),
        ("Je préfère le courriel.", "prefer email"),
        ("Vous pouvez m'appeler demain.", "may voice"),
    ],
)
def test_a_wish_is_read(text, wish):
    assert read_wishes(text) == (wish,)


@pytest.mark.parametrize(
    "text",
    [
        "Don't call me Karen.",
        "Please call me Bob.",
        "Do not call me before 9.",
        "You did not call me back.",
        "You don't call me, you don't write.",
        "If you don't call me by Friday I will cancel.",
        "Why don't you call me?",
        "They never call me back.",
        "I got no calls from you.",
        "There were no calls.",
        "I don't want to call it broken, but it is.",
        "I was told not to call.",
        "Do not call us, we will call you, they said",
        "Please email me the invoice.",
        "I only got one email.",
        "My phone does not ring.",
        "Rufen Sie mich nicht vor 9 Uhr an.",
        "Ich habe keine Anrufe erhalten.",
        "Sie haben mich nicht angerufen.",
        "Ich bin nicht telefonisch erreichbar.",
        "No me llaman nunca.",
        "No me llamen antes de las nueve.",
        "No me llames loca.",
        "Je n'ai pas d'appel manqué.",
        "Vous ne m'appelez pas.",
        "Ne m'appelez pas avant 9h.",
        "Is that only by e-mail?",
        "> don't call me\nok",
        'She said "don\'t call me" to you',
        "",
        None,
    ],
)
def test_what_only_looks_like_a_wish_is_none(text):
    assert read_wishes(text) == ()


def test_of_two_wishes_about_one_channel_the_later_counts_and_others_stay():
    text = "Don't call me. I prefer email. Well, you can call me tomorrow."

    assert read_wishes(text) == ("prefer email", "may voice")


@pytest.mark.parametrize(("direction", "wishes"), [("in", {"wishes": ["not voice"]}), ("out", {})])
def test_only_what_the_customer_wrote_is_a_wish(keys, direction, wishes):
    said = InteractionRecord(
        source="x", source_id="1", channel="dm", kind="dm", started_at=START,
        direction=direction, text="Please don't call me.",
    )  # fmt: skip

    assert wishes_of_interaction(said, keys) == wishes
