"""What a command opens: a file of policies stops only what asks policies."""

import pytest

from context.errors import RuleFileError
from tellonce.session import open_deployment, open_desk, open_sink

pytestmark = pytest.mark.graph


@pytest.fixture
def environ(tmp_path, graph_settings):
    bad = tmp_path / "bad.toml"
    bad.write_text("x = 1\n")
    named = {
        "TELLONCE_DATA": str(graph_settings.data),
        "GRAPH_URL": graph_settings.url or "",
        "GRAPH_PASSWORD": graph_settings.password,
    }
    return {key: value for key, value in named.items() if value} | {"TELLONCE_POLICIES": str(bad)}


async def test_records_are_taken_in_whatever_the_policies_say(graph, environ):
    async with open_deployment(environ) as identity, open_sink(environ) as sink:
        assert identity.graph is not None
        assert (await sink.ingest([])).records == 0


async def test_a_pop_is_refused_with_the_line(graph, environ):
    with pytest.raises(RuleFileError, match="line 1"):
        async with open_desk(environ):
            pass
