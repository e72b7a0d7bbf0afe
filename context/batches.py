"""Who owns something of the same batch, and has not said a word about it?"""

from context.goods import batch_key
from graph.access import Graph
from graph.keys import Keys
from graph.queries import assets
from graph.queries.assets import BatchOwner


async def owners_of_batch(
    graph: Graph, keys: Keys, batch: str, *, not_called: bool, first: int, after: str | None
) -> list[BatchOwner]:
    """Return at most `first` owners of things of a batch, those after the id `after`.

    `not_called`: only those who have said nothing about theirs, on any channel.
    """
    return await assets.owners_of_batch(
        graph, batch_key(batch, keys), not_called=not_called, after=after or "", limit=first
    )
