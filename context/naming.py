"""Which interaction does `source:id` name? Sources and ids may hold colons themselves."""

from graph.queries.interactions import place_of_interaction
from identity.setup import Identity


def readings(name: str) -> list[tuple[str, str]]:
    """Return every (source, id) that a name may mean: one for each of its colons."""
    colons = [at for at, one in enumerate(name) if one == ":"]
    return [(name[:at], name[at + 1 :]) for at in colons if name[:at] and name[at + 1 :]]


async def named_interaction(identity: Identity, name: str) -> tuple[str, str]:
    """Return the (source, id) that there is an interaction of; else the shortest source.

    Nothing is read where the name can mean one thing only.
    """
    found = readings(name)
    if len(found) > 1:
        for source, id in found:
            key = identity.keys.activity("Interaction", source, id)
            if await place_of_interaction(identity.graph, key):
                return source, id
    return found[0] if found else (name, "")
