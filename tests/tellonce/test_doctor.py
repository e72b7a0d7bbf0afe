"""The doctor names what is wrong, says how to mend it, and mends what it can."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.access import Statement
from graph.queries.constraints import unique_properties
from graph.store import mend_graph
from identity.settings import IdentitySettings
from tellonce.cli.doctor import data_directory, examine, heap, key
from tellonce.settings import read_settings


@pytest.fixture
def settings(environ):
    return read_settings(environ)


async def test_a_sound_installation_has_no_problem(settings):
    findings = await examine(settings)

    assert [one for one in findings if not one.well] == []
    assert {"python", "data", "disk", "model", "key", "graph"} <= {one.name for one in findings}


async def test_a_key_that_others_can_read_is_a_problem(settings, tmp_path):
    file = tmp_path / "deployment.key"
    file.write_text("00" * 32)
    file.chmod(0o644)

    found = key(replace(settings.graph, key_file=file))

    assert found.mend == f"others can read it: chmod 600 {file}"


async def test_another_deployments_key_is_a_problem(settings, tmp_path):
    other = replace(settings.graph, key_file=tmp_path / "other.key")

    findings = await examine(replace(settings, graph=other))

    assert "TELLONCE_KEY_FILE" in next(one.mend for one in findings if one.name == "fingerprint")


def test_a_folder_that_cannot_be_written_is_a_problem():
    assert "TELLONCE_DATA" in data_directory(Path("/proc/nowhere")).mend


def test_a_heap_larger_than_the_machine_is_a_problem(settings):
    assert "TELLONCE_HEAP_MB" in heap(replace(settings.graph, heap_mb=10_000_000)).mend


async def test_a_model_that_cannot_be_used_is_a_problem(settings, tmp_path):
    file = tmp_path / "model.json"
    file.write_text("{}")

    findings = await examine(replace(settings, identity=IdentitySettings(model_file=file)))

    assert "TELLONCE_MODEL" in next(one.mend for one in findings if one.name == "model")


async def test_a_lost_constraint_is_found_and_mended(settings, graph):
    await graph.write([Statement("DROP CONSTRAINT asset_key")])
    lost = next(one for one in await examine(settings) if one.name == "constraints")

    await mend_graph(settings.graph)

    assert "Asset.key" in lost.found
    assert "--mend" in lost.mend
    assert ("Asset", "key") in await unique_properties(graph)
