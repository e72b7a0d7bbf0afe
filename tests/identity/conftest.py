"""People for the tests of identity."""

from collections.abc import Callable

import pytest

from graph.access import Graph
from graph.keys import Keys
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity


@pytest.fixture
def identity(graph: Graph, keys: Keys) -> Identity:
    return open_identity(graph, keys, IdentitySettings(default_region="US"))


@pytest.fixture
def resolver(identity: Identity) -> Resolver:
    return Resolver(identity)


@pytest.fixture
def person() -> Callable[..., PersonRecord]:
    """Make a record: `person("shop", "c17", given_name="Ana")`."""

    def make(source: str, source_id: str, **values: object) -> PersonRecord:
        return PersonRecord(source=source, source_id=source_id, **values)  # type: ignore[arg-type]

    return make
