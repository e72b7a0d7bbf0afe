"""Every setting stands in README, and every setting in README is read."""

import ast
import re

VARIABLE = re.compile(r"(?:TELLONCE|GRAPH)_[A-Z0-9_]*[A-Z0-9]")
HOOKS = "TELLONCE_HOOK_<CONNECTOR>_<INSTANCE>_SECRET"


def read_variables(modules) -> set[str]:
    """Return every variable that a settings module reads from the environment, by exact name."""
    return {
        node.value
        for module in modules
        if module.path.endswith("settings.py")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VARIABLE.fullmatch(node.value)
    }


def table(readme: str) -> set[str]:
    section = readme.partition("\n## Settings\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def test_readme_lists_exactly_the_settings_that_are_read(modules, readme):
    assert table(readme) - {HOOKS} == read_variables(modules)


def test_the_variables_of_webhooks_are_listed_too(modules, readme):
    (settings,) = (one for one in modules if one.path == "connectors/settings.py")

    assert HOOKS in table(readme)
    assert HOOKS in settings.text


def test_the_environment_is_read_by_settings_and_entry_points_only(modules):
    readers = {
        module.path
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    }

    assert {
        one for one in readers if not one.endswith("settings.py") and "tellonce/cli/" not in one
    } == set()
