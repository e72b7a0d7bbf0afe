"""Settings come from the environment; a bad one is named, and what it should be."""

import pytest

from tellonce.errors import SettingError
from tellonce.settings import read_settings


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("TELLONCE_HEAP_MB", "lots", id="a number that is none"),
        pytest.param("TELLONCE_LOG_LEVEL", "loud", id="a level that is none"),
        pytest.param("TELLONCE_COMMAND_TIMEOUT_SECONDS", "-1", id="a time that is negative"),
    ],
)
def test_a_bad_value_is_named_with_its_variable(variable, value):
    with pytest.raises(SettingError, match=f"{variable} is {value!r}"):
        read_settings({variable: value})


def test_an_empty_environment_is_a_deployment_for_this_machine_alone():
    settings = read_settings({})

    assert settings.graph.url is None
    assert not settings.server.allow_remote


def test_secrets_are_not_shown():
    settings = read_settings({"GRAPH_URL": "bolt://db.example.com", "GRAPH_PASSWORD": "hidden-one"})

    assert "hidden-one" not in repr(settings)
