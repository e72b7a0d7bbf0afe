"""Every way in that this version knows."""

from typing import Final

from connectors.connector import Connector
from connectors.shopify.connector import SHOPIFY
from connectors.voice.connector import VOICE
from connectors.woocommerce.connector import WOOCOMMERCE
from connectors.zammad.connector import ZAMMAD
from connectors.zendesk.connector import ZENDESK

CONNECTORS: Final[tuple[Connector, ...]] = (VOICE, SHOPIFY, WOOCOMMERCE, ZENDESK, ZAMMAD)
