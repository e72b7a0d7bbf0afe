"""The picture of an explanation is well-formed, whole, and safe to open."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from identity.explanation import Chance, Explanation, LevelEvidence, Outcome, ValuePair
from identity.waterfall import Panel, share_words, waterfall

SVG = "{http://www.w3.org/2000/svg}"
EXPLANATION = Explanation(
    outcome=Outcome.LINK,
    words="14.1 bits: enough",
    prior=-15.0,
    prior_words="before any evidence: one among 34,000 customers",
    evidence=(
        LevelEvidence("name", "full_equal", "full name equal", 16.1, -1.3),
        LevelEvidence("phone", "exact", "phone equal", 15.6, 0.0),
        LevelEvidence("city", "else", "another city", -2.6, 0.0),
    ),
    weight=14.1,
    chance=Chance(0.9321, calibrated=True, judged=412),
    link_bits=4.0,
    review_bits=-2.0,
    values=(
        ValuePair("name", "ana lopez", "ana lopez"),
        ValuePair("city", "austin", "dallas"),
    ),
)


def drawn(*panels: Panel) -> ElementTree.Element:
    return ElementTree.fromstring(waterfall(panels))  # noqa: S314  our own


def texts(svg: ElementTree.Element) -> list[str]:
    return [one.text for one in svg.iter(f"{SVG}text")]


def bars(svg: ElementTree.Element, kind: str) -> list[tuple[float, float]]:
    return [
        (float(one.get("x")), float(one.get("x")) + float(one.get("width")))
        for one in svg.iter(f"{SVG}rect")
        if one.get("class") == kind
    ]


def test_it_shows_prior_evidence_sum_and_both_thresholds():
    shown = texts(drawn(Panel("Ana Lopez", EXPLANATION)))

    for text in ("Ana Lopez", "−15.0", "+16.1", "−2.6", "+14.1", "link 4", "review −2"):
        assert text in shown
    assert "austin / dallas" in shown
    assert "ana lopez  (common: −1.3)" in shown
    assert "14.1 bits: enough (93.2 %, from 412 judgements)" in shown


def test_each_bar_begins_where_the_one_before_it_ended():
    svg = drawn(Panel("Ana", EXPLANATION))

    (prior,), (name, phone), (city,), (total,) = (
        bars(svg, one) for one in ("prior", "for", "against", "sum")
    )
    assert name[0] == pytest.approx(prior[0], abs=0.2)
    assert phone[0] == pytest.approx(name[1], abs=0.2)
    assert city[1] == pytest.approx(phone[1], abs=0.2)
    assert total[1] == pytest.approx(city[0], abs=0.2)
    assert total[0] == pytest.approx(prior[1], abs=0.2)  # both stand on zero


def test_hostile_values_are_text_and_nothing_else():
    name = '</text><script>alert("x")</script>\x00\x1b[2J&'
    hostile = replace(EXPLANATION, values=(ValuePair("city", name, "dallas"),))

    svg = drawn(Panel(name, hostile))

    assert not list(svg.iter(f"{SVG}script"))
    assert any('alert("x")' in text for text in texts(svg))


def test_a_long_value_is_cut_in_sight_and_whole_when_pointed_at():
    long = "x" * 300
    svg = drawn(Panel("Ana", replace(EXPLANATION, values=(ValuePair("city", long, long),))))

    assert long in [one.text for one in svg.iter(f"{SVG}title")]
    assert max(len(text) for text in texts(svg)) < 140


def test_panels_share_one_scale_and_do_not_overlap():
    weak = replace(EXPLANATION, evidence=EXPLANATION.evidence[2:], weight=-17.6)
    svg = drawn(Panel("one", EXPLANATION), Panel("other", weak))

    first, second = bars(svg, "prior")
    assert first == second
    tops = [float(one.get("transform").split()[1][:-1]) for one in svg.iter(f"{SVG}g")]
    assert tops[1] > tops[0] + 42 * 5
    assert float(svg.get("height")) > tops[1]


def test_a_masked_explanation_is_drawn_without_values():
    shown = " ".join(texts(drawn(Panel("Customer", EXPLANATION.masked()))))

    assert "lopez" not in shown
    assert "full name equal" in shown


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        pytest.param(1.0, "over 99.99 %", id="never certain"),
        pytest.param(0.0, "under 0.01 %", id="never impossible"),
        pytest.param(0.9975, "99.75 %", id="near the end, finer"),
        pytest.param(0.5, "50.0 %", id="in the middle"),
    ],
)
def test_a_share_in_words(probability, words):
    assert share_words(probability) == words
