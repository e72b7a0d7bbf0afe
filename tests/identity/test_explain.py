"""Every level of evidence can be told in words."""

from identity.comparisons import COMPARISONS
from identity.explain import WORDS


def test_every_level_has_words_and_no_words_are_left_over():
    levels = {(one.name, level) for one in COMPARISONS for level in one.levels}

    assert set(WORDS) == levels
