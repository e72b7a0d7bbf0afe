"""Does a post speak of us? Each way of naming us, and near-misses that must not count."""

import pytest

from context.mentions.model import Kind
from context.mentions.reading import may_speak_of_us, read_post
from tests.context.mentions import post, shop, somebody

VOCABULARY = shop().vocabulary


def found(text: str, **more: str) -> set[tuple[str, str]]:
    return {(one.name, one.how) for one in read_post(text, VOCABULARY, **more).found}


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        pytest.param("Northwind sold me old bread", "Northwind", "name", id="by name"),
        pytest.param("northwind's returns desk", "Northwind", "name", id="small, genitive"),
        pytest.param("NORTHWIND!!!", "Northwind", "name", id="shouted"),
        pytest.param("Ｎｏｒｔｈｗｉｎｄ again", "Northwind", "name", id="full width"),
        pytest.param("Nórthwïnd again", "Northwind", "name", id="accents"),
        pytest.param("North\u200bwind again", "Northwind", "name", id="a blank nobody sees"),
        pytest.param("at north-wind outfitters today", "Northwind", "name", id="hyphen"),
        pytest.param(
            "今日ノースウィンドで買った", "Northwind", "name", id="no blanks between words"
        ),
        pytest.param("Nothwind is a joke", "Northwind", "misspelling", id="misspelt"),
        pytest.param("what a day #NWfail", "Northwind", "hashtag", id="a hashtag of ours"),
        pytest.param("#NorthwindLies", "Northwind", "hashtag", id="a name in a hashtag"),
        pytest.param("#northwindlies", "Northwind", "hashtag", id="... in small letters"),
        pytest.param(".@Northwind hello?", "Northwind", "handle", id="tagged"),
        pytest.param("see https://northwind.example.com/r?x=1", "Northwind", "site", id="a link"),
        pytest.param("shop.northwind.example.com is down", "Northwind", "site", id="a site below"),
        pytest.param("wrote to help@northwind.example.com", "Northwind", "site", id="our mail"),
        pytest.param("I went to Target for socks", "Target", "name", id="as it is written"),
        pytest.param("the target cashier was rude", "Target", "name", id="small, beside a cashier"),
        pytest.param("my Carry-On 21 broke", "Carry-on 21", "name", id="a product"),
    ],
)
def test_a_post_that_speaks_of_us_is_found(text, name, how):
    assert (name, how) in found(text)
    assert read_post(text, VOCABULARY).is_ours


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the north wind is cold today", id="words apart"),
        pytest.param("northwinds are cold", id="another word"),
        pytest.param("nwfail without a hash", id="a hashtag's word alone"),
        pytest.param("#north", id="half a name in a hashtag"),
        pytest.param("@northwind_fans is great", id="another handle"),
        pytest.param("mail me@northwind.example.community", id="another host"),
        pytest.param("https://notnorthwind.example.com", id="a host that only ends alike"),
        pytest.param("https://example.com/northwind", id="the name in a link's path"),
        pytest.param("we missed the target", id="the word in small letters"),
        pytest.param("Target missed.", id="at the beginning of a sentence"),
        pytest.param("WE MISSED THE TARGET", id="shouted"),
        pytest.param("going to Target practice", id="a phrase in which it is never meant"),
        pytest.param("carry on, 21 of you", id="words of a product with others between"),
        pytest.param("a pocket projector is fun", id="what others make as well"),
        pytest.param("Southgale is the best", id="a competitor alone"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_near_miss_does_not_count(text):
    assert not read_post(text, VOCABULARY).is_ours


def test_what_counts_only_beside_us_does_so_there():
    assert ("Pocket projector", "name") in found("Northwind's pocket projector is dead")


def test_a_competitor_beside_us_is_noted():
    reading = read_post("Northwind no, South Gale yes", VOCABULARY)

    assert reading.competitors == ("Southgale",)
    assert [one.kind for one in reading.found if one.name == "Southgale"] == [Kind.COMPETITOR]


@pytest.mark.parametrize(
    ("text", "kind", "tagged"),
    [
        pytest.param("@northwind hello", "post", True, id="by a handle"),
        pytest.param("hello", "mention", True, id="so says the network"),
        pytest.param("Northwind hello", "post", False, id="named only"),
        pytest.param("#nwfail", "post", False, id="a hashtag"),
    ],
)
def test_tagged_is_what_is_addressed_to_us(text, kind, tagged):
    reading = read_post(text, VOCABULARY, kind=kind)

    assert (reading.tagged, reading.is_ours) == (tagged, True)


def test_a_review_is_about_us_whatever_it_says():
    assert read_post("Never again.", VOCABULARY, kind="review", channel="review").is_ours


def test_each_name_is_found_once_however_often_it_stands_there():
    assert len(found("Northwind northwind @northwind #northwind")) == 1


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        pytest.param({}, True, id="a public post"),
        pytest.param({"public": False}, True, id="a network that says nothing of it"),
        pytest.param({"channel": "email", "public": True}, True, id="a letter to the editor"),
        pytest.param({"channel": "dm", "public": False}, False, id="a direct message"),
        pytest.param({"direction": "out"}, False, id="ours"),
    ],
)
def test_only_what_customers_say_for_all_to_read_is_looked_at(changed, may):
    assert may_speak_of_us(post("p1", "Northwind", somebody("Ana"), **changed)) is may


def test_a_hostile_text_costs_no_more_than_another():
    assert not read_post("n" * 1_000_000 + "@" * 100_000, VOCABULARY).is_ours
