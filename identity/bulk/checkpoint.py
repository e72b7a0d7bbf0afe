"""May a first load begin here, or go on? One node in the graph says how far it came."""

from dataclasses import replace
from typing import Final

from graph.access import Statement
from graph.queries.bulk_loads import BulkLoad, is_blank, keep_bulk_load, read_bulk_load
from graph.sequence import SequenceState
from identity.bulk.plan import Plan
from identity.calibration import model_digest
from identity.erasure_steps import in_turn
from identity.errors import HalfLoadedError, NotFirstLoadError
from identity.fellegi_sunter import Model
from identity.setup import Identity

OTHER_FILES: Final = "it is of other files, or reads them with another source or mapping"
OTHER_MODEL: Final = "it weighs by another model; repeat --train and TELLONCE_MODEL as they were"
OTHER_PLAN: Final = (
    "the same files make other customers; the version, a setting or --engine is another one"
)


async def begin_load(identity: Identity, files: str) -> BulkLoad:
    """Claim the graph for this load, or return how far it came before.

    `files` is a digest of what is to be loaded. A finished load is returned as such. Raises
    NotFirstLoadError for a graph with customers, and HalfLoadedError while another load is half
    done.
    """
    load = BulkLoad(files)

    async def claim(seen: SequenceState) -> list[Statement]:
        nonlocal load
        found = await read_bulk_load(identity.graph)
        if found is not None and found.files == files:
            load = found
            return []
        if found is not None and found.done and not found.finished:
            raise HalfLoadedError(OTHER_FILES, found.done, found.total)
        if seen.customers:
            raise NotFirstLoadError(seen.customers)
        blank = await is_blank(identity.graph)
        load = BulkLoad(files, alone_until=seen.value + 1 if blank else -1)
        return [keep_bulk_load(load)]

    await in_turn(identity.graph, claim, new_customers=0)
    return load


def check_model(load: BulkLoad, model: Model) -> None:
    """Raise HalfLoadedError when a load that has begun was weighed by another model."""
    if load.done and load.model != model_digest(model):
        raise HalfLoadedError(OTHER_MODEL, load.done, load.total)


def carried_on(load: BulkLoad, plan: Plan) -> BulkLoad:
    """Return the load as this plan goes on with it. Raises HalfLoadedError for another plan's."""
    check_model(load, plan.model)
    if load.done and load.plan != plan.digest:
        raise HalfLoadedError(OTHER_PLAN, load.done, load.total)
    return replace(
        load, model=model_digest(plan.model), plan=plan.digest, total=len(plan.customers)
    )
