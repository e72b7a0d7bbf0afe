"""The embedded engine as everybody finds it: closed to others, bounded, shared by its users."""

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from neo4j.exceptions import Forbidden

from graph.access import Graph
from graph.engines.place import Place, read_json
from graph.errors import DataDirectoryError, EngineError, PortTakenError
from graph.settings import GraphSettings
from graph.store import open_graph
from tests.graph.engines import Listener, listening, pids_of, settings_for

pytestmark = pytest.mark.embedded


@pytest.fixture
def place(graph: Graph, graph_settings: GraphSettings) -> Place:
    return Place(graph_settings.data / "engine")


async def test_files_of_the_server_are_not_read_for_anybody(graph: Graph):
    with pytest.raises(Forbidden):
        await graph.read("LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line")


async def test_it_runs_in_production_mode_where_every_commit_is_flushed(place: Place):
    log = place.log.with_name("engine.log.0").read_text()

    assert "started in 'production' mode" in log
    assert "WAL flush: 1" in log


async def test_all_of_its_files_are_its_users_alone(graph: Graph, place: Place):
    await graph.read("RETURN 1 AS one")

    open_to_others = [
        path for path in place.directory.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]

    assert stat.S_IMODE(place.password.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.directory.stat().st_mode) == 0o700
    assert open_to_others == []


@pytest.mark.linux
def test_the_password_stands_in_no_process_list(place: Place):
    password = place.password.read_text()

    command_lines = [
        Path(f"/proc/{pid}/cmdline").read_text() + Path(f"/proc/{pid}/environ").read_text()
        for pid in pids_of(place)
    ]

    assert len(password) >= 32
    assert not any(password in line for line in command_lines)


@pytest.mark.linux
async def test_it_listens_on_loopback_alone(place: Place):
    addresses = [address for pid in pids_of(place) for address in listening(pid)]

    assert Listener("127.0.0.1", read_json(place.state)["port"]) in addresses
    assert {address.host for address in addresses} == {"127.0.0.1"}
    assert len(addresses) == 2  # Bolt, and the HTTP listener that cannot be left out


async def test_no_other_protocol_is_on_its_class_path(place: Place):
    log = place.log.with_name("engine.log.0").read_text()

    (plugins,) = re.findall(r"with plugins \[(.*)\]", log)
    assert set(plugins.split(", ")) == {"Neo4j-Bolt", "AutoBackupSchedulerPlugin"}


@pytest.mark.linux
def test_the_process_that_watches_over_it_is_small(place: Place):
    child = read_json(place.pids)["child"]

    status = Path(f"/proc/{child}/status").read_text()

    assert int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) < 20_000


async def test_the_terminals_interrupt_does_not_reach_it(place: Place):
    for pid in pids_of(place):
        assert os.getsid(pid) != os.getsid(0)
        assert os.getpgid(pid) != os.getpgid(0)


async def test_a_second_opening_uses_the_same_engine(place: Place, graph_settings: GraphSettings):
    before = pids_of(place)

    async with open_graph(graph_settings):
        assert pids_of(place) == before

    assert pids_of(place) == before


async def test_a_port_that_another_program_has_is_a_clear_error(tmp_path: Path, taken_port: int):
    settings = replace(settings_for(tmp_path), bolt_port=taken_port)

    with pytest.raises(PortTakenError, match=f"{taken_port}.*TELLONCE_BOLT_PORT"):
        async with open_graph(settings):
            pass


async def test_a_data_directory_that_cannot_be_written_is_a_clear_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    key = tmp_path / "deployment.key"

    with pytest.raises(DataDirectoryError, match="TELLONCE_DATA"):
        async with open_graph(replace(settings_for(tmp_path / "file"), key_file=key)):
            pass


async def test_an_engine_that_cannot_start_says_why_in_its_own_words(tmp_path: Path):
    settings = replace(settings_for(tmp_path), heap_mb=1)

    with pytest.raises(EngineError, match="Too small maximum heap"):
        async with open_graph(settings):
            pass


@pytest.mark.linux
async def test_an_engine_of_another_container_is_left_alone(
    place: Place, graph_settings: GraphSettings
):
    ours = place.pids.read_text()
    place.pids.write_text(re.sub(r'"pid_space": "[^"]*"', '"pid_space": "elsewhere"', ours))
    try:
        with pytest.raises(EngineError, match=r"another machine or container.*GRAPH_URL"):
            async with open_graph(graph_settings):
                pass
    finally:
        place.pids.write_text(ours)

    for pid in pids_of(place):
        os.kill(pid, 0)  # raises when it is gone
