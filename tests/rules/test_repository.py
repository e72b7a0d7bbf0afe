"""What is kept in the repository fits every machine, and what is installed is whole."""

import re
import tomllib
import zipfile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOMS = ("api", "connectors", "context", "graph", "identity", "tellonce")
REGISTRY = re.compile(
    r"://[^/\s\"']*(pypi|pythonhosted|npmjs|crates\.io|proxy\.golang|repo\d*\.maven|deb\.debian)",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.$}/])/(home|root|Users|work)/\w")
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)
REQUIRED = re.compile(r"^[A-Za-z0-9._-]+")


def _text(path) -> str:
    return path.read_text("utf-8", errors="replace")


@pytest.mark.parametrize(
    "pattern",
    [pytest.param(REGISTRY, id="package registries"), pytest.param(MACHINE_PATH, id="home paths")],
)
def test_no_file_names(pattern, kept_files, root):
    named = {one: pattern.search(_text(root / one)) for one in kept_files}

    assert {one: found[0] for one, found in named.items() if found} == {}


def test_lock_files_pin_every_dependency_with_hashes(root):
    project = tomllib.loads(_text(root / "pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    everything = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    core = [*project["dependencies"], *extras["fast"], *extras["build"]]

    for file, wanted in (("all.lock", everything), ("core.lock", core)):
        lock = _text(root / "requirements" / file)
        pinned = PINNED.findall(lock)
        names = {REQUIRED.match(one)[0].lower().replace("_", "-") for one in wanted}
        assert names <= set(pinned), file
        assert lock.count("--hash=sha256:") >= len(pinned), file
        assert "://" not in lock, file


def test_both_lock_files_agree(root):
    versions = [
        dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", _text(root / "requirements" / file), re.M))
        for file in ("core.lock", "all.lock")
    ]

    assert {name: version for name, version in versions[0].items()} == {
        name: versions[1][name] for name in versions[0]
    }


def test_the_wheel_holds_every_file_of_the_rooms(root, kept_files, tmp_path):
    (wheel,) = WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])

    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    wanted = {one for one in kept_files if one.split("/")[0] in ROOMS}
    assert wanted <= inside
    assert not [one for one in inside if one.startswith("tests/")]
