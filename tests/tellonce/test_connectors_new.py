"""A connector that somebody begins passes the contract suite before a line of it is changed."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tellonce.cli.connectors_new import new
from tellonce.errors import SettingError

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "connectors", "context", "graph", "identity", "tellonce")
NEEDED = (*ROOMS, "tests/contracts", "tests/fixtures", "tests/rules", "tests/conftest.py")
FILES = ("README.md", "pyproject.toml", "LICENSE", "NOTICE")
RULES = ("tests/rules/test_commands.py", "tests/rules/test_modules.py")
CHECKS = ("tests/contracts", "tests/connectors", *RULES, "-k", "acme or rules")


@pytest.fixture
def repository(tmp_path) -> Path:
    """A copy of what a connector is made and judged by."""
    for one in (*NEEDED, *FILES):
        if (ROOT / one).is_dir():
            left_out = shutil.ignore_patterns("__pycache__", ".*_cache")
            shutil.copytree(ROOT / one, tmp_path / one, ignore=left_out)
        else:
            shutil.copy(ROOT / one, tmp_path / one)
    return tmp_path


@pytest.mark.graph
@pytest.mark.embedded
def test_a_new_connector_passes_the_contract_suite_as_it_is(repository):
    assert new("acme", str(repository)) == 0

    command = (sys.executable, "-m", "pytest", "-vv", "-p", "no:cacheprovider", *CHECKS)
    ran = subprocess.run(
        command, cwd=repository, capture_output=True, text=True, timeout=180, check=False
    )

    assert ran.returncode == 0, ran.stdout[-3000:]
    assert "[acme" in ran.stdout
    assert "test_acme_parse" in ran.stdout
    assert "test_modules" in ran.stdout
    assert '"connectors.acme",' in (repository / "pyproject.toml").read_text()


def test_what_is_written_is_formatted_as_everything_here_is(repository):
    new("acme", str(repository))

    written = [
        *(repository / "connectors" / "acme").glob("*.py"),
        repository / "connectors" / "__init__.py",
        repository / "tests" / "connectors" / "test_acme_parse.py",
    ]
    for rule in (("format", "--check"), ("check",)):
        ran = subprocess.run(
            (sys.executable, "-m", "ruff", *rule, *written),
            cwd=repository,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout
    assert all(ast.parse(one.read_text()) for one in written)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("voice", "already", id="there is one"),
        pytest.param("Acme", "no name", id="capitals"),
        pytest.param("acme-two", "no name", id="a hyphen"),
        pytest.param("../acme", "no name", id="a way out"),
    ],
)
def test_a_name_that_cannot_be_is_refused(name, words):
    with pytest.raises(SettingError, match=words):
        new(name, str(ROOT))


def test_another_folder_is_left_alone(tmp_path):
    with pytest.raises(SettingError, match="no repository"):
        new("acme", str(tmp_path))

    assert list(tmp_path.iterdir()) == []
