"""A module is one concept, in a place that says which."""

import tomllib

MOST_LINES = 400
HOMELESS = {"utils", "util", "misc", "common", "helpers", "helper"}


def test_no_module_is_longer_than_one_concept(modules):
    assert {
        one.path: one.text.count("\n") for one in modules if one.text.count("\n") > MOST_LINES
    } == {}


def test_no_module_is_a_heap_of_homeless_functions(modules):
    assert [
        one.path for one in modules if HOMELESS & set(one.path.removesuffix(".py").split("/"))
    ] == []


def test_every_module_says_which_question_it_answers(modules):
    silent = [
        one.path
        for one in modules
        if not one.path.endswith("__init__.py") and not one.text.startswith('"""')
    ]

    assert silent == []


def test_every_source_folder_is_in_the_contract_that_keeps_them_apart(root):
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    (apart,) = (one for one in contracts["contracts"] if one["type"] == "independence")
    shared = {"connectors.canonical"}  # the format that all sources may speak
    folders = {
        f"connectors.{one.parent.name}" for one in (root / "connectors").glob("*/__init__.py")
    }

    assert set(apart["modules"]) == folders - shared
