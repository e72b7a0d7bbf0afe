"""Which account on which network is meant?"""

import pytest

from identity.normalise.confusables import skeleton
from identity.normalise.handles import normalise_handle, normalise_network, phone_of


@pytest.mark.parametrize(
    ("network", "text", "expected"),
    [
        pytest.param("x", "@Ana_L", "ana_l", id="at sign and case"),
        pytest.param("x", "https://x.com/Ana_L?s=20", "ana_l", id="profile address"),
        pytest.param("x", "twitter.com/ana_l/", "ana_l", id="address without a scheme"),
        pytest.param("linkedin", "https://www.linkedin.com/in/ana-l/", "ana-l", id="in a folder"),
        pytest.param("youtube", "https://youtube.com/@AnaL", "anal", id="at sign in an address"),
        pytest.param("youtube", "https://youtube.com/channel/UC123", "uc123", id="channel"),
        pytest.param("x", "https://x.com/ana_l/status/123", "ana_l", id="of a post's address"),
        pytest.param("x", "https://mobile.twitter.com/ana_l", "ana_l", id="the old address"),
        pytest.param("x", "https://x.com/intent/user?user_id=12345", "12345", id="X's own id"),
        pytest.param("linkedin", "in/ana-l", "ana-l", id="folder without an address"),
        pytest.param("linkedin", "linkedin.com/in/jos%C3%A9-l", "josé-l", id="escaped letters"),
        pytest.param(
            "facebook",
            "https://www.facebook.com/profile.php?id=100012345",
            "100012345",
            id="facebook's numeric id",
        ),
        pytest.param(
            "facebook",
            "facebook.com/people/Ana-L/100012345/",
            "100012345",
            id="numeric id behind a name",
        ),
        pytest.param("facebook", "100012345", "100012345", id="numeric id alone"),
        pytest.param("tiktok", "https://www.tiktok.com/@ana.l/video/7", "ana.l", id="tiktok"),
        pytest.param("bsky", "ana", "ana.bsky.social", id="the short form of Bluesky"),
        pytest.param("bsky", "https://bsky.app/profile/ana.example", "ana.example", id="Bluesky"),
        pytest.param(
            "mastodon",
            "https://social.example/@Ana",
            "ana@social.example",
            id="instance in the address",
        ),
        pytest.param("blog", "https://x.com/ana_l", "ana_l", id="a network that nobody knows"),
        pytest.param("instagram", "ana.l", "ana.l", id="dots count on instagram"),
        pytest.param("facebook", "ana.l", "anal", id="dots are nothing on facebook"),
        pytest.param("mastodon", "@ana@social.example", "ana@social.example", id="instance"),
        pytest.param("x", "ana\u200d_l", "ana_l", id="invisible joiner"),
        pytest.param("x", "ａｎａ_ｌ", "ana_l", id="full-width letters"),
        pytest.param("x", "аna_l", "аna_l", id="a Cyrillic letter stays one"),
    ],
)
def test_a_handle_is_folded(network, text, expected):
    assert normalise_handle(network, text) == expected


@pytest.mark.parametrize("text", ["", "@", "n/a", "ana l", "https://x.com/", "\u200b"])
def test_what_is_no_handle_gives_none(text):
    assert normalise_handle("x", text) is None


@pytest.mark.parametrize(
    ("network", "text"),
    [
        pytest.param("x", "https://instagram.com/ana", id="another network's"),
        pytest.param("x", "https://x.com/home", id="no profile"),
        pytest.param("x", "https://x.com/search?q=ana", id="a search"),
        pytest.param("linkedin", "https://linkedin.com/company/acme", id="a company"),
        pytest.param("youtube", "https://youtube.com/watch?v=abc", id="a film"),
        pytest.param("instagram", "https://instagram.com/p/abc123/", id="a post"),
        pytest.param("facebook", "https://facebook.com/groups/1234567", id="a group"),
        pytest.param("mastodon", "ana", id="of no known instance"),
        pytest.param("facebook", "facebookuser", id="nobody in particular"),
    ],
)
def test_what_names_no_person_gives_none(network, text):
    assert normalise_handle(network, text) is None


@pytest.mark.parametrize(
    ("network", "one", "other"),
    [
        pytest.param("instagram", "ana.l", "anal", id="dots count on instagram"),
        pytest.param("x", "ana_l", "anal", id="underscores count"),
        pytest.param("mastodon", "ana@a.example", "ana@b.example", id="two instances"),
        pytest.param(
            "facebook",
            "https://facebook.com/profile.php?id=100012345",
            "https://facebook.com/profile.php?id=100012346",
            id="two ids",
        ),
    ],
)
def test_two_accounts_stay_two(network, one, other):
    assert normalise_handle(network, one) != normalise_handle(network, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twitter", "x"),
        ("twitter.com", "x"),
        ("www.instagram.com", "instagram"),
        ("X", "x"),
        ("IG", "instagram"),
        ("bluesky", "bsky"),
    ],
)
def test_networks_have_one_name(text, expected):
    assert normalise_network(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("аna_l", "ana_l", id="Cyrillic a"),
        pytest.param("αcme", "acme", id="Greek alpha"),
        pytest.param("paypa1", "paypal", id="digit one"),
        pytest.param("acme_supp0rt", "acme_support", id="zero"),
        pytest.param("rnoss", "moss", id="r and n"),
        pytest.param("ána", "ana", id="a mark"),
        pytest.param("Ꭺna", "ana", id="Cherokee"),
        pytest.param("ꜱam", "sam", id="small capital"),
        pytest.param("ⲣaul", "paul", id="Coptic"),
        pytest.param("æna", "aena", id="ligature"),
        pytest.param("іlia", "llia", id="i and l are one in UTS 39"),
    ],
)
def test_look_alikes_share_a_skeleton(one, other):
    assert one != other
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("ana_l", "ana_k"), ("moss", "mass"), ("bob", "rob")])
def test_other_handles_do_not(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("network", "text", "expected"),
    [
        pytest.param("whatsapp", "https://wa.me/15550100123", "+15550100123", id="address"),
        pytest.param(
            "WhatsApp",
            "https://api.whatsapp.com/send?phone=447700900123",
            "+447700900123",
            id="longer address",
        ),
        pytest.param("wa", "447700900123", "+447700900123", id="with the country, no plus"),
        pytest.param("whatsapp", "+44 7700 900123", "+44 7700 900123", id="as people write it"),
        pytest.param("whatsapp", "07700 900123", "07700 900123", id="without the country"),
        pytest.param("signal", "ana.42", None, id="a name"),
        pytest.param("x", "15550100123", None, id="digits on another network"),
    ],
)
def test_an_account_may_be_a_telephone_number(network, text, expected):
    assert phone_of(network, text) == expected
    assert (normalise_handle(network, text) is None) == (expected is not None)
