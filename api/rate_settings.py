"""How often one caller may ask, and how much at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """What one caller may do. 0 switches a limit off."""

    a_second: float = 100.0  # operations, of one key
    burst: float = 200.0
    unknown_a_minute: float = 30.0  # look-ups that find nobody, of one key
    in_flight: int = 200  # operations at once, of all: four times the database's connections
