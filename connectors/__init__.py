"""Every way in that this version knows."""

from typing import Final

from connectors.connector import Connector
from connectors.voice.connector import VOICE

CONNECTORS: Final[tuple[Connector, ...]] = (VOICE,)
