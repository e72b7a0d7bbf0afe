"""The WooCommerce connector: customers, orders, begun checkouts, products; pulled and heard."""

from typing import Final

from connectors.connector import Connector, Webhook
from connectors.schemes import WOOCOMMERCE as SCHEME
from connectors.versions import newest
from connectors.woocommerce.parse import read_delivery, subject_of
from connectors.woocommerce.streams import PULL

WOOCOMMERCE: Final = Connector(
    name="woocommerce",
    webhook=Webhook(scheme=SCHEME, subject=subject_of, read=read_delivery, fold=newest, whole=True),
    pull=PULL,
)
