"""Which tables of names come with the normaliser? Text files with one entry a line."""

from functools import cache
from importlib.resources import files

Groups = tuple[tuple[str, ...], ...]


@cache
def table(name: str) -> Groups:
    """Return the entries of `tables/<name>.txt`, each with its words; comments are left out."""
    text = (files("identity") / "normalise" / "tables" / f"{name}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(line.split()) for line in lines)


@cache
def first_of_group(name: str) -> dict[str, frozenset[str]]:
    """Return word → the first words of the groups that it stands in."""
    found: dict[str, set[str]] = {}
    for group in table(name):
        for word in group:
            found.setdefault(word, set()).add(group[0])
    return {word: frozenset(firsts) for word, firsts in found.items()}
