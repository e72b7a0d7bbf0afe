"""The Shopify connector: customers, orders, checkouts and products, pulled and by webhook."""

from typing import Final

from connectors.connector import Connector, Webhook
from connectors.schemes import SHOPIFY as SCHEME
from connectors.shopify.parse import read_delivery, subject_of
from connectors.shopify.streams import PULL
from connectors.versions import newest

SHOPIFY: Final = Connector(
    name="shopify",
    webhook=Webhook(scheme=SCHEME, subject=subject_of, read=read_delivery, fold=newest, whole=True),
    pull=PULL,
)
