"""`tellonce connectors new`: the folder of a source that is not there yet, ready to be changed."""

import re
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

from connectors import CONNECTORS
from tellonce.errors import SettingError

FOLDER_NAME: Final = re.compile(r"[a-z][a-z0-9]{1,30}")
WRITTEN: Final = {
    "connectors/$name/parse.py": "parse.txt",
    "connectors/$name/connector.py": "connector.txt",
    "connectors/$name/README.md": "readme.txt",
    "tests/fixtures/$name/message.json": "fixture.txt",
    "tests/connectors/test_${name}_parse.py": "test.txt",
}
LIST: Final = re.compile(r"(CONNECTORS: Final\[tuple\[Connector, \.\.\.\]\] = \()([^)]*?),?\s*\)")
APART: Final = re.compile(
    r'(name = "Sources do not import each other".*?modules = \[)(.*?)\n?\]', re.S
)
TABLE: Final = re.compile(r"(\| connector \| what comes in \|.*\n\|[-|]+\n(?:\|.*\n)*)")


def new(name: str, into: str) -> int:
    """Write the folder, its fixture and test, and enter it where connectors are listed.

    Raises SettingError for a name or a place that cannot be.
    """
    root = Path(into)
    if not FOLDER_NAME.fullmatch(name):
        raise SettingError(
            f'"{name}" is no name for a connector: small letters and digits make one'
        )
    if name in {one.name for one in CONNECTORS} or (root / "connectors" / name).exists():
        raise SettingError(f"there is a connector {name} already")
    listing = root / "connectors" / "__init__.py"
    if not (listing.exists() and (root / "pyproject.toml").exists()):
        raise SettingError(f"{root} is no repository of tellonce: --into names its folder")
    words = {"name": name, "NAME": name.upper(), "Name": name.capitalize()}
    changed = {
        listing: _listed(listing.read_text("utf-8"), name),
        root / "pyproject.toml": _apart((root / "pyproject.toml").read_text("utf-8"), name),
        root / "README.md": _in_table((root / "README.md").read_text("utf-8"), name),
    }
    for place, template in WRITTEN.items():
        text = files("connectors").joinpath("template", template).read_text("utf-8")
        changed[root / Template(place).substitute(words)] = Template(text).substitute(words)
    changed[root / "connectors" / name / "__init__.py"] = ""
    for path, text in changed.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    print(f"connectors/{name} is there, and passes `pytest tests/contracts -k {name}`.")
    print(f"next: put a recorded payload into tests/fixtures/{name}, and change parse.py to it")
    return 0


def _listed(text: str, name: str) -> str:
    """Return the room's list of connectors with one more, its imports in order."""
    lines = text.splitlines()
    ours = f"from connectors.{name}.connector import {name.upper()}"
    imports = [line for line in lines if line.startswith("from connectors.")]
    first = lines.index(imports[0])
    rest = [line for line in lines if line not in imports]
    lines = [*rest[:first], *sorted([*imports, ours], key=str.lower), *rest[first:]]
    entries = [*_entries(text), name.upper()]
    listed = "".join(f"    {one},\n" for one in entries)
    return LIST.sub(lambda found: f"{found[1]}\n{listed})", "\n".join(lines) + "\n")


def _entries(text: str) -> list[str]:
    found = LIST.search(text)
    return [one.strip() for one in found[2].split(",") if one.strip()] if found else []


def _apart(text: str, name: str) -> str:
    """Return the project file with the new source among those that do not import each other."""

    def longer(found: re.Match[str]) -> str:
        there = re.findall(r'"[^"]+"', found[2])
        listed = "".join(f"    {one},\n" for one in sorted([*there, f'"connectors.{name}"']))
        return f"{found[1]}\n{listed}]"

    return APART.sub(longer, text, count=1)


def _in_table(text: str, name: str) -> str:
    row = f"| `{name}` | … | [connectors/{name}/README.md](connectors/{name}/README.md) |\n"
    return TABLE.sub(lambda found: found[1] + row, text, count=1)
