"""Which webhooks are served is said by the environment, and a slip there is named."""

import base64

import pytest

from connectors import CONNECTORS
from connectors.errors import BadHookError
from connectors.settings import read_hook_settings

ONE, TWO = ("whsec_" + base64.b64encode(byte * 24).decode() for byte in (b"1", b"2"))


def test_each_sender_has_its_own_secrets():
    settings = read_hook_settings(
        CONNECTORS,
        {
            "TELLONCE_HOOK_VOICE_MAIN_SECRET": ONE,
            "TELLONCE_HOOK_VOICE_FRONT_DESK_SECRET": f"{TWO}, {ONE}",
            "TELLONCE_HOOK_VOICE_UNUSED_SECRET": " ",
            "HOME": "/root",
        },
    )

    assert {place: len(one.secrets) for place, one in settings.instances.items()} == {
        ("voice", "main"): 1,
        ("voice", "front-desk"): 2,
    }
    assert settings.instances["voice", "front-desk"].source == "voice:front-desk"


def test_nothing_is_served_unless_it_is_set():
    assert read_hook_settings(CONNECTORS, {}).instance("voice", "main") is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("TELLONCE_HOOK_VOICE_SECRET", ONE, id="no instance"),
        pytest.param("TELLONCE_HOOK_VOICE_MAIN_SECRETS", ONE, id="a plural"),
        pytest.param("TELLONCE_HOOK_VOCE_MAIN_SECRET", ONE, id="a misspelt connector"),
        pytest.param("TELLONCE_HOOK_VOICE_MAIN_SECRET", "whsec_c2hvcnQ=", id="a short secret"),
        pytest.param("TELLONCE_HOOK_VOICE_MAIN_SECRET", f"{ONE} hush!", id="one of two is bad"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named_and_its_value_is_not(variable, value):
    with pytest.raises(BadHookError, match=variable) as refused:
        read_hook_settings(CONNECTORS, {variable: value})

    assert not any(secret in str(refused.value) for secret in value.split())
