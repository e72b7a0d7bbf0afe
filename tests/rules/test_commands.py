"""Commands and connectors stand in README."""

import re

from connectors import CONNECTORS
from tellonce.cli.main import COMMANDS, load


def rows(readme: str, section: str) -> list[str]:
    text = readme.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def test_readme_lists_exactly_the_commands_that_there_are(readme):
    listed = [one.split()[1] for one in rows(readme, "Commands")]

    assert sorted(listed) == sorted(COMMANDS)


def test_readme_lists_exactly_the_connectors_that_there_are(readme):
    assert sorted(rows(readme, "Ask over GraphQL")) == sorted(one.name for one in CONNECTORS)


def test_every_command_is_one_sentence_and_has_an_example():
    for command in map(load, COMMANDS):
        assert command.HELP.endswith("."), command.NAME
        assert f"tellonce {command.NAME}" in command.EPILOG, command.NAME
