"""Every way in that this version knows."""

from typing import Final

from connectors.connector import Connector
from connectors.shopify.connector import SHOPIFY
from connectors.voice.connector import VOICE
from connectors.woocommerce.connector import WOOCOMMERCE
from connectors.x.connector import X
from connectors.zammad.connector import ZAMMAD
from connectors.zendesk.connector import ZENDESK

CONNECTORS: Final[tuple[Connector, ...]] = (VOICE, X, SHOPIFY, WOOCOMMERCE, ZENDESK, ZAMMAD)
