"""The Zendesk connector: tickets as cases, their comments, and users; pulled and by webhook."""

from typing import Final

from connectors.connector import Connector, Webhook
from connectors.schemes import ZENDESK as SCHEME
from connectors.versions import newest
from connectors.zendesk.parse import read_event, subject_of
from connectors.zendesk.streams import PULL

ZENDESK: Final = Connector(
    name="zendesk",
    webhook=Webhook(scheme=SCHEME, subject=subject_of, read=read_event, fold=newest, whole=True),
    pull=PULL,
)
