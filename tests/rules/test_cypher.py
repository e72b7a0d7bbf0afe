"""Cypher is where it belongs, is constant, and goes through one door."""

import ast
import re

CYPHER = re.compile(r"\b(MATCH|MERGE|CREATE|UNWIND|DETACH DELETE)\b\s*[(:$]|\bRETURN\s+\w+\.\w+")
HOME = "graph/queries/"
ALSO = ("graph/sequence.py",)  # the number lines are guards of the door itself
DOOR = "graph/access.py"
OPENERS = {"begin_transaction", "execute_query", "execute_read", "execute_write", "session"}


def test_cypher_stands_in_the_query_modules_only(modules):
    elsewhere = [
        f"{module.path}:{node.lineno}"
        for module in modules
        if not module.path.startswith(HOME) and module.path not in ALSO
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CYPHER.search(node.value)
    ]

    assert elsewhere == []


def test_cypher_is_never_put_together_from_values(modules):
    made = [
        f"{module.path}:{node.lineno}"
        for module in modules
        if module.path.startswith(HOME) or module.path in ALSO
        for node in ast.walk(module.tree)
        if _is_made(node)
    ]

    assert made == []


def test_the_rule_about_putting_together_sees_each_way_of_doing_it():
    ways = ('f"MATCH (n:{label})"', '"MATCH (%s)" % x', '"MATCH ({})".format(x)', '"MATCH (" + x')

    assert all(any(map(_is_made, ast.walk(ast.parse(way)))) for way in ways)
    assert not any(map(_is_made, ast.walk(ast.parse("BY_ID + WHOLE_CUSTOMER"))))


def test_transactions_and_sessions_are_opened_at_one_door(modules):
    openers = [
        f"{module.path}:{node.lineno}"
        for module in modules
        if module.path != DOOR and _imports_driver(module.tree)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in OPENERS
    ]

    assert openers == []


def test_the_door_reads_in_autocommit_and_writes_in_transactions(modules):
    (door,) = (module for module in modules if module.path == DOOR)
    runs = {
        function.name: ast.unparse(function)
        for function in ast.walk(door.tree)
        if isinstance(function, ast.AsyncFunctionDef) and ".run(" in ast.unparse(function)
    }

    assert [name for name, text in runs.items() if "session.run(" in text] == ["_read_once"]
    assert [name for name, text in runs.items() if "transaction.run(" in text] == ["_write_once"]
    assert "begin_transaction(" in runs["_write_once"]


def _is_made(node: ast.AST) -> bool:
    """Whether this makes a string with Cypher in it; joining named constants does not count."""
    if isinstance(node, ast.JoinedStr):
        return any(CYPHER.search(str(part.value)) for part in node.values if _is_text(part))
    if isinstance(node, ast.BinOp):
        return any(_is_text(side) and CYPHER.search(side.value) for side in (node.left, node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _is_text(node.func.value) or node.func.attr in {"format", "format_map"}
    return False


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _imports_driver(tree: ast.Module) -> bool:
    return any(
        (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "neo4j")
        or (isinstance(node, ast.Import) and any(one.name == "neo4j" for one in node.names))
        for node in ast.walk(tree)
    )
