"""Where are a file's pairs weighed? In DuckDB where it is installed, else in plain Python."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from identity.bulk import edges
from identity.bulk.edges import BulkRecords, Edges, Progress
from identity.fellegi_sunter import Model

AUTO: Final = "auto"
ENGINES: Final = (AUTO, "duckdb", "spark", "python")


def weigh(model: Model, bulk: BulkRecords, engine: str, progress: Progress | None) -> Edges:
    """Return all pairs that share a key and weigh enough to matter, the heaviest first.

    `engine` is one of ENGINES. Raises BulkEngineError when it is not installed.
    """
    if engine == AUTO:
        engine = "duckdb" if find_spec("splink") else "python"
    if engine == "python":
        return edges.weigh_edges(model, bulk, progress=progress).by_weight()
    # by name: the extra `bulk` need not be installed for anything else
    weighing = import_module("identity.bulk.weighing")
    weighed: Edges = weighing.weigh_edges(model, bulk, engine=engine, progress=progress)
    return weighed.by_weight()
