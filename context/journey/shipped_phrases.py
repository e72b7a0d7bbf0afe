"""Which languages can it be said in where nobody has written any phrases? Read once."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from context.journey.phrases import Phrases
from context.journey.read_phrases import parse_phrases


@cache
def shipped_phrases() -> Mapping[str, Phrases]:
    """Return the phrases that ship, by language."""
    folder = files("context.journey") / "acknowledgements"
    found = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        language, _, kind = file.name.rpartition(".")
        if kind == "toml":
            found[language] = parse_phrases(file.read_text("utf-8"), language)
    return found
