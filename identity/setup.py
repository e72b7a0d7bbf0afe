"""What everything in this room works with: the graph, the keys, the model, rules and settings."""

from collections import Counter
from dataclasses import dataclass, field

from graph.access import Graph
from graph.keys import Keys
from identity.calibration import Calibration
from identity.calibration_memory import CalibrationMemory
from identity.explain import Explainer
from identity.fellegi_sunter import Model
from identity.model_file import load_model
from identity.number_memory import NumberMemory
from identity.settings import IdentitySettings
from identity.survivorship import Survivorship
from identity.survivorship_file import load_survivorship
from identity.turns import Turns


@dataclass(frozen=True, slots=True)
class Identity:
    graph: Graph
    keys: Keys
    settings: IdentitySettings
    model: Model
    survivorship: Survivorship
    numbers: NumberMemory = field(default_factory=NumberMemory)  # what ours look like
    calibrated: CalibrationMemory = field(default_factory=CalibrationMemory)
    turns: Turns = field(default_factory=Turns)  # of whoever writes identity in this process
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)  # decisions by action, rule

    @property
    def calibration(self) -> Calibration | None:
        """What judged pairs say of this model's weights, once there are enough of them."""
        return self.calibrated.current

    @property
    def explainer(self) -> Explainer:
        return Explainer(self.model, self.settings.thresholds, self.calibration)


def open_identity(graph: Graph, keys: Keys, settings: IdentitySettings) -> Identity:
    """Return the room's working set. Raises ModelError or SurvivorshipError for a bad file."""
    model = load_model(settings.model_file)
    return Identity(graph, keys, settings, model, load_survivorship(settings.survivorship_file))
