"""What the environment says about the graph, and what it may not say."""

from pathlib import Path

import pytest

from graph.engines import java
from graph.settings import read_graph_settings


def test_nothing_set_means_the_embedded_engine_in_the_users_data_folder():
    settings = read_graph_settings({})

    assert settings.url is None
    assert settings.data == Path.home() / ".local/share/tellonce"
    assert settings.key_path == settings.data / "deployment.key"


def test_a_graph_url_comes_with_its_user_password_and_database():
    settings = read_graph_settings(
        {"GRAPH_URL": "neo4j://graph.example.com", "GRAPH_USER": "app", "GRAPH_PASSWORD": "secret"}
    )

    assert (settings.url, settings.user, settings.database) == (
        "neo4j://graph.example.com",
        "app",
        "neo4j",
    )
    assert settings.password == "secret"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    "name", ["TELLONCE_HEAP_MB", "TELLONCE_BOLT_PORT", "TELLONCE_COMMAND_TIMEOUT_SECONDS"]
)
@pytest.mark.parametrize("text", ["much", "-1", "1.5"])
def test_what_is_no_whole_number_is_refused_by_name(name: str, text: str):
    with pytest.raises(ValueError, match=f"{name} is '{text}'"):
        read_graph_settings({name: text})


@pytest.mark.parametrize(
    ("limit_mb", "heap_mb"),
    [
        pytest.param("1024", 512, id="never under 512 MB"),
        pytest.param("4096", 1024, id="a quarter of a small container"),
        pytest.param("max", None, id="no limit: the machine's memory counts"),
    ],
)
def test_the_heap_is_a_quarter_of_what_the_container_may_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit_mb: str, heap_mb: int | None
):
    limit = tmp_path / "memory.max"
    limit.write_text(f"{int(limit_mb) * 2**20}\n" if limit_mb.isdecimal() else f"{limit_mb}\n")
    monkeypatch.setattr(java, "CGROUP_LIMITS", (tmp_path / "absent",))
    without_a_limit = java.default_heap_mb()

    monkeypatch.setattr(java, "CGROUP_LIMITS", (limit,))

    assert java.default_heap_mb() == min(heap_mb or without_a_limit, without_a_limit)
    assert 512 <= without_a_limit <= 4096
