"""What everything in this room works with: the graph, the keys, the model, the settings."""

from dataclasses import dataclass

from graph.access import Graph
from graph.keys import Keys
from identity.fellegi_sunter import Model
from identity.model_file import load_model
from identity.settings import IdentitySettings


@dataclass(frozen=True, slots=True)
class Identity:
    graph: Graph
    keys: Keys
    settings: IdentitySettings
    model: Model


def open_identity(graph: Graph, keys: Keys, settings: IdentitySettings) -> Identity:
    """Load the model and return the room's working set. Raises ModelError for an unusable model."""
    return Identity(graph, keys, settings, load_model(settings.model_file))
