"""The Zammad connector: tickets as cases, their articles, and users; pulled and by webhook."""

from typing import Final

from connectors.connector import Connector, Webhook
from connectors.schemes import ZAMMAD as SCHEME
from connectors.versions import newest
from connectors.zammad.parse import read_delivery, subject_of
from connectors.zammad.streams import PULL

ZAMMAD: Final = Connector(
    name="zammad",
    webhook=Webhook(scheme=SCHEME, subject=subject_of, read=read_delivery, fold=newest, whole=True),
    pull=PULL,
)
