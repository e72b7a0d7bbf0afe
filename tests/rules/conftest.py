"""The program's own text, for rules about it."""

import ast
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "connectors", "context", "graph", "identity", "tellonce")


@dataclass(frozen=True, slots=True)
class Module:
    path: str  # from the root of the repository
    text: str
    tree: ast.Module


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> Sequence[Module]:
    """Every module of the program."""
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    texts = [(path, path.read_text("utf-8")) for path in paths]
    return [Module(str(path.relative_to(ROOT)), text, ast.parse(text)) for path, text in texts]


@pytest.fixture(scope="session")
def kept_files() -> Sequence[str]:
    """Every file that is in the repository, or would be with the next `git add`."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(one for one in listed.stdout.split("\0") if one and (ROOT / one).is_file())


@pytest.fixture(scope="session")
def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")
