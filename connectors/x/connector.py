"""The X connector: mentions, replies, messages, threads; asked, streamed and by webhook."""

from typing import Final

from connectors.connector import Connector, Webhook
from connectors.schemes import X as SCHEME
from connectors.x.activity import fold_events, read_event, subject_of
from connectors.x.asking import XAsking
from connectors.x.stream import hear_x
from connectors.x.streams import PULL

X: Final = Connector(
    name="x",
    webhook=Webhook(
        scheme=SCHEME, subject=subject_of, read=read_event, fold=fold_events, whole=True
    ),
    pull=PULL,
    opens=XAsking,
    hears=hear_x,
)
