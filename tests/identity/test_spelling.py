"""Which spellings are one name, and which are not?"""

import pytest

from identity.normalise.spelling import lacks_vowels, outline, skeleton, spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("mueller", "muller", id="German umlaut"),
        pytest.param("schaefer", "schafer", id="another"),
        pytest.param("sergei", "sergej", id="Russian"),
        pytest.param("yurii", "yuriy", id="Ukrainian"),
        pytest.param("nataliia", "natalia", id="doubled vowel"),
        pytest.param("lakshmi", "laxmi", id="Indian"),
        pytest.param("chatterjee", "chatterji", id="Bengali"),
        pytest.param("gonzalez", "gonzales", id="Spanish"),
        pytest.param("papadopoulos", "papadopulos", id="Greek"),
        pytest.param("alhassan", "hassan", id="Arabic article"),
        pytest.param("lee", "li", id="Chinese"),
    ],
)
def test_one_spelling(one, other):
    assert spelling(one) == spelling(other)
    assert outline(one) == outline(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("mueller", "moller", id="another vowel"),
        pytest.param("maria", "mario", id="another ending"),
        pytest.param("koch", "kock", id="another sound"),
        pytest.param("alba", "ba", id="no article before a short name"),
        pytest.param("elena", "ena", id="nor before a vowel"),
    ],
)
def test_two_spellings(one, other):
    assert spelling(one) != spelling(other)


def test_the_outline_keeps_the_first_letter_and_the_consonants():
    assert outline("ivanov") == outline("ivanova") != outline("novak")
    assert outline("aoki") == "ak"


def test_a_script_without_vowels_keeps_the_consonants():
    assert skeleton("mhmd") == skeleton("muhammad")
    assert skeleton("khald") == skeleton("khalid")
    assert skeleton("ana") is None


@pytest.mark.parametrize(
    ("word", "lacking"),
    [
        pytest.param("mhmd", True, id="none"),
        pytest.param("khald", True, id="a long one only"),
        pytest.param("khalid", False, id="Latin"),
        pytest.param("ann", False, id="short"),
        pytest.param("m", False, id="an initial"),
    ],
)
def test_words_without_vowels(word, lacking):
    assert lacks_vowels(word) is lacking
