"""The link threshold may be set, and only to what leaves something to ask about."""

import pytest

from identity.settings import Thresholds, read_identity_settings


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        pytest.param("", Thresholds().link, id="unset"),
        pytest.param("7.2", 7.2, id="set"),
        pytest.param("-2", -2.0, id="where review begins"),
    ],
)
def test_the_threshold_that_is_set_holds(text, bits):
    assert read_identity_settings({"TELLONCE_LINK_BITS": text}).thresholds.link == bits


@pytest.mark.parametrize("text", ["much", "nan", "inf", "-2.5"])
def test_a_threshold_that_cannot_be_is_refused(text):
    with pytest.raises(ValueError, match=f"TELLONCE_LINK_BITS is '{text}'"):
        read_identity_settings({"TELLONCE_LINK_BITS": text})
