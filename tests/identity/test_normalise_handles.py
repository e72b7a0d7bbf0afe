"""Which account on which network is meant?"""

import pytest

from identity.normalise.confusables import skeleton
from identity.normalise.handles import normalise_handle, normalise_network


@pytest.mark.parametrize(
    ("network", "text", "expected"),
    [
        pytest.param("x", "@Ana_L", "ana_l", id="at sign and case"),
        pytest.param("x", "https://x.com/Ana_L?s=20", "ana_l", id="profile address"),
        pytest.param("x", "twitter.com/ana_l/", "ana_l", id="address without a scheme"),
        pytest.param("linkedin", "https://www.linkedin.com/in/ana-l/", "ana-l", id="in a folder"),
        pytest.param("youtube", "https://youtube.com/@AnaL", "anal", id="at sign in an address"),
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
    ("text", "expected"), [("Twitter", "x"), ("X", "x"), ("IG", "instagram"), ("bluesky", "bsky")]
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
    ],
)
def test_look_alikes_share_a_skeleton(one, other):
    assert one != other
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("ana_l", "ana_k"), ("moss", "mass"), ("bob", "rob")])
def test_other_handles_do_not(one, other):
    assert skeleton(one) != skeleton(other)
