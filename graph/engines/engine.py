"""What an engine hands over once it runs: where to connect, and how to leave."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A Bolt address with its credentials; the password never appears in its repr."""

    url: str
    user: str
    password: str = field(repr=False)
    database: str
    plans: bool = False  # it takes Neo4j's options for planning in front of a statement

    @property
    def is_routed(self) -> bool:
        """Whether the driver chooses among the servers of a cluster: `neo4j://`, `neo4j+s://`…"""
        return self.url.startswith("neo4j")
